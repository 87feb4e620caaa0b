// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a driver on a worker is named in the run store. */
class ClusterHandleTest {

  private static final String JOB =
      "{\"key\":\"r0k3v9m2x4q7t-a-1-0123456789\",\"submission\":\"driver-20261125194830-0000\"}";

  @Test
  void whatWasWrittenIsRead() {
    JobHandle written = new JobHandle("spark", 2, new JsonText(JOB));

    ClusterHandle read = ClusterHandle.of(written, Orders.NEAR);

    assertThat(read.submission()).isEqualTo("driver-20261125194830-0000");
    assertThat(read.handle()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emr   | 2 | {\"key\":\"r0-a-1\",\"submission\":\"driver-1\"}  | set the operator's flavor back",
        "spark | 3 | {\"key\":\"r0-a-1\",\"submission\":\"driver-1\"}  | reads up to 2: take a newer one",
        "spark | 2 | {\"key\":\"../etc\",\"submission\":\"driver-1\"}  | names no driver on a worker",
        "spark | 2 | {\"key\":\"r0-a-1\",\"submission\":\"../kill/x\"} | names no driver on a worker",
        "spark | 2 | {\"key\":\"r0-a-1\",\"submission\":\"..\"}        | names no driver on a worker",
        "spark | 2 | {\"id\":5}                                        | names no driver on a worker",
        "spark | 2 | null                                              | names no driver on a worker",
      })
  void aHandleThatItCannotReadIsNamed(String flavor, int version, String job, String reason) {
    JobHandle handle = new JobHandle(flavor, version, new JsonText(job));

    assertThatThrownBy(() -> ClusterHandle.of(handle, Orders.NEAR))
        .isInstanceOfSatisfying(
            UnreadableHandleException.class, refused -> assertThat(refused.job()).isEqualTo(handle))
        .hasMessageContainingAll(job, reason);
  }

  @Test
  void aHandleOfTheOtherModeSaysWhichModeItNeeds() {
    JobHandle onWorker = new JobHandle("spark", 2, new JsonText(JOB));
    JobHandle here = new JobHandle("spark", 1, new JsonText("{\"key\":\"r0-a-1\"}"));

    assertThatThrownBy(() -> ClusterHandle.of(here, Orders.NEAR))
        .isInstanceOf(UnreadableHandleException.class)
        .hasMessage(
            "job {\"key\":\"r0-a-1\"} has its driver on this machine, and"
                + " 'step-operator.near.deploy-mode' is cluster now: set it back to client");
    assertThatThrownBy(() -> ClusterHandle.refuse(onWorker, Orders.NEAR))
        .isInstanceOf(UnreadableHandleException.class)
        .hasMessage(
            "job "
                + JOB
                + " has its driver on a worker, and 'step-operator.near.deploy-mode' is client now:"
                + " set it back to cluster");
  }
}
