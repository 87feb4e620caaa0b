// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * What a step may ask of the attempt that it runs in. Every method may be called from any thread.
 */
public interface StepContext {

  /**
   * The run's id, for example {@code r0k3v9m2x4q7t}; {@code standalone} where a step runs alone.
   */
  String run();

  /** The step's name in its pipeline, for example {@code clean}. */
  String step();

  /** Which try of the step this is, 1 for the first. */
  int attempt();

  /** A logger whose lines end up in the attempt's {@code logs/}, from level INFO on. */
  Logger log();

  /**
   * Reports the progress of the step, which is shown while the run is watched. Of several calls in
   * a short time the last one counts.
   *
   * @param fraction between 0 and 1
   * @param message what is being done, in a few words; may be empty
   * @throws IllegalArgumentException when the fraction is not a number between 0 and 1
   */
  void progress(double fraction, String message);

  /**
   * Records a metric of the attempt, for example a model's error. A second call with the same name
   * replaces the value in the result; the events keep both.
   *
   * @param name {@code [A-Za-z0-9][A-Za-z0-9._-]*}, at most 100 characters
   * @param value a number; NaN and infinities are recorded as they are, with a warning
   * @throws IllegalArgumentException when the name is malformed
   */
  void metric(String name, double value);

  /**
   * The value of a secret, read where the step runs. It is masked in the attempt's logs.
   *
   * @param name the secret's name, as in {@code step-operator.NAME.secret.warehouse}
   * @return the value, never null
   * @throws MissingSecretException when no such secret is configured or its source has no value;
   *     the attempt then fails with kind {@link FailureKind#CONFIGURATION} unless the step catches
   *     it
   */
  String secret(String name);

  /**
   * An empty folder on the local disk of the machine that the step runs on. It lives as long as the
   * launch: what should stay is returned as an output.
   */
  Path workFolder();
}
