// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.base.follow.StepExit;
import dev.outrider.step.FailureKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterStateChangeReason;
import software.amazon.awssdk.services.emr.model.ClusterStateChangeReasonCode;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStateChangeReason;
import software.amazon.awssdk.services.emr.model.StepStatus;

/**
 * What EMR's words mean: the shapes {@code StepStatus} and {@code ClusterStatus} of its model.
 * Pure.
 */
final class EmrStatusMapping {
  private static final Pattern EXIT_CODE =
      Pattern.compile("exit ?code:? ?(-?\\d{1,4})", Pattern.CASE_INSENSITIVE);
  private static final Pattern MEMORY =
      Pattern.compile(
          "OutOfMemory|exceeding (?:physical |virtual )?memory limits"
              + "|Container killed by YARN for exceeding|beyond the '?(?:PHYSICAL|VIRTUAL)'? memory",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOST_MACHINE =
      Pattern.compile(
          "lost node|node (?:was )?lost|spot (?:instance|interruption|termination)"
              + "|Container released on a \\*?lost\\*? node|decommission",
          Pattern.CASE_INSENSITIVE);

  private EmrStatusMapping() {}

  /** Whether only the cluster's own status tells why a step ended. */
  static boolean asksCluster(StepStatus said) {
    return said.state() == StepState.INTERRUPTED || said.state() == StepState.CANCELLED;
  }

  /**
   * @param said of the step
   * @param cluster of its cluster, where it was asked for
   */
  static JobStatus of(StepStatus said, Optional<ClusterStatus> cluster) {
    if (said.state() == null) {
      return new JobStatus.Running(Optional.of("no state"));
    }
    return switch (said.state()) {
      case PENDING -> new JobStatus.Queued();
      case RUNNING, CANCEL_PENDING -> new JobStatus.Running(Optional.empty());
      case COMPLETED -> new JobStatus.Succeeded();
      case CANCELLED ->
          cluster
              .filter(EmrStatusMapping::hasEnded)
              .<JobStatus>map(EmrStatusMapping::ended)
              .orElseGet(JobStatus.Cancelled::new);
      case INTERRUPTED ->
          cluster
              .filter(EmrStatusMapping::hasEnded)
              .<JobStatus>map(EmrStatusMapping::ended)
              .orElseGet(
                  () ->
                      new JobStatus.Failed(
                          FailureKind.PLATFORM,
                          ("the step is INTERRUPTED: EMR has ended it with another step, or"
                                  + " with its cluster%s")
                              .formatted(details(said))));
      case FAILED -> failed(said);
      case UNKNOWN_TO_SDK_VERSION -> new JobStatus.Running(Optional.of(said.stateAsString()));
    };
  }

  /** Whether a cluster runs no steps any more. */
  static boolean hasEnded(ClusterStatus cluster) {
    return cluster.state() != null
        && switch (cluster.state()) {
          case TERMINATING, TERMINATED, TERMINATED_WITH_ERRORS -> true;
          case STARTING, BOOTSTRAPPING, RUNNING, WAITING, UNKNOWN_TO_SDK_VERSION -> false;
        };
  }

  /** What became of the step of a cluster that has ended. */
  private static JobStatus.Failed ended(ClusterStatus cluster) {
    ClusterStateChangeReason reason = cluster.stateChangeReason();
    String words =
        reason == null
            ? ""
            : parts(reason.codeAsString(), reason.message()).stream()
                .collect(Collectors.joining(": ", ": ", ""));
    FailureKind kind =
        reason == null || reason.code() == null ? FailureKind.PLATFORM : kind(reason.code());
    return new JobStatus.Failed(
        kind, "its cluster is " + cluster.stateAsString() + words + suffix(cluster.state()));
  }

  private static String suffix(ClusterState state) {
    return state == ClusterState.TERMINATING ? ", and ends the step with it" : "";
  }

  /** The constants are those of {@code ClusterStateChangeReasonCode} in EMR's model. */
  private static FailureKind kind(ClusterStateChangeReasonCode code) {
    return switch (code) {
      case VALIDATION_ERROR, BOOTSTRAP_FAILURE -> FailureKind.CONFIGURATION;
      case INSTANCE_FAILURE, INSTANCE_FLEET_TIMEOUT -> FailureKind.CAPACITY;
      case INTERNAL_ERROR,
          USER_REQUEST,
          STEP_FAILURE,
          ALL_STEPS_COMPLETED,
          UNKNOWN_TO_SDK_VERSION ->
          FailureKind.PLATFORM;
    };
  }

  /**
   * A step that failed. EMR tells the exit code of {@code command-runner.jar} at most, which is 1
   * for most of what can happen: that it was the step's own code, only the result record tells.
   */
  private static JobStatus.Failed failed(StepStatus said) {
    String text = String.join("\n", said(said));
    String shown = "the step is FAILED" + details(said);
    if (MEMORY.matcher(text).find()) {
      return new JobStatus.Failed(FailureKind.RESOURCE, shown);
    }
    if (LOST_MACHINE.matcher(text).find()) {
      return new JobStatus.Failed(FailureKind.CAPACITY, shown);
    }
    Matcher code = EXIT_CODE.matcher(text);
    return new JobStatus.Failed(
        code.find() ? kind(Integer.parseInt(code.group(1))) : FailureKind.PLATFORM, shown);
  }

  /** The driver's codes, where {@code spark-submit} passes them on in mode client. */
  private static FailureKind kind(int exitCode) {
    FailureKind kind = StepExit.failed(exitCode).kind();
    return kind == FailureKind.USER ? FailureKind.PLATFORM : kind;
  }

  private static String details(StepStatus said) {
    String log =
        said.failureDetails() == null || said.failureDetails().logFile() == null
            ? ""
            : "; its log: " + said.failureDetails().logFile();
    List<String> words = said(said);
    return (words.isEmpty() ? ", and EMR says no more" : ": " + String.join(": ", words)) + log;
  }

  private static List<String> said(StepStatus said) {
    FailureDetails details = said.failureDetails();
    StepStateChangeReason change = said.stateChangeReason();
    return Stream.of(
            details == null ? List.<String>of() : parts(details.reason(), details.message()),
            change == null
                ? List.<String>of()
                : parts(meant(change.codeAsString()), change.message()))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** {@code NONE} is the only reason that EMR's model has for a step. */
  private static String meant(String code) {
    return code == null || code.toUpperCase(Locale.ROOT).equals("NONE") ? null : code;
  }

  private static List<String> parts(String first, String second) {
    return Stream.of(Optional.ofNullable(first), Optional.ofNullable(second))
        .flatMap(Optional::stream)
        .filter(each -> !each.isBlank())
        .map(String::strip)
        .toList();
  }
}
