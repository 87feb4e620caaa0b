// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.AccessPolicy;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.StepOperator;
import dev.outrider.plan.NearestName;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Surroundings;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code outrider step-operator list|describe}: the operators of the configuration. */
final class OperatorCommands {
  private OperatorCommands() {}

  /** What they have in common with {@link CheckCommand}. */
  abstract static class OnConfiguration implements Callable<Integer>, AddsOptions, PrintsData {
    private final ProjectOptions.Config options = new ProjectOptions.Config();
    final OutputOption output = new OutputOption();
    final Terminal terminal;

    OnConfiguration(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public OutputOption output() {
      return output;
    }

    @Override
    public void addTo(CommandSpec spec) {
      options.addTo(spec);
    }

    abstract int call(Configuration configuration, Surroundings surroundings) throws Exception;

    @Override
    public Integer call() throws Exception {
      Surroundings surroundings = ProjectOptions.surroundings(terminal);
      return call(
          ConfiguredPlan.configuration(options.project(terminal), surroundings), surroundings);
    }

    static OperatorConfiguration operator(String name, Configuration configuration)
        throws UsageException {
      Optional<OperatorConfiguration> found = configuration.operator(name);
      if (found.isPresent()) {
        return found.get();
      }
      Optional<String> broken = configuration.broken().reason(name);
      if (broken.isPresent()) {
        throw new UsageException("Step operator '" + name + "' cannot be used: " + broken.get());
      }
      throw new UsageException(
          "There is no step operator '"
              + name
              + "'"
              + NearestName.of(name, configuration.operators().keySet())
                  .map(n -> "; did you mean '" + n + "'?")
                  .orElse("; 'outrider step-operator list' shows all.")
              + configuration.broken().hint());
    }
  }

  /** {@code outrider step-operator list}. */
  static final class ListCommand extends OnConfiguration {
    ListCommand(Terminal terminal) {
      super(terminal);
    }

    /** An operator in the list. */
    record Row(String stepOperator, String flavor, String set) {}

    /** All of them. */
    record Listing(List<Row> stepOperators) {}

    @Override
    int call(Configuration configuration, Surroundings surroundings) {
      List<Row> rows = new ArrayList<>();
      new TreeMap<>(configuration.operators())
          .forEach((name, each) -> rows.add(new Row(name, each.flavor().name(), each.place())));
      if (output.isJson()) {
        output.print(terminal, new Listing(rows), Listing.class);
      } else if (rows.isEmpty()) {
        terminal.out().println("No step operators, and no plugin has a flavor.");
      } else {
        Table table = new Table("OPERATOR", "FLAVOR", "SET IN");
        rows.forEach(row -> table.row(row.stepOperator(), row.flavor(), row.set()));
        table.print(terminal);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code outrider step-operator describe}. */
  @Command
  static final class DescribeCommand extends OnConfiguration {
    @Parameters(paramLabel = "NAME", description = "a step operator's name")
    private String name;

    @Option(
        names = "--iam",
        description = "print what the platform must allow, as policies in its own form")
    private boolean iam;

    DescribeCommand(Terminal terminal) {
      super(terminal);
    }

    /** A policy, and who it is for. */
    record Policy(String title, JsonText policy, List<String> commands) {}

    /** What the platform must allow. */
    record Policies(String stepOperator, List<Policy> policies) {}

    /** A setting, and what it is. */
    record Value(String setting, Optional<String> value, String meaning) {}

    /** An operator; secrets are not shown. */
    record Described(String stepOperator, String flavor, String set, List<Value> settings) {}

    @Override
    int call(Configuration configuration, Surroundings surroundings)
        throws UsageException, IOException {
      OperatorConfiguration found = operator(name, configuration);
      if (iam) {
        return policies(found, configuration, surroundings);
      }
      List<Value> values = new ArrayList<>();
      for (Setting each : found.flavor().settings()) {
        Optional<String> value = found.settings().text(each.name());
        values.add(
            new Value(
                each.name(),
                each.secret() ? value.map(text -> "(not shown)") : value,
                each.description()));
      }
      Described described =
          new Described(name, found.flavor().name(), found.place(), List.copyOf(values));
      if (output.isJson()) {
        output.print(terminal, described, Described.class);
        return ExitCode.DONE;
      }
      terminal
          .out()
          .println(
              "Step operator '"
                  + name
                  + "', of flavor "
                  + described.flavor()
                  + ", set in "
                  + described.set());
      Table table = new Table("SETTING", "VALUE", "MEANING");
      values.forEach(
          each -> table.row(each.setting(), each.value().orElse("not set"), each.meaning()));
      table.print(terminal);
      return ExitCode.DONE;
    }

    /** A policy is JSON on most platforms, and text on others. */
    private static JsonText json(String text) {
      return new JsonText(
          text.startsWith("{") ? text : JsonForm.write(text, String.class, "policy"));
    }

    private int policies(
        OperatorConfiguration found, Configuration configuration, Surroundings surroundings)
        throws UsageException, IOException {
      List<AccessPolicy> policies;
      try (StepOperator open = ConfiguredPlan.open(found, configuration, surroundings)) {
        policies = open.policies(configuration.artifactStore(), configuration.storeSettings());
      } catch (IllegalArgumentException e) {
        throw new UsageException("Step operator '" + name + "': " + e.getMessage());
      }
      if (policies.isEmpty()) {
        throw new UsageException(
            "Step operator '"
                + name
                + "' of flavor '"
                + found.flavor().name()
                + "' has no policies: its platform has no such form. Leave --iam out.");
      }
      if (output.isJson()) {
        List<Policy> shown =
            policies.stream()
                .map(each -> new Policy(each.title(), json(each.text()), each.commands()))
                .toList();
        output.print(terminal, new Policies(name, shown), Policies.class);
        return ExitCode.DONE;
      }
      policies.forEach(
          each -> {
            terminal.out().println("For " + each.title() + ":");
            each.text().lines().forEach(terminal.out()::println);
            each.commands().forEach(terminal.out()::println);
          });
      return ExitCode.DONE;
    }
  }
}
