// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.CancelStepsRequest;
import software.amazon.awssdk.services.emr.model.CancelStepsResponse;
import software.amazon.awssdk.services.emr.model.DescribeStepRequest;
import software.amazon.awssdk.services.emr.model.DescribeStepResponse;
import software.amazon.awssdk.services.emr.model.StepCancellationOption;
import software.amazon.awssdk.services.emr.model.StepState;

class StepCancellationTest {
  private static final EmrHandle STEP = new EmrHandle("j-1", "s-1");

  private final OneStep emr = new OneStep();
  @TempDir private Path folder;
  private StepCancellation cancellation;

  @BeforeEach
  void open() {
    cancellation =
        new StepCancellation(
            new NoPause(new ArrayList<>()).calls(emr, folder.resolve("turns.txt")));
  }

  @Test
  void theWishIsTakenForThisStepAlone() throws Exception {
    emr.answer = "SUBMITTED";

    cancellation.request(STEP);

    assertThat(emr.asked.clusterId()).isEqualTo("j-1");
    assertThat(emr.asked.stepIds()).containsExactly("s-1");
    assertThat(emr.asked.stepCancellationOption())
        .isEqualTo(StepCancellationOption.TERMINATE_PROCESS);
  }

  @Test
  void aRefusalDoesNoHarmWhereTheStepHasEnded() throws Exception {
    for (StepState each :
        new StepState[] {
          StepState.COMPLETED, StepState.CANCELLED, StepState.FAILED, StepState.INTERRUPTED
        }) {
      emr.state = each;

      cancellation.request(STEP);
    }
  }

  @Test
  void aRefusalOfARunningStepIsSaid() {
    for (StepState each : new StepState[] {StepState.PENDING, StepState.RUNNING}) {
      emr.state = each;

      assertThatThrownBy(() -> cancellation.request(STEP))
          .isInstanceOf(IOException.class)
          .hasMessage("EMR does not cancel step s-1 of cluster j-1: not now");
    }
  }

  /** Answers as it is set. */
  private static final class OneStep implements EmrClient {
    private String answer = "FAILED";
    private StepState state = StepState.RUNNING;
    private CancelStepsRequest asked;

    @Override
    public CancelStepsResponse cancelSteps(CancelStepsRequest request) {
      asked = request;
      return CancelStepsResponse.builder()
          .cancelStepsInfoList(info -> info.stepId("s-1").status(answer).reason("not now"))
          .build();
    }

    @Override
    public DescribeStepResponse describeStep(DescribeStepRequest request) {
      return DescribeStepResponse.builder()
          .step(step -> step.status(status -> status.state(state)))
          .build();
    }

    @Override
    public String serviceName() {
      return "elasticmapreduce";
    }

    @Override
    public void close() {}
  }
}
