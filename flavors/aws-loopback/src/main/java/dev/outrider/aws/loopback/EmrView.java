// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Clusters and steps as EMR's answers show them, in the shapes of the model. Immutable. */
final class EmrView {
  /** One that nobody has heard of. */
  private static final String UNKNOWN_STATE = "REBALANCING";

  private final String region;

  /**
   * @param region of the clusters
   */
  EmrView(String region) {
    this.region = region;
  }

  /** As {@code ListClusters} shows it. */
  JsonObject summary(LoopbackCluster cluster, Instant now) {
    return new JsonObject()
        .add("Id", cluster.id())
        .add("Name", cluster.name())
        .add("Status", status(cluster, now))
        .add("NormalizedInstanceHours", 0)
        .add("ClusterArn", arn(cluster));
  }

  /** As {@code DescribeCluster} shows it. */
  JsonObject full(LoopbackCluster cluster, Instant now) {
    JsonObject shown = summary(cluster, now);
    ClusterDescription asked = cluster.asked();
    JsonArray tags = new JsonArray();
    asked
        .tags()
        .forEach((key, value) -> tags.add(new JsonObject().add("Key", key).add("Value", value)));
    cluster.log().ifPresent(log -> shown.add("LogUri", log.shown()));
    return shown
        .add("ReleaseLabel", asked.releaseLabel())
        .add("StepConcurrencyLevel", cluster.stepConcurrency())
        .add("AutoTerminate", false)
        .add("TerminationProtected", false)
        .add("VisibleToAllUsers", true)
        .add("InstanceCollectionType", asked.collection())
        .add("ServiceRole", asked.serviceRole())
        .add(
            "Ec2InstanceAttributes",
            new JsonObject().add("IamInstanceProfile", asked.instanceProfile()))
        .add("Applications", new JsonArray().add(new JsonObject().add("Name", "Spark")))
        .add("Tags", tags);
  }

  /** Its name among all that there is in AWS. */
  String arn(LoopbackCluster cluster) {
    return "arn:aws:elasticmapreduce:"
        + region
        + ":"
        + LoopbackAccount.ID
        + ":cluster/"
        + cluster.id();
  }

  private static JsonObject status(LoopbackCluster cluster, Instant now) {
    JsonObject reason = new JsonObject();
    cluster.ending().ifPresent(end -> reason.add("Code", end.code()).add("Message", end.message()));
    JsonObject timeline = new JsonObject().add("CreationDateTime", time(cluster.created()));
    if (!now.isBefore(cluster.ready()) && !cluster.hasFailedToStart()) {
      timeline.add("ReadyDateTime", time(cluster.ready()));
    }
    cluster.ended().ifPresent(at -> timeline.add("EndDateTime", time(at)));
    return new JsonObject()
        .add("State", cluster.state(now))
        .add("StateChangeReason", reason)
        .add("Timeline", timeline);
  }

  /**
   * As {@code ListSteps} and {@code DescribeStep} show it.
   *
   * @param unknownState whether it is in a state that nobody has heard of
   */
  JsonObject step(LoopbackStep step, boolean unknownState) {
    StepRequest request = step.request();
    JsonObject config = new JsonObject().add("Jar", request.jar());
    JsonObject properties = new JsonObject();
    request.properties().forEach(properties::add);
    config.add("Properties", properties);
    request.mainClass().ifPresent(name -> config.add("MainClass", name));
    JsonArray arguments = new JsonArray();
    request.arguments().forEach(arguments::add);
    config.add("Args", arguments);
    JsonObject timeline = new JsonObject().add("CreationDateTime", time(step.created()));
    step.started().ifPresent(at -> timeline.add("StartDateTime", time(at)));
    step.ended().ifPresent(at -> timeline.add("EndDateTime", time(at)));
    JsonObject status =
        new JsonObject()
            .add("State", unknownState ? UNKNOWN_STATE : step.state().name())
            .add("StateChangeReason", new JsonObject());
    if (!unknownState && step.state() == StepState.FAILED) {
      JsonObject details = new JsonObject().add("Reason", "Unknown Error.");
      step.failure().ifPresent(reason -> details.add("Message", reason));
      step.logFile().ifPresent(file -> details.add("LogFile", file));
      status.add("FailureDetails", details);
    }
    return new JsonObject()
        .add("Id", step.id())
        .add("Name", request.name())
        .add("Config", config)
        .add("ActionOnFailure", request.actionOnFailure())
        .add("Status", status.add("Timeline", timeline));
  }

  /** With the role, which {@code DescribeStep} alone shows. */
  JsonObject fullStep(LoopbackStep step, boolean unknownState) {
    JsonObject shown = step(step, unknownState);
    Optional<String> role = step.request().role();
    role.ifPresent(arn -> shown.add("ExecutionRoleArn", arn));
    return shown;
  }

  /** Seconds since 1970, with the milliseconds. */
  private static JsonValue time(Instant instant) {
    return Json.parse(BigDecimal.valueOf(instant.toEpochMilli(), 3).toPlainString());
  }
}
