// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.cluster;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
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

/**
 * One cluster for the steps of a run, on a platform that makes two when it is asked twice. The
 * run's mark has the cluster's id once that is known. Thread-safe, also for other processes with
 * the same work folder.
 *
 * @param <R> a request for a cluster
 */
public final class ClusterOfRun<R> {

  /** What the mark says until the cluster's id is known. */
  private static final String ASKED = "asked";

  private final Clusters<R> clusters;
  private final Path work;
  private final Duration lockLimit;
  private final AtMostOnce atMostOnce;

  /**
   * @param work the operator's work folder
   * @param lockLimit how long to wait for others that make or end a run's cluster
   * @param atMostOnce with the platform's settling time
   */
  public ClusterOfRun(Clusters<R> clusters, Path work, Duration lockLimit, AtMostOnce atMostOnce) {
    this.clusters = clusters;
    this.work = work;
    this.lockLimit = lockLimit;
    this.atMostOnce = atMostOnce;
  }

  /** The file was named by a key of the run before it had a name of its own. */
  private Path lock(String run) {
    return work.resolve(AttemptKey.of("", "cluster", run, 0).value() + ".lock");
  }

  private SubmissionLock locked(String run) throws IOException {
    return SubmissionLock.take(lock(run), lockLimit)
        .orElseThrow(
            () ->
                new IOException(
                    "another process has held %s for %d s, and may make a cluster for run %s"
                        .formatted(lock(run), lockLimit.toSeconds(), run)));
  }

  private DurableMark mark(String run) {
    return new DurableMark(work.resolve(run + ".cluster"));
  }

  /** The cluster's id, which is the last word of a mark also in an older version's. */
  private Optional<String> id(String mark) {
    return Optional.of(mark.substring(mark.lastIndexOf(' ') + 1)).filter(clusters::isId);
  }

  private Optional<String> marked(String run) throws IOException {
    return mark(run).read().flatMap(written -> id(written.text()));
  }

  /**
   * The id of the cluster that takes a step of a run: the one that there is, or a new one.
   *
   * @param key of the step's attempt
   * @param ownership asked before one is made
   * @throws NotAcceptedException surely there is none
   * @throws OutcomeUnknownException perhaps there is one
   * @throws NotYetException surely there is none, and the platform is getting ready
   */
  public String id(AttemptKey key, R request, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    String run = key.run();
    return atMostOnce.submit(
        new AtMostOnce.Subject(key, mark(run), lock(run)), new Making(run, request), ownership);
  }

  /** The cluster of a run. */
  private final class Making implements Sending<String> {
    private final String run;
    private final R request;

    Making(String run, R request) {
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
      Optional<String> known = id(mark);
      return known.isPresent() ? known : running(run).stream().findFirst();
    }

    @Override
    public String send() throws Exception {
      return clusters.make(request);
    }

    @Override
    public Answer answer(Exception thrown) {
      return clusters.answer(run, thrown);
    }
  }

  private List<String> running(String run) throws IOException {
    return clusters.of(run).stream()
        .filter(each -> !each.hasEnded())
        .map(Clusters.Seen::id)
        .toList();
  }

  /**
   * The clusters on which the step of a key can be that was not sent from here. Makes none.
   *
   * @throws IOException when the platform could not be asked
   */
  public List<String> holding(AttemptKey key) throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    marked(key.run()).ifPresent(ids::add);
    clusters.of(key.run()).forEach(each -> ids.add(each.id()));
    return List.copyOf(ids);
  }

  /**
   * Whether a cluster that has refused a step has ended, so that {@link #id} gives another one now;
   * not where the platform has not said so.
   *
   * @param key of the step's attempt
   */
  public boolean isReplaced(AttemptKey key, String cluster) {
    String run = key.run();
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
    } catch (IOException e) {
      return false; // what the cluster has said of the step is told
    }
  }

  /**
   * Ends the clusters of a run.
   *
   * @throws IOException when one may still run, or may yet appear
   */
  public void release(String run) throws IOException {
    try (SubmissionLock held = locked(run)) {
      DurableMark mark = mark(run);
      Optional<DurableMark.Written> asked = mark.read();
      Optional<String> known = asked.flatMap(written -> id(written.text()));
      // before the list: what that does not show must have had the whole time to appear
      boolean isSettled =
          asked.isEmpty() || known.isPresent() || atMostOnce.isSettled(mark, asked.get());
      Set<String> running = new LinkedHashSet<>(running(run));
      if (known.isPresent() && !running.contains(known.get()) && !clusters.hasEnded(known.get())) {
        running.add(known.get());
      }
      clusters.end(new ArrayList<>(running));
      if (running.isEmpty() && !isSettled) {
        throw new IOException(
            ("It is not known yet whether there is a cluster for run %s: a request had no answer,"
                    + " and the list of clusters may be late. Outrider looks again until it has not"
                    + " found one for %d s.")
                .formatted(run, atMostOnce.settling().toSeconds()));
      }
      mark.delete();
    }
  }
}
