// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an attempt of a step may take, in four parts. Whatever is not said is the
 * configuration's default. Immutable: each method returns a changed copy. Values are checked when
 * the pipeline is planned.
 *
 * <p>When one has passed, the job is stopped, and once its platform has confirmed that, the attempt
 * has failed.
 *
 * @param queue from submission until the platform starts the job; then the failure is of kind
 *     CAPACITY. Also how long a platform is asked whether it has a job whose submission had no
 *     answer, before a person has to decide; 15 minutes where not said
 * @param start from then until the step's first heartbeat; then PLATFORM
 * @param run how long the step may run; the job also ends itself then, without Outrider; then
 *     TIMEOUT
 * @param silence the longest time without a heartbeat after the first; then PLATFORM
 */
public record Deadlines(
    Optional<Duration> queue,
    Optional<Duration> start,
    Optional<Duration> run,
    Optional<Duration> silence) {

  /** Nothing said. */
  public static Deadlines unspecified() {
    return new Deadlines(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public Deadlines queue(Duration limit) {
    return new Deadlines(Optional.of(limit), start, run, silence);
  }

  public Deadlines start(Duration limit) {
    return new Deadlines(queue, Optional.of(limit), run, silence);
  }

  public Deadlines run(Duration limit) {
    return new Deadlines(queue, start, Optional.of(limit), silence);
  }

  public Deadlines silence(Duration limit) {
    return new Deadlines(queue, start, run, Optional.of(limit));
  }
}
