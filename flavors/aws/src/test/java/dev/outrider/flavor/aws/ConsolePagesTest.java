// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

class ConsolePagesTest {

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, console.aws.amazon.com",
    "cn-north-1, console.amazonaws.cn",
    "us-gov-west-1, console.amazonaws-us-gov.com"
  })
  void aClusterHasItsPageInTheConsoleOfItsPartition(String region, String host) {
    assertThat(page(region, Optional.empty()))
        .contains(
            URI.create(
                "https://" + host + "/emr/home?region=" + region + "#/clusterDetails/j-2AXXXX"));
  }

  @Test
  void aPartitionWhoseConsoleIsNotKnownHasNone() {
    assertThat(page("us-iso-east-1", Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elasticmapreduce-fips.us-east-1.amazonaws.com",
        "https://vpce-0a1b.elasticmapreduce.us-east-1.vpce.amazonaws.com"
      })
  void otherEndpointsOfAwsAreInTheSameConsole(String endpoint) {
    assertThat(page("us-east-1", Optional.of(URI.create(endpoint)))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:6066", "https://notamazonaws.com"})
  void whatIsNotAwsIsInNoConsole(String endpoint) {
    assertThat(page("us-east-1", Optional.of(URI.create(endpoint)))).isEmpty();
  }

  @Test
  void aFolderOfLogsHasItsPageWhateverItsNameHas() {
    ConsolePages pages = new ConsolePages(Region.of("eu-west-1"), List.of());

    assertThat(pages.folder("acme-logs", "emr logs/a&b+c%20/j-1/steps/s-1/"))
        .contains(
            URI.create(
                "https://console.aws.amazon.com/s3/buckets/acme-logs?region=eu-west-1"
                    + "&prefix=emr%20logs%2Fa%26b%2Bc%2520%2Fj-1%2Fsteps%2Fs-1%2F"));
    assertThat(pages.folder("no bucket?x=", "logs/")).isEmpty();
  }

  private static Optional<URI> page(String region, Optional<URI> endpoint) {
    return new ConsolePages(Region.of(region), endpoint.stream().toList()).cluster("j-2AXXXX");
  }
}
