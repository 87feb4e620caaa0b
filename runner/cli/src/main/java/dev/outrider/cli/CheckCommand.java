// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.bundle.SparkLine;
import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.StepOperator;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Surroundings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code outrider step-operator check}: what a step needs, line by line, and whether it is so. */
@Command
final class CheckCommand extends OperatorCommands.OnConfiguration {
  private static final String BUNDLE = "bundle";

  @Parameters(paramLabel = "NAME", description = "a step operator's name")
  private String name;

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  /** Something that was looked at. */
  record Line(String outcome, String subject, String message) {}

  /** What was seen. */
  record Checked(
      String stepOperator,
      boolean good,
      Optional<Platform> platform,
      List<Line> findings,
      Optional<String> problem) {}

  @Override
  int call(Configuration configuration, Surroundings surroundings) throws UsageException {
    OperatorConfiguration operator = operator(name, configuration);
    List<Finding> findings = new ArrayList<>();
    Optional<Platform> platform = Optional.empty();
    Optional<String> problem;
    int code = ExitCode.FAILED;
    try (StepOperator open = ConfiguredPlan.open(operator, configuration, surroundings)) {
      findings.addAll(open.check(configuration.artifactStore()));
      if (failed(findings).isEmpty()) {
        platform = open.platform();
        platform.map(CheckCommand::bundle).ifPresent(findings::add);
      }
      problem = failed(findings);
    } catch (IllegalArgumentException e) {
      problem = Optional.of(e.getMessage());
      code = ExitCode.USAGE;
    } catch (IOException e) {
      problem = Optional.of(e.getMessage());
    }
    Checked checked =
        new Checked(
            name,
            problem.isEmpty(),
            platform,
            findings.stream()
                .map(each -> new Line(each.outcome().id(), each.subject(), each.message()))
                .toList(),
            problem);
    if (output.isJson()) {
      output.print(terminal, checked, Checked.class);
    } else {
      print(findings, checked);
    }
    return problem.isEmpty() ? ExitCode.DONE : code;
  }

  /** What stands in the way, in the findings' own words; empty when nothing does. */
  private static Optional<String> failed(List<Finding> findings) {
    return findings.stream()
        .filter(each -> each.outcome() == Finding.Outcome.FAILED)
        .map(Finding::message)
        .reduce((one, other) -> one + " " + other);
  }

  /** Whether bundles can be made for a platform, as a plan finds it out. */
  private static Finding bundle(Platform platform) {
    try {
      return Finding.passed(
          BUNDLE,
          "Bundles can be made for Spark "
              + SparkLine.parse(platform.sparkLine())
              + "; whether a pipeline's classes suit it, and Java "
              + platform.java()
              + ", its plan tells.");
    } catch (IllegalArgumentException e) {
      return Finding.failed(BUNDLE, e.getMessage());
    }
  }

  private void print(List<Finding> findings, Checked checked) {
    if (!findings.isEmpty()) {
      Table table = new Table();
      findings.forEach(each -> table.row(word(each.outcome()), each.subject(), each.message()));
      table.print(terminal);
    }
    if (checked.good()) {
      terminal
          .out()
          .println(
              "Step operator '"
                  + name
                  + "' can be used"
                  + checked
                      .platform()
                      .map(p -> ": Spark " + p.sparkLine() + ", Java " + p.java())
                      .orElse("")
                  + ".");
    } else {
      terminal
          .err()
          .println("Step operator '" + name + "' cannot be used: " + checked.problem().orElse(""));
    }
  }

  private static String word(Finding.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "pass";
      case FAILED -> "FAIL";
      case NOT_SEEN -> "not seen";
    };
  }
}
