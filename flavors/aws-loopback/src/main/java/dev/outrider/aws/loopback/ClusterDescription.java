// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a cluster was asked to be. Immutable.
 *
 * @param name need not be the only one
 * @param releaseLabel such as {@code emr-7.9.0}
 * @param stepConcurrency how many of its steps run at once
 * @param instanceProfile of its machines
 * @param serviceRole of EMR
 * @param collection {@code INSTANCE_GROUP} or {@code INSTANCE_FLEET}
 * @param tags by their keys
 * @param idleSeconds after how many seconds without a step it ends; empty for never
 * @param logUri where it keeps logs, as it was asked to
 */
record ClusterDescription(
    String name,
    String releaseLabel,
    int stepConcurrency,
    String instanceProfile,
    String serviceRole,
    String collection,
    Map<String, String> tags,
    Optional<Double> idleSeconds,
    Optional<URI> logUri) {

  private static final double SHORTEST_IDLE = 60;
  private static final double LONGEST_IDLE = 604_800;

  ClusterDescription {
    tags = Map.copyOf(tags);
  }

  /** One that somebody has made by hand. */
  static ClusterDescription byHand(String name, String releaseLabel, int stepConcurrency) {
    return new ClusterDescription(
        name,
        releaseLabel,
        stepConcurrency,
        "EMR_EC2_DefaultRole",
        "EMR_DefaultRole",
        "INSTANCE_GROUP",
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * What {@code RunJobFlow} asks for: EMR API Reference.
   *
   * @param request valid by the model
   * @throws ServiceException when EMR makes no such cluster
   */
  static ClusterDescription of(Fields request) throws ServiceException {
    String release =
        request
            .text("ReleaseLabel")
            .orElseThrow(() -> ServiceException.validation("A release label must be specified."));
    String profile =
        request
            .text("JobFlowRole")
            .orElseThrow(
                () ->
                    ServiceException.validation(
                        "InstanceProfile is required for creating cluster."));
    String role =
        request
            .text("ServiceRole")
            .orElseThrow(
                () -> ServiceException.validation("ServiceRole is required for creating cluster."));
    Fields instances = request.structure("Instances");
    boolean fleets = !instances.structures("InstanceFleets").isEmpty();
    if (fleets == !instances.structures("InstanceGroups").isEmpty()) {
      throw ServiceException.validation(
          "Exactly one of instance groups and instance fleets must be specified.");
    }
    if (request.structures("Applications").stream()
        .noneMatch(each -> each.text("Name").orElse("").equals("Spark"))) {
      throw ServiceException.validation("This EMR runs Spark only, which was not asked for.");
    }
    double concurrency = request.number("StepConcurrencyLevel").orElse(1.0);
    if (concurrency < 1 || concurrency > EmrOperations.MOST_ACTIVE) {
      throw ServiceException.validation(
          "StepConcurrencyLevel is " + (long) concurrency + ", and must be 1 to 256.");
    }
    return new ClusterDescription(
        request.required("Name"),
        release,
        (int) concurrency,
        profile,
        role,
        fleets ? "INSTANCE_FLEET" : "INSTANCE_GROUP",
        tags(request),
        idle(request),
        request.text("LogUri").map(URI::create));
  }

  private static Map<String, String> tags(Fields request) {
    Map<String, String> tags = new TreeMap<>();
    for (Fields each : request.structures("Tags")) {
      tags.put(each.text("Key").orElse(""), each.text("Value").orElse(""));
    }
    return tags;
  }

  private static Optional<Double> idle(Fields request) throws ServiceException {
    if (!request.has("AutoTerminationPolicy")) {
      return Optional.empty();
    }
    Optional<Double> seconds = request.structure("AutoTerminationPolicy").number("IdleTimeout");
    if (seconds.filter(each -> each < SHORTEST_IDLE || each > LONGEST_IDLE).isPresent()) {
      throw ServiceException.validation(
          "IdleTimeout is " + seconds.get() + " seconds, and must be 60 to 604800.");
    }
    return seconds;
  }
}
