// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.aws.ConsolePages;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class EmrHandleTest {

  @Test
  void aHandleIsReadBackAsItWasWritten() {
    EmrHandle handle = new EmrHandle("j-2AXX", "s-3BYY");

    assertThat(handle.handle().job().text())
        .isEqualTo("{\"cluster\":\"j-2AXX\",\"step\":\"s-3BYY\"}");
    assertThat(EmrHandle.of(handle.handle())).isEqualTo(handle);
  }

  @Test
  void aHandleHasThePagesOfTheClusterAndOfTheFolderOfItsLog() {
    EmrHandle step = new EmrHandle("j-2AXX", "s-3BYY");
    ConsolePages console = new ConsolePages(Region.of("eu-west-1"), List.of());
    Optional<LogPlace> log =
        new ClusterLogs(null, null, Optional.of("s3n://acme-logs/emr")).folder(step);

    assertThat(EmrOperator.handle(step, console, log, console).pages())
        .containsExactly(
            entry(
                "cluster",
                URI.create(
                    "https://console.aws.amazon.com/emr/home?region=eu-west-1"
                        + "#/clusterDetails/j-2AXX")),
            entry(
                "log",
                URI.create(
                    "https://console.aws.amazon.com/s3/buckets/acme-logs?region=eu-west-1"
                        + "&prefix=emr%2Fj-2AXX%2Fsteps%2Fs-3BYY%2F")));
  }

  @Test
  void aHandleHasNoPageOfALogWhosePlaceNamesNoBucketOrIsUnknown() {
    EmrHandle step = new EmrHandle("j-2AXX", "s-3BYY");
    for (Optional<String> place : List.of(Optional.of("/logs"), Optional.<String>empty())) {
      assertThat(new ClusterLogs(null, null, place).folder(step)).isEmpty();
    }
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
