// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.step.text.MaskedText;
import dev.outrider.step.text.Masks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
   * Gives its text, in order, without the secrets of the operator's steps that are known here.
   *
   * @throws IOException when the platform could not be asked, or what it keeps cannot be read
   */
  public void read(Consumer<String> text) throws IOException {
    OperatorConfiguration configured = configuration.operator(operator).orElseThrow();
    Masks masks = Masks.of(configured.secrets().values(), surroundings.environment());
    MaskedText masked = new MaskedText(masks, StandardCharsets.UTF_8);
    try (StepOperator open = ConfiguredPlan.open(configured, configuration, surroundings)) {
      LogCursor from = LogCursor.START;
      while (true) {
        LogPage page = open.logs(job, from);
        byte[] bytes = page.text().getBytes(StandardCharsets.UTF_8);
        text.accept(masked.add(bytes, 0, bytes.length));
        if (page.lines().isEmpty() || page.next().equals(from)) {
          break;
        }
        from = page.next();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Step operator '" + operator + "' cannot be used: " + e.getMessage(), e);
    } finally {
      text.accept(masked.end());
    }
  }
}
