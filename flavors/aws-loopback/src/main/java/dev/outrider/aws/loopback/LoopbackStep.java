// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.BackEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A step of a cluster, and what it has started. Not thread-safe: the clusters guard it. */
final class LoopbackStep {
  private final String id;
  private final long number;
  private final StepRequest request;
  private final Instant created;
  private final List<BackEnd.Execution> drivers = new ArrayList<>();
  private StepState state = StepState.PENDING;
  private Optional<StepState> endsAs = Optional.empty();
  private Optional<Instant> started = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private Optional<String> logFile = Optional.empty();

  /**
   * @param number greater than that of each step that was there before
   */
  LoopbackStep(String id, long number, StepRequest request, Instant created) {
    this.id = id;
    this.number = number;
    this.request = request;
    this.created = created;
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  StepRequest request() {
    return request;
  }

  StepState state() {
    return state;
  }

  Instant created() {
    return created;
  }

  Optional<Instant> started() {
    return started;
  }

  Optional<Instant> ended() {
    return ended;
  }

  /**
   * What {@code spark-submit} has said last, where it has failed and has said something: that of a
   * driver in a container is Spark's {@code org.apache.spark.deploy.yarn.Client}.
   */
  Optional<String> failure() {
    if (state != StepState.FAILED || failure.isPresent()) {
      return failure.filter(reason -> state == StepState.FAILED);
    }
    return application()
        .map(
            id ->
                "Exception in thread \"main\" org.apache.spark.SparkException: Application "
                    + id
                    + " finished with failed status");
  }

  /** The id that YARN has given it, where its driver is or was in a container. */
  Optional<String> application() {
    if (drivers.isEmpty() || !request.command().mode().equals("cluster")) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(Locale.ROOT, "application_%d_%04d", created.toEpochMilli(), number));
  }

  /** All that were ever started for it, in order. */
  List<BackEnd.Execution> drivers() {
    return List.copyOf(drivers);
  }

  /** The file that tells why it has failed, where its cluster keeps logs. */
  Optional<String> logFile() {
    return logFile;
  }

  /** Its logs are there. */
  void logged(String file) {
    logFile = Optional.of(file);
  }

  /** Has a place; its driver is about to be started. */
  void place(Instant now) {
    state = StepState.RUNNING;
    started = Optional.of(now);
  }

  /** Its driver, or one more, is started. One that nobody wants any more is asked to end. */
  void started(BackEnd.Execution driver) {
    drivers.add(driver);
    if (endsAs.isPresent() || state.isFinal()) {
      driver.kill();
    }
  }

  /** Its driver cannot be started. */
  void failedToStart(String reason, Instant now) {
    failure = Optional.of(reason);
    end(endsAs.orElse(StepState.FAILED), now);
  }

  /**
   * Ends it where it has not ended: at once where it has no place, else when its drivers have.
   *
   * @param as the state that it has then, unless its driver ends well all the same
   */
  void stop(StepState as, Instant now) {
    if (state.isFinal()) {
      return;
    }
    if (state == StepState.PENDING) {
      end(as, now);
      return;
    }
    if (endsAs.isEmpty()) {
      endsAs = Optional.of(as);
    }
    drivers.forEach(BackEnd.Execution::kill);
  }

  /** Its machine is gone; for EMR the driver has just failed. */
  void loseMachine(Instant now) {
    stop(StepState.FAILED, now);
  }

  /** Asks it to be cancelled, as {@code CancelSteps} does. */
  void cancel(Instant now) {
    stop(StepState.CANCELLED, now);
    if (state == StepState.RUNNING) {
      state = StepState.CANCEL_PENDING;
    }
  }

  /** Sees whether its drivers have ended. */
  void settle(Instant now) {
    if (state.isFinal() || drivers.isEmpty() || runs()) {
      return;
    }
    boolean isDone = drivers.stream().anyMatch(each -> each.exitCode().equals(OptionalInt.of(0)));
    end(isDone ? StepState.COMPLETED : endsAs.orElse(StepState.FAILED), now);
  }

  /** Has ended well long ago, without having run here. */
  void completed(Instant now) {
    end(StepState.COMPLETED, now);
  }

  private void end(StepState as, Instant now) {
    state = as;
    ended = Optional.of(now);
  }

  /** Whether a driver runs, also one of a step that has ended. */
  boolean runs() {
    return drivers.stream().anyMatch(each -> each.exitCode().isEmpty());
  }
}
