// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.FailureKind;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one step of a run. Immutable.
 *
 * @param step the step's name
 * @param phase where it stands
 * @param attempt which attempt, from 1 on; 0 before the first
 * @param failures how many attempts ended with each kind
 * @param since when this phase began
 * @param started when the first attempt began
 * @param due when to look again or to try again, in a phase that waits for a time
 * @param request the hash of the request; from SUBMITTING on
 * @param job the platform's job; from FOLLOWING on
 * @param running whether the platform has said that the job runs
 * @param kind the kind of the last failure
 * @param reason what happened last, for people; empty where nothing did
 * @param launch the folder of the committed launch, or of the one that failed
 */
public record StepState(
    String step,
    Phase phase,
    int attempt,
    Map<FailureKind, Integer> failures,
    Instant since,
    Optional<Instant> started,
    Optional<Instant> due,
    Optional<String> request,
    Optional<JobHandle> job,
    boolean running,
    Optional<FailureKind> kind,
    String reason,
    Optional<URI> launch) {

  public StepState {
    failures = Map.copyOf(failures);
  }

  /** A step that nothing has happened to yet. */
  static StepState waiting(String step, Instant now) {
    return new StepState(
        step,
        Phase.WAITING,
        0,
        Map.of(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        "",
        Optional.empty());
  }

  /** This step in another phase, from now on; what it waited for is over. */
  StepState in(Phase next, Instant now) {
    return new StepState(
        step,
        next,
        attempt,
        failures,
        now,
        started,
        Optional.empty(),
        request,
        job,
        running,
        kind,
        reason,
        launch);
  }

  /** A new attempt. */
  StepState nextAttempt(Instant now) {
    return new StepState(
        step,
        Phase.PREPARING,
        attempt + 1,
        failures,
        now,
        started.or(() -> Optional.of(now)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        kind,
        reason,
        launch);
  }

  StepState withRequest(String hash) {
    return new StepState(
        step,
        phase,
        attempt,
        failures,
        since,
        started,
        due,
        Optional.of(hash),
        job,
        running,
        kind,
        reason,
        launch);
  }

  StepState withJob(JobHandle handle) {
    return new StepState(
        step,
        phase,
        attempt,
        failures,
        since,
        started,
        due,
        request,
        Optional.of(handle),
        running,
        kind,
        reason,
        launch);
  }

  StepState withRunning() {
    return new StepState(
        step, phase, attempt, failures, since, started, due, request, job, true, kind, reason,
        launch);
  }

  StepState withDue(Instant time) {
    return new StepState(
        step,
        phase,
        attempt,
        failures,
        since,
        started,
        Optional.of(time),
        request,
        job,
        running,
        kind,
        reason,
        launch);
  }

  StepState withReason(String text) {
    return new StepState(
        step, phase, attempt, failures, since, started, due, request, job, running, kind, text,
        launch);
  }

  StepState withLaunch(Optional<URI> folder) {
    return new StepState(
        step, phase, attempt, failures, since, started, due, request, job, running, kind, reason,
        folder);
  }

  /** This step with one more failed attempt. */
  StepState failed(FailureKind failure, String why) {
    Map<FailureKind, Integer> more = new java.util.EnumMap<>(FailureKind.class);
    more.putAll(failures);
    more.merge(failure, 1, Integer::sum);
    return new StepState(
        step,
        phase,
        attempt,
        more,
        since,
        started,
        due,
        request,
        job,
        running,
        Optional.of(failure),
        why,
        launch);
  }
}
