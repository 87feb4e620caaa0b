// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleFormTest {
  private static final HandleForm<Job> FORM = new HandleForm<>("far", 2, Job.class, "job of ours");

  record Job(String id) {
    Job {
      if (!id.matches("[a-z0-9-]+")) {
        throw new IllegalArgumentException("'" + id + "' is no id.");
      }
    }
  }

  record Counted(String id, int tries) {}

  @Test
  void aHandleIsReadBackAsItWasWritten() {
    JobHandle written = FORM.write(new Job("job-1"));

    assertThat(written).isEqualTo(new JobHandle("far", 2, new JsonText("{\"id\":\"job-1\"}")));
    assertThat(FORM.read(written)).isEqualTo(new Job("job-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "[]", "7", "{}", "{\"id\":null}", "{\"id\":[]}", "{\"id\":\"../etc\"}"})
  void aDamagedHandleIsUnreadableAndNothingElse(String job) {
    JobHandle damaged = new JobHandle("far", 2, new JsonText(job));

    assertThatThrownBy(() -> FORM.read(damaged))
        .isInstanceOfSatisfying(
            UnreadableHandleException.class, e -> assertThat(e.job()).isEqualTo(damaged))
        .hasMessageStartingWith("job " + damaged.job().text() + " names no job of ours: ");
  }

  @Test
  void aHandleOfAnotherFlavorOrANewerVersionIsUnreadable() {
    JsonText job = new JsonText("{\"id\":\"job-1\"}");

    assertThatThrownBy(() -> FORM.read(new JobHandle("near", 2, job)))
        .isInstanceOf(UnreadableHandleException.class)
        .hasMessageContaining("is of flavor 'near'");
    assertThatThrownBy(() -> FORM.read(new JobHandle("far", 3, job)))
        .isInstanceOf(UnreadableHandleException.class)
        .hasMessageContaining("reads up to 2");
    assertThat(FORM.read(new JobHandle("far", 1, job))).isEqualTo(new Job("job-1"));
  }

  @Test
  void aRecordWithAPartThatMayHaveNoJsonIsRefusedBeforeThereIsAJob() {
    assertThatThrownBy(() -> new HandleForm<>("far", 1, Counted.class, "job"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'tries' of " + Counted.class.getName() + " must be a String.");
  }
}
