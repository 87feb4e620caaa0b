// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.SubmissionLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/**
 * One cluster for the steps of a run. {@code RunJobFlow} has no token: sent twice it makes two
 * clusters. So a mark is on the disk before it is sent, and where there is one, nothing is sent
 * before all clusters were looked through by name, and a list that is late has caught up.
 * Thread-safe, also for other processes with the same work folder.
 */
final class TransientCluster implements ClusterSource {

  /**
   * How long after a request without an answer a list without the cluster tells nothing; EMR says
   * no time.
   */
  static final Duration SETTLING = Duration.ofSeconds(60);

  private final RunClusters clusters;
  private final TransientSettings settings;
  private final Path work;
  private final String operator;
  private final String region;
  private final InstantSource clock;

  /**
   * @param settings what the clusters are like
   * @param work the operator's work folder
   * @param operator the operator's name in the configuration
   * @param region where the clusters are made
   */
  TransientCluster(
      RunClusters clusters,
      TransientSettings settings,
      Path work,
      String operator,
      String region,
      InstantSource clock) {
    this.clusters = clusters;
    this.settings = settings;
    this.work = work;
    this.operator = operator;
    this.region = region;
    this.clock = clock;
  }

  @Override
  public Optional<String> known() {
    return Optional.empty();
  }

  @Override
  public Platform platform() throws IOException {
    String label = settings.releaseLabel();
    return EmrReleases.platform(label)
        .orElseThrow(
            () ->
                new IOException(
                    "'step-operator."
                        + operator
                        + "."
                        + EmrSettings.RELEASE_LABEL.name()
                        + "' is '"
                        + label
                        + (EmrReleases.isTooOld(label)
                            ? "', whose Java 8 is too old. Set it to emr-7.0.0 or newer."
                            : "', whose versions of Spark and Java are not known to this version of"
                                + " Outrider.")));
  }

  @Override
  public Optional<ClusterRequest> request(Submission submission) throws NotAcceptedException {
    return Optional.of(
        ClusterRequest.of(run(submission.key()), submission, operator, region, settings));
  }

  @Override
  public Optional<EmrPolicies.Made> made() {
    return Optional.of(new EmrPolicies.Made(operator, settings));
  }

  /** Keys begin with their run's id, which has no hyphen. */
  private static String run(AttemptKey key) {
    return key.value().replaceFirst("-.*", "");
  }

  /** One process at a time may ask for a run's cluster. */
  private SubmissionLock lock(String run) throws IOException {
    return SubmissionLock.of(work, AttemptKey.of("", "cluster", run, 0));
  }

  private List<ClusterSummary> listed(String run) throws IOException {
    return clusters.named(ClusterRequest.name(run, operator), RunStart.noClusterBefore(run));
  }

  @Override
  public String id(Submission submission)
      throws NotAcceptedException, OutcomeUnknownException, IOException {
    ClusterRequest request = request(submission).orElseThrow();
    String run = run(submission.key());
    try (SubmissionLock lock = lock(run)) {
      ClusterMark mark = ClusterMark.of(work, run);
      Optional<ClusterMark.Asked> before = mark.read();
      if (before.isPresent()) {
        Optional<String> there = answered(run, mark, before.get());
        if (there.isPresent()) {
          return there.get();
        }
        if (isSettling(before.get())) {
          throw new OutcomeUnknownException(
              "It is not known whether EMR has a cluster for run "
                  + run
                  + ": the request of "
                  + before.get().at()
                  + " had no answer, and the list of clusters may be late",
              null);
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted before a cluster was asked for");
      }
      ClusterMark.Asked asked = new ClusterMark.Asked(clock.instant(), Optional.empty());
      mark.write(asked);
      String made;
      try {
        made = clusters.make(run, request);
      } catch (NotAcceptedException e) {
        mark.delete();
        throw e;
      }
      mark.write(new ClusterMark.Asked(asked.at(), Optional.of(made)));
      return made;
    }
  }

  /** What is known of a request by now. */
  private Optional<String> answered(String run, ClusterMark mark, ClusterMark.Asked before)
      throws IOException {
    if (before.cluster().isPresent()) {
      return before.cluster();
    }
    Optional<String> found =
        listed(run).stream()
            .filter(each -> !StepStatus.hasEnded(each.status()))
            .map(ClusterSummary::id)
            .findFirst();
    if (found.isPresent()) {
      mark.write(new ClusterMark.Asked(before.at(), found));
    }
    return found;
  }

  private boolean isSettling(ClusterMark.Asked asked) {
    Instant now = clock.instant();
    return asked.cluster().isEmpty() && now.isBefore(asked.at().plus(SETTLING));
  }

  @Override
  public List<String> holding(AttemptKey key) throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    ClusterMark.of(work, run(key)).read().flatMap(ClusterMark.Asked::cluster).ifPresent(ids::add);
    listed(run(key)).forEach(each -> ids.add(each.id()));
    return List.copyOf(ids);
  }

  @Override
  public boolean isReplaced(Submission submission, String cluster) throws IOException {
    String run = run(submission.key());
    try (SubmissionLock lock = lock(run)) {
      ClusterMark mark = ClusterMark.of(work, run);
      Optional<String> current = mark.read().flatMap(ClusterMark.Asked::cluster);
      if (current.isPresent() && !current.get().equals(cluster)) {
        return true; // somebody else was here
      }
      if (!clusters.hasEnded(cluster)) {
        return false;
      }
      mark.delete();
      return true;
    }
  }

  @Override
  public List<Finding> findings(String region, Optional<String> logs, Unasked unasked) {
    return new TransientCheck(settings, this::platform, unasked).findings();
  }

  @Override
  public void release(String run) throws IOException {
    try (SubmissionLock lock = lock(run)) {
      ClusterMark mark = ClusterMark.of(work, run);
      Optional<ClusterMark.Asked> asked = mark.read();
      List<ClusterSummary> listed = listed(run);
      Set<String> running = new LinkedHashSet<>();
      for (ClusterSummary each : listed) {
        if (!StepStatus.hasEnded(each.status())) {
          running.add(each.id());
        }
      }
      Optional<String> known = asked.flatMap(ClusterMark.Asked::cluster);
      if (known.isPresent() && !running.contains(known.get()) && !clusters.hasEnded(known.get())) {
        running.add(known.get());
      }
      clusters.end(new ArrayList<>(running));
      if (running.isEmpty() && asked.isPresent() && isSettling(asked.get())) {
        throw new IOException(
            "It is not known yet whether EMR has a cluster for run "
                + run
                + ": the request of "
                + asked.get().at()
                + " had no answer, and the list of clusters may be late. It is looked for again.");
      }
      mark.delete();
    }
  }
}
