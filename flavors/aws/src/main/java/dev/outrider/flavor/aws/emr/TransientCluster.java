// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.Unasked;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.DurableMark;
import dev.outrider.flavor.base.submit.Sending;
import dev.outrider.flavor.base.submit.SubmissionLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/**
 * One cluster for the steps of a run. {@code RunJobFlow} has no token: sent twice it makes two
 * clusters. The run's mark has the cluster's id once that is known. Thread-safe, also for other
 * processes with the same work folder.
 */
final class TransientCluster implements ClusterSource {

  /** How long after a request without an answer a list may lack its cluster; EMR gives no time. */
  static final Duration SETTLING = Duration.ofSeconds(60);

  /** What the mark says until the cluster's id is known. */
  private static final String ASKED = "asked";

  private static final String ID_PREFIX = "j-";

  private final RunClusters clusters;
  private final TransientSettings settings;
  private final Place place;
  private final String region;
  private final AtMostOnce atMostOnce;

  /**
   * Where an operator is on this machine.
   *
   * @param work its work folder
   * @param operator its name in the configuration
   * @param lockLimit how long to wait for others that make or end a run's cluster
   */
  record Place(Path work, String operator, Duration lockLimit) {}

  /**
   * @param settings what the clusters are like
   * @param region where the clusters are made
   * @param atMostOnce with {@link #SETTLING}
   */
  TransientCluster(
      RunClusters clusters,
      TransientSettings settings,
      Place place,
      String region,
      AtMostOnce atMostOnce) {
    this.clusters = clusters;
    this.settings = settings;
    this.place = place;
    this.region = region;
    this.atMostOnce = atMostOnce;
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
                        + place.operator()
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
        ClusterRequest.of(run(submission.key()), submission, place.operator(), region, settings));
  }

  @Override
  public Optional<EmrPolicies.Made> made() {
    return Optional.of(new EmrPolicies.Made(place.operator(), settings));
  }

  /** Keys begin with their run's id, which has no hyphen. */
  private static String run(AttemptKey key) {
    return key.value().replaceFirst("-.*", "");
  }

  /** The file was named by a key of the run before it had a name of its own. */
  private Path lock(String run) {
    return place.work().resolve(AttemptKey.of("", "cluster", run, 0).value() + ".lock");
  }

  private SubmissionLock locked(String run) throws IOException {
    return SubmissionLock.take(lock(run), place.lockLimit())
        .orElseThrow(
            () ->
                new IOException(
                    "another process has held "
                        + lock(run)
                        + " for "
                        + place.lockLimit().toSeconds()
                        + " s, and may make a cluster for run "
                        + run));
  }

  private DurableMark mark(String run) {
    return new DurableMark(place.work().resolve(run + ".cluster"));
  }

  /** The cluster's id, which is the last word of a mark also in an older version's. */
  private static Optional<String> id(DurableMark.Written mark) {
    String last = mark.text().substring(mark.text().lastIndexOf(' ') + 1);
    return last.startsWith(ID_PREFIX) ? Optional.of(last) : Optional.empty();
  }

  private Optional<String> marked(String run) throws IOException {
    return mark(run).read().flatMap(TransientCluster::id);
  }

  private List<ClusterSummary> listed(String run) throws IOException {
    return clusters.named(
        ClusterRequest.name(run, place.operator()), RunStart.noClusterBefore(run));
  }

  @Override
  public String id(Submission submission, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    String run = run(submission.key());
    return atMostOnce.submit(
        new AtMostOnce.Subject(submission.key(), mark(run), lock(run)),
        new Cluster(run, request(submission).orElseThrow()),
        ownership);
  }

  /** The cluster of a run. */
  private final class Cluster implements Sending<String> {
    private final String run;
    private final ClusterRequest request;

    Cluster(String run, ClusterRequest request) {
      this.run = run;
      this.request = request;
    }

    @Override
    public void await() throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted before a cluster was asked for");
      }
    }

    @Override
    public String mark() {
      return ASKED;
    }

    @Override
    public Optional<String> mark(String id) {
      return Optional.of(id);
    }

    @Override
    public Optional<String> find(String mark) throws IOException {
      Optional<String> known = id(new DurableMark.Written(mark, ""));
      return known.isPresent()
          ? known
          : listed(run).stream()
              .filter(each -> !EmrStatusMapping.hasEnded(each.status()))
              .map(ClusterSummary::id)
              .findFirst();
    }

    @Override
    public String send() throws IOException {
      return clusters.make(request);
    }

    @Override
    public Answer answer(Exception thrown) {
      return clusters.answer(run, thrown);
    }
  }

  @Override
  public List<String> holding(AttemptKey key) throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    marked(run(key)).ifPresent(ids::add);
    listed(run(key)).forEach(each -> ids.add(each.id()));
    return List.copyOf(ids);
  }

  @Override
  public boolean isReplaced(Submission submission, String cluster) throws IOException {
    String run = run(submission.key());
    try (SubmissionLock held = locked(run)) {
      Optional<String> current = marked(run);
      if (current.isPresent() && !current.get().equals(cluster)) {
        return true; // another call was here
      }
      if (!clusters.hasEnded(cluster)) {
        return false;
      }
      mark(run).delete();
      return true;
    }
  }

  @Override
  public List<Finding> findings(String region, Optional<String> logs, Unasked unasked) {
    return new TransientCheck(settings, this::platform, unasked).findings();
  }

  @Override
  public void release(String run) throws IOException {
    try (SubmissionLock held = locked(run)) {
      DurableMark mark = mark(run);
      Optional<DurableMark.Written> asked = mark.read();
      Optional<String> known = asked.flatMap(TransientCluster::id);
      // before the list: what that does not show must have had the whole time to appear
      boolean isSettled =
          asked.isEmpty() || known.isPresent() || atMostOnce.isSettled(mark, asked.get());
      Set<String> running = new LinkedHashSet<>();
      for (ClusterSummary each : listed(run)) {
        if (!EmrStatusMapping.hasEnded(each.status())) {
          running.add(each.id());
        }
      }
      if (known.isPresent() && !running.contains(known.get()) && !clusters.hasEnded(known.get())) {
        running.add(known.get());
      }
      clusters.end(new ArrayList<>(running));
      if (running.isEmpty() && !isSettled) {
        throw new IOException(
            "It is not known yet whether EMR has a cluster for run "
                + run
                + ": a request had no answer, and the list of clusters may be late. Outrider looks"
                + " again until it has not found one for "
                + SETTLING.toSeconds()
                + " s.");
      }
      mark.delete();
    }
  }
}
