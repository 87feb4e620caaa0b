// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.cluster.ClusterOfRun;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One cluster for the steps of a run. Thread-safe, also for other processes with the same work
 * folder.
 *
 * @param cluster with {@link #SETTLING}
 * @param settings what the clusters are like
 * @param operator the operator's name in the configuration
 * @param region where the clusters are made
 */
record TransientCluster(
    ClusterOfRun<ClusterRequest> cluster,
    TransientSettings settings,
    String operator,
    String region)
    implements ClusterSource {

  /** How long after a request without an answer a list may lack its cluster; EMR gives no time. */
  static final Duration SETTLING = Duration.ofSeconds(60);

  @Override
  public Optional<String> known() {
    return Optional.empty();
  }

  @Override
  public EmrReleases.Release release() {
    String label = settings.releaseLabel();
    return new EmrReleases.Release(
        label,
        "'step-operator.%s.%s' is '%s'"
            .formatted(operator, EmrSettings.RELEASE_LABEL.name(), label),
        "Set it to");
  }

  @Override
  public Optional<ClusterRequest> request(Submission submission) throws NotAcceptedException {
    return Optional.of(asked(submission));
  }

  private ClusterRequest asked(Submission submission) throws NotAcceptedException {
    return ClusterRequest.of(submission.key().run(), submission, operator, region, settings);
  }

  @Override
  public Optional<EmrPolicies.Made> made() {
    return Optional.of(new EmrPolicies.Made(operator, settings));
  }

  @Override
  public StepSubmission.Clusters forStep(Submission submission, Ownership ownership) {
    return new StepSubmission.Clusters() {
      @Override
      public String id() throws NotAcceptedException, OutcomeUnknownException, NotYetException {
        return cluster.id(submission.key(), asked(submission), ownership);
      }

      @Override
      public boolean isReplaced(String ended) {
        return cluster.isReplaced(submission.key(), ended);
      }
    };
  }

  @Override
  public List<String> holding(AttemptKey key) throws IOException {
    return cluster.holding(key);
  }

  /** {@inheritDoc} None of them is there yet: what their settings say. Nobody is asked. */
  @Override
  public List<Finding> findings(
      String region, Optional<String> logs, SparkAndJava set, AwsUnasked unasked) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.passed(
            ClusterCheck.SUBJECT,
            "One is made for each run: %s, %s steps at once; the run's end takes it down."
                .formatted(settings.machines(), settings.stepConcurrency())));
    try {
      release().platform(set);
      findings.add(
          Finding.passed(
              ClusterCheck.RELEASE,
              settings.releaseLabel() + ": " + EmrReleases.shown(settings.releaseLabel(), set)));
    } catch (IOException e) {
      findings.add(Finding.failed(ClusterCheck.RELEASE, e.getMessage()));
    }
    findings.add(
        Finding.notSeen(
            ClusterCheck.RIGHTS,
            ("Whether there are the instance profile %s and the role %s, and what they"
                    + " allow, is not asked for. Hold it against what %s prints.")
                .formatted(
                    settings.instanceProfile(), settings.serviceRole(), unasked.policies())));
    findings.add(
        settings
            .logUri()
            .map(uri -> Finding.passed(ClusterCheck.LOGS, "The clusters keep them at " + uri + "."))
            .orElseGet(
                () ->
                    Finding.notSeen(
                        ClusterCheck.LOGS,
                        ("The clusters keep none: of a job that never started nothing can be"
                                + " shown. Set %s.")
                            .formatted(unasked.setting(EmrSettings.LOG_URI.name())))));
    return findings;
  }

  @Override
  public void release(String run) throws IOException {
    cluster.release(run);
  }
}
