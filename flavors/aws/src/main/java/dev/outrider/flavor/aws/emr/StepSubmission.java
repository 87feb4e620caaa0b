// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.DurableMark;
import dev.outrider.flavor.base.submit.Sending;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes EMR have one step of a key. {@code AddJobFlowSteps} has no token: sent twice it makes two
 * steps. Thread-safe, also for other processes with the same work folder.
 *
 * @param calls sends each request once: its retries are off
 * @param work the operator's work folder
 * @param operator the operator's name in the configuration, for messages
 * @param atMostOnce with {@link #SETTLING}
 */
record StepSubmission(EmrCalls calls, Path work, String operator, AtMostOnce atMostOnce) {
  /** How long after a request without an answer a list may lack its step; EMR gives no time. */
  static final Duration SETTLING = Duration.ofSeconds(30);

  /** How many clusters may end one after the other while one step is sent. */
  private static final int MOST_CLUSTERS = 3;

  /** Which cluster takes a step. */
  interface Clusters {

    /**
     * The cluster that takes it now.
     *
     * @throws NotAcceptedException when there is none
     * @throws OutcomeUnknownException when it is not known whether there is one
     * @throws IOException when EMR could not be asked
     */
    String id() throws NotAcceptedException, OutcomeUnknownException, NotYetException, IOException;

    /** Whether a cluster that has refused it has ended, and {@link #id} gives another one now. */
    default boolean isReplaced(String cluster) {
      return false;
    }
  }

  /**
   * The step of a key: the one that there is, or a new one.
   *
   * @throws NotAcceptedException surely there is none
   * @throws OutcomeUnknownException perhaps there is one
   */
  EmrStep submit(AttemptKey key, Clusters clusters, EmrRequestMapping request, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    AtMostOnce.Subject subject =
        new AtMostOnce.Subject(key, mark(key), work.resolve(key.value() + ".lock"));
    for (int tried = 1; true; tried++) {
      Step step = new Step(key, clusters, request);
      try {
        return atMostOnce.submit(subject, step, ownership);
      } catch (NotAcceptedException | OutcomeUnknownException e) {
        if (tried == MOST_CLUSTERS || !step.isRefused || !clusters.isReplaced(step.cluster)) {
          throw e;
        }
      }
    }
  }

  private DurableMark mark(AttemptKey key) {
    return new DurableMark(work.resolve(key.value() + ".sent"));
  }

  /**
   * The cluster that a step of a key was last sent to, whatever has become of it; a name may mean
   * another cluster today.
   *
   * @return empty if surely none was sent from this work folder
   */
  Optional<String> sentTo(AttemptKey key) throws IOException {
    return mark(key).read().map(DurableMark.Written::text);
  }

  /** As {@link StepSearch#find} says. */
  Optional<EmrStep> find(String cluster, AttemptKey key) throws IOException {
    return new StepSearch(calls).find(cluster, key);
  }

  /** One step, and the cluster that it goes to. */
  private final class Step implements Sending<EmrStep> {
    private final AttemptKey key;
    private final Clusters clusters;
    private final EmrRequestMapping request;
    private final EmrAnswer answer;
    private String cluster;
    private boolean isRefused;

    Step(AttemptKey key, Clusters clusters, EmrRequestMapping request) {
      this.key = key;
      this.clusters = clusters;
      this.request = request;
      this.answer = EmrAnswer.ofStep(key, operator);
    }

    @Override
    public void await()
        throws NotAcceptedException, OutcomeUnknownException, NotYetException, IOException {
      cluster = clusters.id();
      calls.turns().await();
    }

    @Override
    public String mark() {
      return cluster;
    }

    @Override
    public Optional<EmrStep> find(String mark) throws IOException {
      return StepSubmission.this.find(mark, key);
    }

    @Override
    public EmrStep send() throws IOException {
      List<String> ids = calls.emr().addJobFlowSteps(request.request(cluster)).stepIds();
      if (ids.size() != 1) {
        throw new IOException("cluster " + cluster + " has answered with the steps " + ids);
      }
      return new EmrStep(
          new EmrHandle(cluster, ids.get(0)), EmrRequestMapping.hash(request.arguments()));
    }

    @Override
    public Answer answer(Exception thrown) {
      Answer said = answer.of(thrown);
      isRefused = said instanceof Answer.Refused;
      return said;
    }
  }
}
