// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.FailureKind;
import dev.outrider.step.text.TextLimit;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is known of one step of a run. Immutable.
 *
 * @param step the step's name
 * @param phase where it stands
 * @param attempt which attempt, from 1 on; 0 before the first
 * @param failures how many attempts ended with each kind
 * @param abandoned how many attempts of a plain step ended with the orchestrator that ran them;
 *     empty for none
 * @param since when this phase began
 * @param started when the first attempt began
 * @param due when to look again or to try again, in a phase that waits for a time
 * @param request the hash of the request; from AWAITING_PLACE on. Earlier versions recorded one of
 *     another form
 * @param submitted when this attempt was written down as about to be submitted
 * @param unknown since when it is not known whether the platform has a job of this attempt
 * @param unready how long the platform is getting ready for this attempt; empty where it was ready
 * @param job the platform's job; from FOLLOWING on
 * @param running since when the platform says that the job runs
 * @param beat the job's last sign of life
 * @param stop why its job is asked to stop
 * @param kind the kind of the last failure
 * @param reason what happened last, for people, of which at most 2,000 characters are kept; empty
 *     where nothing did
 * @param launch the folder of the committed launch, or of the one that failed
 * @param result what the committed launch of a plain step has given, where that is kept here; of
 *     every other step it lies in the launch's folder
 * @param place where the step is in its plan; empty in the state of a run of an earlier version
 * @param begun when this attempt began; empty before the first
 * @param earlier the attempts before this one, the latest {@value #MOST_EARLIER} of them; empty if
 *     there are none
 * @param takenFrom the run whose outputs this step has; empty if it has its own
 */
public record StepState(
    String step,
    Phase phase,
    int attempt,
    Map<FailureKind, Integer> failures,
    Optional<Integer> abandoned,
    Instant since,
    Optional<Instant> started,
    Optional<Instant> due,
    Optional<String> request,
    Optional<Instant> submitted,
    Optional<Instant> unknown,
    Optional<Unready> unready,
    Optional<JobHandle> job,
    Optional<Instant> running,
    Optional<Heartbeat> beat,
    Optional<Stop> stop,
    Optional<FailureKind> kind,
    String reason,
    Optional<URI> launch,
    Optional<KeptResult> result,
    Optional<StepPlace> place,
    Optional<Instant> begun,
    Optional<List<EarlierAttempt>> earlier,
    Optional<String> takenFrom) {

  private static final int MOST_EARLIER = 20;

  public StepState {
    failures = Map.copyOf(failures);
    earlier = earlier.map(List::copyOf);
    reason = TextLimit.MESSAGE.cut(reason);
  }

  /** A step that nothing has happened to yet. */
  static StepState waiting(String step, Instant now) {
    return waiting(step, Optional.empty(), now);
  }

  /** A step that nothing has happened to yet, of a plan. */
  static StepState waiting(String step, Optional<StepPlace> place, Instant now) {
    return new StepState(
        step,
        Phase.WAITING,
        0,
        Map.of(),
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        place,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A step whose output is that of an earlier run.
   *
   * @param done the step as it is in that run
   */
  static StepState taken(StepState done, StepPlace place, String run, Instant now) {
    return waiting(done.step, Optional.of(place), now)
        .in(Phase.SUCCEEDED, now, "taken from run " + run)
        .with(
            c -> {
              c.launch = done.launch;
              c.result = done.result;
              c.takenFrom = Optional.of(run);
            });
  }

  /** This step as one that nothing has happened to yet; its next attempt has a new number. */
  StepState again(StepPlace place, Instant now) {
    return waiting(step, Optional.of(place), now)
        .with(
            c -> {
              c.attempt = attempt;
              c.earlier = withThisAttempt(since);
            });
  }

  /**
   * When the job of this attempt began to run: when the platform first reported it, or when it was
   * submitted if the job ended before that was seen.
   */
  public Optional<Instant> ranFrom() {
    boolean unseen = job.isPresent() && (phase.isFinal() || phase == Phase.BACKING_OFF);
    return running.or(() -> unseen ? submitted : Optional.empty());
  }

  /**
   * The attempts so far, this one included.
   *
   * @param end when this one ended
   */
  private Optional<List<EarlierAttempt>> withThisAttempt(Instant end) {
    if (begun.isEmpty()) {
      return earlier;
    }
    List<EarlierAttempt> all = new ArrayList<>(earlier.orElse(List.of()));
    all.add(new EarlierAttempt(attempt, begun.get(), ranFrom(), end, kind, reason));
    return Optional.of(all.subList(Math.max(0, all.size() - MOST_EARLIER), all.size()));
  }

  /** What may change of a step, in {@link #with}. */
  static final class Change {
    Phase phase;
    Instant since;
    Optional<Instant> due;
    Optional<String> request;
    Optional<Instant> submitted;
    Optional<Instant> unknown;
    Optional<Unready> unready;
    Optional<JobHandle> job;
    Optional<Instant> running;
    Optional<Heartbeat> beat;
    Optional<Stop> stop;
    Optional<FailureKind> kind;
    String reason;
    Optional<URI> launch;
    Optional<KeptResult> result;
    int attempt;
    Map<FailureKind, Integer> failures;
    Optional<Integer> abandoned;
    Optional<Instant> started;
    Optional<Instant> begun;
    Optional<List<EarlierAttempt>> earlier;
    Optional<String> takenFrom;

    private Change(StepState from) {
      phase = from.phase;
      since = from.since;
      due = from.due;
      request = from.request;
      submitted = from.submitted;
      unknown = from.unknown;
      unready = from.unready;
      job = from.job;
      running = from.running;
      beat = from.beat;
      stop = from.stop;
      kind = from.kind;
      reason = from.reason;
      launch = from.launch;
      result = from.result;
      attempt = from.attempt;
      failures = from.failures;
      abandoned = from.abandoned;
      started = from.started;
      begun = from.begun;
      earlier = from.earlier;
      takenFrom = from.takenFrom;
    }
  }

  /** This step with something changed. */
  StepState with(Consumer<Change> changes) {
    Change c = new Change(this);
    changes.accept(c);
    return new StepState(
        step,
        c.phase,
        c.attempt,
        c.failures,
        c.abandoned,
        c.since,
        c.started,
        c.due,
        c.request,
        c.submitted,
        c.unknown,
        c.unready,
        c.job,
        c.running,
        c.beat,
        c.stop,
        c.kind,
        c.reason,
        c.launch,
        c.result,
        place,
        c.begun,
        c.earlier,
        c.takenFrom);
  }

  /** This step in another phase, from now on; what it waited for is over. */
  StepState in(Phase next, Instant now) {
    return with(
        c -> {
          c.phase = next;
          c.since = now;
          c.due = Optional.empty();
        });
  }

  /** This step in another phase, and why. */
  StepState in(Phase next, Instant now, String why) {
    return in(next, now).with(c -> c.reason = why);
  }

  StepState dueAt(Instant time) {
    return with(c -> c.due = Optional.of(time));
  }

  /** A new attempt: what was known of the last one's job is over. */
  StepState nextAttempt(Instant now) {
    Instant end = phase == Phase.BACKING_OFF ? since : now;
    return in(Phase.PREPARING, now)
        .with(
            c -> {
              c.earlier = withThisAttempt(end);
              c.attempt++;
              c.begun = Optional.of(now);
              c.started = c.started.or(() -> Optional.of(now));
              c.request = Optional.empty();
              c.submitted = Optional.empty();
              c.unknown = Optional.empty();
              c.unready = Optional.empty();
              c.job = Optional.empty();
              c.running = Optional.empty();
              c.beat = Optional.empty();
              c.stop = Optional.empty();
            });
  }

  /** This step with one more failed attempt. */
  StepState failed(FailureKind failure, String why) {
    Map<FailureKind, Integer> more = new EnumMap<>(FailureKind.class);
    more.putAll(failures);
    more.merge(failure, 1, Integer::sum);
    return with(
        c -> {
          c.failures = more;
          c.kind = Optional.of(failure);
          c.reason = why;
        });
  }
}
