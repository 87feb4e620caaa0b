// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.BackEnd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Where a cluster has its logs: {@code CLUSTER/steps/STEP/} for what {@code spark-submit} has
 * printed, {@code CLUSTER/containers/APPLICATION/CONTAINER/} for what a driver in a container has:
 * "View log files", EMR Management Guide. There they are at a step's end, not minutes later.
 * Immutable.
 *
 * @param place with a slash at its end
 * @param bucket takes them
 */
record ClusterLog(URI place, LogBucket bucket) {

  /**
   * @throws IllegalArgumentException when the place is not in S3
   */
  ClusterLog {
    if (!"s3".equals(place.getScheme()) || !place.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "The place of the logs is '" + place + "', and must be s3://BUCKET/FOLDER/.");
    }
  }

  /** As {@code DescribeCluster} shows it: with the name of EMR's older file system. */
  String shown() {
    return place.toString().replaceFirst("^s3:", "s3n:");
  }

  /** The file that tells why a step has failed. */
  URI errors(LoopbackCluster cluster, LoopbackStep step) {
    return folder(cluster, step).resolve("stderr.gz");
  }

  private URI folder(LoopbackCluster cluster, LoopbackStep step) {
    return place.resolve(cluster.id() + "/steps/" + step.id() + "/");
  }

  /**
   * Puts what a step has printed that has ended.
   *
   * @throws IOException when it cannot be read or put
   */
  void put(LoopbackCluster cluster, LoopbackStep step) throws IOException {
    URI folder = folder(cluster, step);
    List<String> errors = new ArrayList<>();
    Optional<String> application = step.application();
    application.ifPresent(id -> errors.add("INFO Client: Submitted application " + id));
    step.failure().ifPresent(errors::add);
    put(
        folder.resolve("controller.gz"),
        List.of(
            "INFO startExec 'hadoop jar "
                + step.request().jar()
                + " "
                + String.join(" ", step.request().arguments())
                + "'"));
    put(folder.resolve("stderr.gz"), errors);
    List<String> printed = new ArrayList<>();
    int attempt = 0;
    for (BackEnd.Execution driver : step.drivers()) {
      attempt++;
      if (application.isPresent()) {
        put(container(cluster, application.get(), attempt).resolve("stdout.gz"), driver.log(0));
      } else {
        printed.addAll(driver.log(0));
      }
    }
    put(folder.resolve("stdout.gz"), printed);
  }

  /** The first container of an attempt is the driver's: Hadoop's {@code ContainerId}. */
  private URI container(LoopbackCluster cluster, String application, int attempt) {
    return place.resolve(
        String.format(
            Locale.ROOT,
            "%s/containers/%s/%s_%02d_000001/",
            cluster.id(),
            application,
            application.replaceFirst("application", "container"),
            attempt));
  }

  private void put(URI object, List<String> lines) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (String each : lines) {
        out.write((each + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    bucket.put(object, packed.toByteArray());
  }
}
