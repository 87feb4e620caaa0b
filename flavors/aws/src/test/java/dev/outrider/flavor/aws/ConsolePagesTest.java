// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
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

  private static Optional<URI> page(String region, Optional<URI> endpoint) {
    return new ConsolePages(Region.of(region), endpoint).ofCluster("j-2AXXXX");
  }
}
