// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.deploy.master.DriverState;
import org.junit.jupiter.api.Test;

/** What the state of a driver means to an orchestrator. */
class DriverStatusTest {

  private static final JobStatus FAILED = new JobStatus.Failed(FailureKind.PLATFORM, "why");
  private static final Map<String, JobStatus> MEANINGS =
      Map.of(
          "SUBMITTED", new JobStatus.Queued(),
          "RUNNING", new JobStatus.Running(Optional.empty()),
          "FINISHED", new JobStatus.Succeeded(),
          "RELAUNCHING", new JobStatus.Running(Optional.of("RELAUNCHING")),
          "UNKNOWN", new JobStatus.Running(Optional.of("UNKNOWN")),
          "KILLED", new JobStatus.Cancelled(),
          "FAILED", FAILED,
          "ERROR", FAILED);

  @Test
  void eachOfSparksStatesHasAMeaning() {
    TreeSet<String> words = new TreeSet<>();
    for (int i = 0; i < DriverState.maxId(); i++) {
      words.add(DriverState.apply(i).toString());
    }

    assertThat(words).isEqualTo(new TreeSet<>(MEANINGS.keySet()));
    for (String word : words) {
      assertThat(DriverStatus.of(word, "why")).as(word).isEqualTo(MEANINGS.get(word));
      assertThat(DriverStatus.isFinal(word)).as(word).isEqualTo(MEANINGS.get(word).isFinal());
      assertThat(DriverStatus.isFailed(word)).as(word).isEqualTo(MEANINGS.get(word) == FAILED);
    }
  }

  @Test
  void aWordThatIsNotKnownIsNoFailure() {
    assertThat(DriverStatus.of("PAUSED", "why"))
        .isEqualTo(new JobStatus.Running(Optional.of("PAUSED")));
  }
}
