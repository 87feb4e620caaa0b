// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.CancelStepsRequestStatus;
import software.amazon.awssdk.services.emr.model.StepCancellationOption;
import software.amazon.awssdk.services.emr.model.StepState;

/**
 * Asks EMR to stop a step. EMR answers at once whether it has taken the wish, and stops the step
 * later: CancelSteps, EMR API Reference.
 *
 * @param calls asks EMR
 */
record StepCancellation(EmrCalls calls) {

  /**
   * Stops it by a signal that its process cannot ignore: the driver is a child of the process that
   * the signal reaches, and only this one ends it surely.
   *
   * @throws IOException when EMR could not be asked, or has refused for a step that has not ended
   */
  void request(EmrHandle step) throws IOException {
    List<CancelStepsInfo> answers =
        EmrCalls.asked(
                () ->
                    calls
                        .emr()
                        .cancelSteps(
                            cancel ->
                                cancel
                                    .clusterId(step.cluster())
                                    .stepIds(step.step())
                                    .stepCancellationOption(
                                        StepCancellationOption.TERMINATE_PROCESS)))
            .cancelStepsInfoList();
    boolean isTaken =
        answers.stream()
            .anyMatch(
                each ->
                    step.step().equals(each.stepId())
                        && each.status() == CancelStepsRequestStatus.SUBMITTED);
    if (isTaken || hasEnded(step)) {
      return;
    }
    throw new IOException(
        "EMR does not cancel step %s of cluster %s%s"
            .formatted(
                step.step(),
                step.cluster(),
                answers.stream()
                    .map(CancelStepsInfo::reason)
                    .filter(reason -> reason != null && !reason.isBlank())
                    .findFirst()
                    .map(reason -> ": " + reason)
                    .orElse(", and does not say why")));
  }

  private boolean hasEnded(EmrHandle step) throws IOException {
    StepState state = calls.step(step).state();
    return state != null
        && switch (state) {
          case COMPLETED, CANCELLED, FAILED, INTERRUPTED -> true;
          case PENDING, CANCEL_PENDING, RUNNING, UNKNOWN_TO_SDK_VERSION -> false;
        };
  }
}
