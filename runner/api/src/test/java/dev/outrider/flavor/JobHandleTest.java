// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobHandleTest {
  private static final JobHandle JOB = new JobHandle("emr", 1, new JsonText("{\"step\":\"s-1\"}"));

  @Test
  void itIsReadAsItWasWrittenAndAlsoAsItWasBeforeThereWerePages() {
    JobHandle seen = JOB.withPage(URI.create("https://console.example/emr#j-1"));

    assertThat(read(JsonForm.write(seen, JobHandle.class, "job"))).isEqualTo(seen);
    assertThat(read(JsonForm.write(JOB, JobHandle.class, "job"))).isEqualTo(JOB);
    assertThat(read("{\"flavor\":\"emr\",\"version\":1,\"job\":{\"step\":\"s-1\"}}"))
        .isEqualTo(JOB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "file:/etc/passwd",
        "emr#j-1",
        "https:///emr",
        "https://ada:key@emr/"
      })
  void aPageThatIsNoPublicAddressIsRefused(String page) {
    assertThatThrownBy(() -> JOB.withPage(URI.create(page)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be an address of http or https, without a user")
        .hasMessageNotContaining("key");
  }

  private static Object read(String text) {
    return JsonForm.read(text, JobHandle.class, "job");
  }
}
