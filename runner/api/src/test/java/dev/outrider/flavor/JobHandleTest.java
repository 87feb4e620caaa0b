// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobHandleTest {
  private static final JobHandle JOB = new JobHandle("emr", 1, new JsonText("{\"step\":\"s-1\"}"));
  private static final Optional<URI> CLUSTER =
      Optional.of(URI.create("https://console.example/emr#j-1"));
  private static final Optional<URI> LOG =
      Optional.of(URI.create("https://console.example/s3?prefix=a%20b/"));

  @Test
  void itIsReadAsItWasWrittenAndAlsoAsEarlierVersionsWroteIt() {
    JobHandle seen = JOB.withPages(Optional.empty(), CLUSTER, Optional.empty(), LOG);

    assertThat(read(JsonForm.write(seen, JobHandle.class, "job"))).isEqualTo(seen);
    assertThat(read(JsonForm.write(JOB, JobHandle.class, "job"))).isEqualTo(JOB);
    assertThat(read("{\"flavor\":\"emr\",\"version\":1,\"job\":{\"step\":\"s-1\"}}"))
        .isEqualTo(JOB);
    assertThat(
            read(
                "{\"flavor\":\"emr\",\"version\":1,\"job\":{\"step\":\"s-1\"},"
                    + "\"page\":\"https://console.example/emr#j-1\"}"))
        .as("with the one page that there was")
        .isEqualTo(JOB.withPages(CLUSTER, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void pagesAreListedByTheirSubjectFromTheJobToItsLog() {
    assertThat(JOB.withPages(LOG, CLUSTER, CLUSTER, LOG).pages())
        .containsExactly(
            entry("job", LOG.get()),
            entry("cluster", CLUSTER.get()),
            entry("application", CLUSTER.get()),
            entry("log", LOG.get()));
    assertThat(JOB.pages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "file:/etc/passwd",
        "emr#j-1",
        "https:///emr",
        "https://ada:key@emr/",
        "https://emr/?X-Amz-Signature=abc",
        "https://emr/?x=1&sig=abc",
        "https://emr/#/jobs?authToken=abc"
      })
  void anAddressThatMustNotBeShownIsLeftOutAndTheJobStays(String address) {
    Optional<URI> page = Optional.of(URI.create(address));

    assertThat(JOB.withPages(page, page, page, page)).isEqualTo(JOB);
  }

  private static Object read(String text) {
    return JsonForm.read(text, JobHandle.class, "job");
  }
}
