// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The addresses of pages of the AWS console, which AWS documents nowhere: they are those that the
 * console itself shows, and that the links of Airflow's operators for EMR have. That they are there
 * shows only with an account. Pure.
 *
 * @param region where the clusters are
 * @param endpoint of EMR, where it is not the usual one
 */
public record ConsolePages(Region region, Optional<URI> endpoint) {
  private static final Map<String, String> HOSTS =
      Map.of(
          "aws", "console.aws.amazon.com",
          "aws-cn", "console.amazonaws.cn",
          "aws-us-gov", "console.amazonaws-us-gov.com");

  /**
   * The page of a cluster, with its steps, which have none of their own, and its logs.
   *
   * @return empty where the endpoint is not AWS's own, or the console of the region is not known
   */
  public Optional<URI> ofCluster(String id) {
    if (endpoint.isPresent() && !isOfAws(endpoint.get())) {
      return Optional.empty();
    }
    return Optional.ofNullable(HOSTS.get(PartitionMetadata.of(region).id()))
        .map(
            host ->
                URI.create(
                    "https://%s/emr/home?region=%s#/clusterDetails/%s"
                        .formatted(host, region.id(), id)));
  }

  /** Endpoints in a VPC, of FIPS and of two stacks are. */
  private static boolean isOfAws(URI endpoint) {
    String host = "." + endpoint.getHost();
    return host.endsWith(".amazonaws.com")
        || host.endsWith(".amazonaws.com.cn")
        || host.endsWith(".api.aws");
  }
}
