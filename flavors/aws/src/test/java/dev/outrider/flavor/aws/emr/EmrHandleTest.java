// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonText;
import org.junit.jupiter.api.Test;

class EmrHandleTest {

  @Test
  void aHandleIsReadBackAsItWasWritten() {
    EmrHandle handle = new EmrHandle("j-2AXX", "s-3BYY");

    assertThat(handle.handle().job().text())
        .isEqualTo("{\"cluster\":\"j-2AXX\",\"step\":\"s-3BYY\"}");
    assertThat(EmrHandle.of(handle.handle())).isEqualTo(handle);
  }

  @Test
  void aHandleOfAnotherKindIsUnreadable() {
    String job = "{\"cluster\":\"j-1\",\"step\":\"s-1\"}";
    for (JobHandle each :
        new JobHandle[] {
          new JobHandle("spark", 1, new JsonText(job)),
          new JobHandle("emr", 2, new JsonText(job)),
          new JobHandle("emr", 1, new JsonText("{\"cluster\":\"j-1\"}")),
          new JobHandle("emr", 1, new JsonText("{\"cluster\":\"j-1\",\"step\":\"../s\"}")),
          new JobHandle("emr", 1, new JsonText("[]"))
        }) {
      assertThatThrownBy(() -> EmrHandle.of(each)).isInstanceOf(UnreadableHandleException.class);
    }
  }
}
