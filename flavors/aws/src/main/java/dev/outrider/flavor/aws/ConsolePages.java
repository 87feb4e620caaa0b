// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Addresses of pages in the AWS console, as the console shows them: AWS documents none of them, and
 * the links of Airflow's operators for EMR have the same form. Only with an account can they be
 * opened. Pure.
 *
 * @param region of the clusters
 * @param endpoints of the services that are called, unless they have the usual ones
 */
public record ConsolePages(Region region, List<URI> endpoints) {
  private static final Map<String, String> HOSTS =
      Map.of(
          "aws", "console.aws.amazon.com",
          "aws-cn", "console.amazonaws.cn",
          "aws-us-gov", "console.amazonaws-us-gov.com");

  /**
   * The page of a cluster of EMR with its steps, which have no pages of their own.
   *
   * @param id free of characters that an address does not have
   * @return empty if an endpoint is not AWS's own, or the region's console is unknown
   */
  public Optional<URI> cluster(String id) {
    return page("/emr/home?region=%s#/clusterDetails/%s".formatted(region.id(), id));
  }

  /**
   * The page of a folder in S3.
   *
   * @param prefix any text; ends with a slash
   * @return empty if an endpoint is not AWS's own, the region's console is unknown, or the bucket's
   *     name is not one of S3
   */
  public Optional<URI> folder(String bucket, String prefix) {
    if (!bucket.matches("[A-Za-z0-9._-]+")) {
      return Optional.empty();
    }
    String encoded = URLEncoder.encode(prefix, StandardCharsets.UTF_8).replace("+", "%20");
    return page("/s3/buckets/%s?region=%s&prefix=%s".formatted(bucket, region.id(), encoded));
  }

  private Optional<URI> page(String path) {
    if (!endpoints.stream().allMatch(ConsolePages::isOfAws)) {
      return Optional.empty();
    }
    return Optional.ofNullable(HOSTS.get(PartitionMetadata.of(region).id()))
        .map(host -> URI.create("https://" + host + path));
  }

  /** Endpoints in a VPC, of FIPS and of two stacks are. */
  private static boolean isOfAws(URI endpoint) {
    String host = "." + endpoint.getHost();
    return host.endsWith(".amazonaws.com")
        || host.endsWith(".amazonaws.com.cn")
        || host.endsWith(".api.aws");
  }
}
