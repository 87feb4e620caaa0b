// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.AttemptRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A platform's own log of a job, for one that never came to write its own. Its operator is asked as
 * the configuration has it now.
 */
public final class PlatformLog {
  private final String operator;
  private final JobHandle job;
  private final Configuration configuration;
  private final Surroundings surroundings;

  private PlatformLog(
      String operator, JobHandle job, Configuration configuration, Surroundings surroundings) {
    this.operator = operator;
    this.job = job;
    this.configuration = configuration;
    this.surroundings = surroundings;
  }

  /**
   * That of a step's last attempt.
   *
   * @param attempts those of its run
   * @return empty where the attempt has no job that is known, or its operator is gone
   */
  public static Optional<PlatformLog> of(
      StepState step,
      List<AttemptRecord> attempts,
      Configuration configuration,
      Surroundings surroundings) {
    return attempts.stream()
        .filter(each -> each.step().equals(step.step()) && each.number() == step.attempt())
        .filter(each -> configuration.operator(each.operator()).isPresent())
        .flatMap(
            each ->
                each.job().stream()
                    .map(job -> new PlatformLog(each.operator(), job, configuration, surroundings)))
        .findFirst();
  }

  /** The name of the operator that is asked. */
  public String operator() {
    return operator;
  }

  /**
   * Gives its lines, in order.
   *
   * @throws IOException when the platform could not be asked, or what it keeps cannot be read
   */
  public void read(Consumer<String> lines) throws IOException {
    OperatorConfiguration configured = configuration.operator(operator).orElseThrow();
    try (StepOperator open = ConfiguredPlan.open(configured, configuration, surroundings)) {
      LogCursor from = LogCursor.START;
      while (true) {
        LogPage page = open.logs(job, from);
        page.lines().forEach(lines);
        if (page.lines().isEmpty() || page.next().equals(from)) {
          return;
        }
        from = page.next();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Step operator '" + operator + "' cannot be used: " + e.getMessage(), e);
    }
  }
}
