// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.check.Problem;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterStatus;

/**
 * A cluster that is there already: its state, its release, its roles, its logs.
 *
 * @param emr not closed here
 * @param region in which it is looked for
 * @param named names it
 * @param logs where its logs are, as far as it is set
 * @param set its Spark and Java, as far as they are set
 */
record ClusterCheck(
    EmrClient emr,
    String region,
    Named named,
    Optional<String> logs,
    SparkAndJava set,
    AwsUnasked unasked) {
  static final String SUBJECT = "cluster";

  static final String RELEASE = "release";
  static final String RIGHTS = "rights of jobs";
  static final String LOGS = "logs";

  /** Which cluster it is. */
  @FunctionalInterface
  interface Named {

    /**
     * Its id.
     *
     * @throws NotAcceptedException when there is none, with what to set
     * @throws IOException when EMR could not be asked
     */
    String id() throws NotAcceptedException, IOException;
  }

  List<Finding> findings() {
    String id;
    try {
      id = named.id();
    } catch (NotAcceptedException e) {
      return List.of(Finding.failed(SUBJECT, e.getMessage()));
    } catch (IOException e) {
      return List.of(
          e.getCause() instanceof SdkException said
              ? unseen("elasticmapreduce:ListClusters", said)
              : Finding.notSeen(SUBJECT, e.getMessage() + "."));
    }
    try {
      Cluster cluster =
          emr.describeCluster(call -> call.clusterId(id).overrideConfiguration(AwsUnasked::limit))
              .cluster();
      return cluster == null
          ? List.of(Finding.notSeen(SUBJECT, "The answer of EMR has no cluster."))
          : of(cluster, id);
    } catch (SdkException e) {
      return List.of(
          AwsErrors.problem(e) == Problem.REFUSED
              ? Finding.failed(
                  SUBJECT,
                  ("EMR in %s has no cluster %s of this account: %s. Set %s or %s to where"
                          + " it is.")
                      .formatted(
                          region,
                          id,
                          unasked.text(e),
                          unasked.setting(EmrSettings.CLUSTER_ID.name()),
                          unasked.setting(AwsSettings.REGION.name())))
              : unseen("elasticmapreduce:DescribeCluster", e));
    }
  }

  /** An address at which nobody is, is seen to be wrong. */
  private Finding unseen(String action, SdkException e) {
    return switch (AwsErrors.problem(e)) {
      case UNREACHED, UNKNOWN_CALLER ->
          Finding.failed(
              SUBJECT, "EMR in " + region + " has not answered: " + unasked.text(e) + ".");
      default -> unasked.notSeen(SUBJECT, action, e);
    };
  }

  private List<Finding> of(Cluster cluster, String id) {
    List<Finding> findings = new ArrayList<>();
    Finding state = state(cluster, id);
    findings.add(state);
    if (state.outcome() != Finding.Outcome.FAILED) {
      findings.add(release(cluster, id));
      findings.add(rights(cluster));
      findings.add(logs(cluster));
    }
    return findings;
  }

  private Finding state(Cluster cluster, String id) {
    ClusterStatus status =
        Optional.ofNullable(cluster.status()).orElseGet(() -> ClusterStatus.builder().build());
    String text = "Cluster " + id + " is in the state " + status.stateAsString();
    ClusterState state =
        Optional.ofNullable(status.state()).orElse(ClusterState.UNKNOWN_TO_SDK_VERSION);
    return switch (state) {
      case RUNNING, WAITING ->
          Finding.passed(
              SUBJECT,
              "%s, and runs %s of its steps at once."
                  .formatted(text, Optional.ofNullable(cluster.stepConcurrencyLevel()).orElse(1)));
      case STARTING, BOOTSTRAPPING ->
          Finding.passed(SUBJECT, text + ": steps wait until it is up.");
      case TERMINATING, TERMINATED, TERMINATED_WITH_ERRORS ->
          Finding.failed(
              SUBJECT,
              text
                  + reason(status)
                  + ", and takes no steps any more. Set "
                  + unasked.setting(EmrSettings.CLUSTER_ID.name())
                  + " to one that runs.");
      case UNKNOWN_TO_SDK_VERSION ->
          Finding.notSeen(SUBJECT, text + ", which this version of Outrider does not know.");
    };
  }

  private static String reason(ClusterStatus status) {
    return status.stateChangeReason() == null || status.stateChangeReason().message() == null
        ? ""
        : " (" + status.stateChangeReason().message() + ")";
  }

  private Finding release(Cluster cluster, String id) {
    String label = Optional.ofNullable(cluster.releaseLabel()).orElse("none");
    String text = "Cluster " + id + " has release " + label;
    if (set.over(EmrReleases.platform(label)).isEmpty()) {
      return Finding.failed(
          RELEASE,
          text
              + (EmrReleases.isTooOld(label)
                  ? ", whose Java 8 is too old. Use a cluster of the line emr-7."
                  : ", which is not in this Outrider's %s. %s"
                      .formatted(EmrReleases.TABLE, set.advice())));
    }
    List<String> applications = cluster.applications().stream().map(Application::name).toList();
    if (applications.stream().noneMatch("Spark"::equalsIgnoreCase)) {
      return Finding.failed(
          RELEASE,
          text + " without Spark: it has " + applications + ". Use a cluster that has Spark.");
    }
    return Finding.passed(RELEASE, text + ": " + EmrReleases.shown(label, set));
  }

  /** What roles allow is in IAM, which is not asked. */
  private Finding rights(Cluster cluster) {
    String profile =
        cluster.ec2InstanceAttributes() == null
            ? null
            : cluster.ec2InstanceAttributes().iamInstanceProfile();
    return Finding.notSeen(
        RIGHTS,
        profile == null
            ? "The cluster does not say which roles it has."
            : ("Its machines have the instance profile %s, EMR the role %s. What they allow is not"
                    + " asked for. Hold it against what %s prints.")
                .formatted(profile, cluster.serviceRole(), unasked.policies()));
  }

  private Finding logs(Cluster cluster) {
    Optional<String> kept =
        Optional.ofNullable(cluster.logUri())
            .filter(uri -> !uri.isBlank())
            .map(ClusterCheck::plain);
    String setting = unasked.setting(EmrSettings.LOG_URI.name());
    if (kept.isEmpty()) {
      return Finding.notSeen(
          LOGS,
          "The cluster keeps none: of a job that never started nothing can be shown. Make clusters"
              + " with a log URI.");
    }
    if (logs.isPresent() && !plain(logs.get()).equals(kept.get())) {
      return Finding.failed(
          LOGS,
          "The cluster keeps them at %s, and %s is %s. Take the setting away, or correct it."
              .formatted(kept.get(), setting, logs.get()));
    }
    return Finding.passed(LOGS, "The cluster keeps them at " + kept.get() + ".");
  }

  /** {@code s3n} and {@code s3a} are other names of the same. */
  private static String plain(String uri) {
    return uri.replaceFirst("^s3[an]:", "s3:") + (uri.endsWith("/") ? "" : "/");
  }
}
