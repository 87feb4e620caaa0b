// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterStateChangeReasonCode;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStateChangeReasonCode;
import software.amazon.awssdk.services.emr.model.StepStatus;

class EmrStatusMappingTest {

  @Test
  void everyStateOfAStepHasAMeaning() {
    Map<StepState, Class<?>> meanings = new EnumMap<>(StepState.class);
    meanings.put(StepState.PENDING, JobStatus.Queued.class);
    meanings.put(StepState.RUNNING, JobStatus.Running.class);
    meanings.put(StepState.CANCEL_PENDING, JobStatus.Running.class);
    meanings.put(StepState.COMPLETED, JobStatus.Succeeded.class);
    meanings.put(StepState.CANCELLED, JobStatus.Cancelled.class);
    meanings.put(StepState.FAILED, JobStatus.Failed.class);
    meanings.put(StepState.INTERRUPTED, JobStatus.Failed.class);
    meanings.put(StepState.UNKNOWN_TO_SDK_VERSION, JobStatus.Running.class);

    assertThat(meanings).containsOnlyKeys(StepState.values());
    meanings.forEach(
        (state, meaning) ->
            assertThat(EmrStatusMapping.of(step(state.toString()), Optional.empty()))
                .as(state.name())
                .isInstanceOf(meaning));
  }

  @Test
  void aWordThatIsNotKnownIsRunning() {
    assertThat(EmrStatusMapping.of(step("PAUSED"), Optional.empty()))
        .isEqualTo(new JobStatus.Running(Optional.of("PAUSED")));
  }

  @Test
  void everyReasonOfAClusterHasAKind() {
    Map<ClusterStateChangeReasonCode, FailureKind> kinds =
        new EnumMap<>(ClusterStateChangeReasonCode.class);
    kinds.put(ClusterStateChangeReasonCode.INTERNAL_ERROR, FailureKind.PLATFORM);
    kinds.put(ClusterStateChangeReasonCode.VALIDATION_ERROR, FailureKind.CONFIGURATION);
    kinds.put(ClusterStateChangeReasonCode.INSTANCE_FAILURE, FailureKind.CAPACITY);
    kinds.put(ClusterStateChangeReasonCode.INSTANCE_FLEET_TIMEOUT, FailureKind.CAPACITY);
    kinds.put(ClusterStateChangeReasonCode.BOOTSTRAP_FAILURE, FailureKind.CONFIGURATION);
    kinds.put(ClusterStateChangeReasonCode.USER_REQUEST, FailureKind.PLATFORM);
    kinds.put(ClusterStateChangeReasonCode.STEP_FAILURE, FailureKind.PLATFORM);
    kinds.put(ClusterStateChangeReasonCode.ALL_STEPS_COMPLETED, FailureKind.PLATFORM);
    kinds.put(ClusterStateChangeReasonCode.UNKNOWN_TO_SDK_VERSION, FailureKind.PLATFORM);

    assertThat(kinds).containsOnlyKeys(ClusterStateChangeReasonCode.values());
    kinds.forEach(
        (code, kind) ->
            assertThat(
                    EmrStatusMapping.of(
                        step("INTERRUPTED"),
                        Optional.of(cluster("TERMINATED_WITH_ERRORS", code.toString(), "why"))))
                .isEqualTo(
                    new JobStatus.Failed(
                        kind, "its cluster is TERMINATED_WITH_ERRORS: " + code + ": why")));
  }

  @Test
  void everyStateOfAClusterSaysWhetherItsStepsHaveEndedWithIt() {
    for (ClusterState each : ClusterState.values()) {
      boolean hasEnded = each.name().startsWith("TERMINAT");

      assertThat(
              EmrStatusMapping.of(
                  step("CANCELLED"), Optional.of(cluster(each.toString(), "USER_REQUEST", ""))))
          .as(each.name())
          .isInstanceOf(hasEnded ? JobStatus.Failed.class : JobStatus.Cancelled.class);
    }
  }

  @Test
  void theOnlyReasonOfAStepThatTheModelHasIsNotShown() {
    assertThat(StepStateChangeReasonCode.knownValues())
        .containsExactly(StepStateChangeReasonCode.NONE);
    assertThat(
            EmrStatusMapping.of(
                step("FAILED").toBuilder().stateChangeReason(r -> r.code("NONE")).build(),
                Optional.empty()))
        .isEqualTo(
            new JobStatus.Failed(FailureKind.PLATFORM, "the step is FAILED, and EMR says no more"));
  }

  @Test
  void theWordsOfAFailureTellItsKind() {
    assertKind(FailureKind.RESOURCE, "Container killed by YARN for exceeding memory limits");
    assertKind(FailureKind.RESOURCE, "java.lang.OutOfMemoryError: Java heap space");
    assertKind(FailureKind.RESOURCE, "Step exited with exitCode 137");
    assertKind(FailureKind.CAPACITY, "Container released on a *lost* node");
    assertKind(FailureKind.TIMEOUT, "exit code 124");
    assertKind(FailureKind.CONFIGURATION, "exit code 2");
    assertKind(FailureKind.PLATFORM, "exit code 1");
    assertKind(FailureKind.PLATFORM, "exit code 75");
    assertKind(FailureKind.RESOURCE, "exit code 52");
    assertKind(FailureKind.PLATFORM, "Unknown Error.");
  }

  private static void assertKind(FailureKind kind, String message) {
    FailureDetails details =
        FailureDetails.builder()
            .reason("a reason")
            .message(message)
            .logFile("s3://logs/j-1/steps/s-1/stderr.gz")
            .build();

    assertThat(
            EmrStatusMapping.of(
                step("FAILED").toBuilder().failureDetails(details).build(), Optional.empty()))
        .isEqualTo(
            new JobStatus.Failed(
                kind,
                "the step is FAILED: a reason: "
                    + message
                    + "; its log: s3://logs/j-1/steps/s-1/stderr.gz"));
  }

  private static StepStatus step(String state) {
    return StepStatus.builder().state(state).build();
  }

  private static ClusterStatus cluster(String state, String code, String message) {
    return ClusterStatus.builder()
        .state(state)
        .stateChangeReason(reason -> reason.code(code).message(message))
        .build();
  }
}
