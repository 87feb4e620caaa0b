// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.SubmissionLock;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsResponse;

/**
 * Makes EMR have one step of a key. {@code AddJobFlowSteps} has no token: sent twice it makes two
 * steps. So a mark is on the disk before it is sent, and where there is one, nothing is sent before
 * all steps were looked through. Thread-safe, also for other processes with the same work folder.
 */
final class StepSubmission {
  /** How many clusters may end one after the other while one step is sent. */
  private static final int MOST_CLUSTERS = 3;

  private final EmrClient emr;
  private final StepSearch search;
  private final Path work;
  private final String operator;
  private final SubmissionTurns turns;
  private final Patience patience;

  /** Which cluster takes a step. */
  interface Clusters {

    /**
     * The cluster that takes it now.
     *
     * @throws NotAcceptedException when there is none
     * @throws OutcomeUnknownException when it is not known whether there is one
     */
    String id() throws NotAcceptedException, OutcomeUnknownException;

    /** Whether a cluster that has refused it has ended, and {@link #id} gives another one now. */
    boolean isReplaced(String cluster);
  }

  /**
   * @param emr sends each request once: its retries are off; not closed here
   * @param work the operator's work folder
   * @param operator the operator's name in the configuration, for messages
   * @param turns says when it is this step's turn to be sent
   * @param patience with requests that are throttled
   */
  StepSubmission(
      EmrClient emr, Path work, String operator, SubmissionTurns turns, Patience patience) {
    this.emr = emr;
    this.search = new StepSearch(emr);
    this.work = work;
    this.operator = operator;
    this.turns = turns;
    this.patience = patience;
  }

  /**
   * The step of a key: the one that there is, or a new one.
   *
   * @throws NotAcceptedException surely there is none
   * @throws OutcomeUnknownException perhaps there is one
   */
  EmrHandle submit(AttemptKey key, Clusters clusters, EmrRequest request)
      throws NotAcceptedException, OutcomeUnknownException {
    Path mark = mark(key);
    try (SubmissionLock lock = SubmissionLock.of(work, key)) {
      Optional<String> before = sentTo(key);
      if (before.isPresent()) {
        Optional<EmrHandle> there = found(before.get(), key);
        if (there.isPresent()) {
          return there.get();
        }
      }
      return sentToSome(key, clusters, request, before, mark);
    } catch (IOException e) {
      // without a mark nothing was sent; with one it may be the lock that was not given back
      if (!Files.exists(mark)) {
        throw new NotAcceptedException(
            FailureKind.PLATFORM, "No step was added for " + key + ": " + e.getMessage());
      }
      throw unknown(key, e);
    }
  }

  private EmrHandle sentToSome(
      AttemptKey key, Clusters clusters, EmrRequest request, Optional<String> before, Path mark)
      throws NotAcceptedException, OutcomeUnknownException, IOException {
    for (int tried = 1; true; tried++) {
      String cluster = clusters.id();
      if (!turns.await()) {
        throw interrupted(key, before.isEmpty() && tried == 1);
      }
      if (!before.equals(Optional.of(cluster))) {
        DurableText.write(mark, cluster);
      }
      try {
        return sent(key, cluster, request, before.isEmpty(), mark);
      } catch (NotAcceptedException e) {
        if (tried == MOST_CLUSTERS || !clusters.isReplaced(cluster)) {
          throw e;
        }
      }
    }
  }

  private static NotAcceptedException interrupted(AttemptKey key, boolean isFirst)
      throws OutcomeUnknownException {
    String reason = "interrupted while " + key + " waited for its turn to be sent";
    if (isFirst) {
      return new NotAcceptedException(FailureKind.PLATFORM, "No step was added: " + reason + ".");
    }
    throw new OutcomeUnknownException(reason, null);
  }

  private Path mark(AttemptKey key) {
    return work.resolve(key.value() + ".sent");
  }

  /**
   * The cluster that a step of a key was last sent to, whatever has become of it; a name may mean
   * another cluster today.
   *
   * @return empty where surely none was sent from this work folder
   */
  Optional<String> sentTo(AttemptKey key) throws IOException {
    try {
      return Optional.of(Files.readString(mark(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Optional<EmrHandle> found(String cluster, AttemptKey key)
      throws IOException, OutcomeUnknownException {
    try {
      return search.find(cluster, key);
    } catch (SdkException e) {
      throw unknown(key, e);
    }
  }

  private EmrHandle sent(
      AttemptKey key, String cluster, EmrRequest request, boolean isFirst, Path mark)
      throws NotAcceptedException, OutcomeUnknownException {
    try {
      return handle(
          key, cluster, patience.answer(() -> emr.addJobFlowSteps(request.request(cluster))));
    } catch (AwsServiceException e) {
      throw refused(key, e, isFirst, mark);
    } catch (SdkClientException e) {
      throw notAnswered(key, e, isFirst, mark);
    }
  }

  private static EmrHandle handle(AttemptKey key, String cluster, AddJobFlowStepsResponse answer)
      throws OutcomeUnknownException {
    if (answer.stepIds().size() != 1) {
      throw new OutcomeUnknownException(
          "EMR has answered for " + key + " with the steps " + answer.stepIds(), null);
    }
    return new EmrHandle(cluster, answer.stepIds().get(0));
  }

  private NotAcceptedException refused(
      AttemptKey key, AwsServiceException answer, boolean isFirst, Path mark)
      throws OutcomeUnknownException {
    Optional<EmrRefusal> refusal = EmrRefusal.of(answer, operator);
    if (refusal.isEmpty()) {
      throw unknown(key, answer);
    }
    return surelyNot(
        refusal.get().kind(),
        "EMR has refused the step of "
            + key
            + ": "
            + SdkText.of(answer)
            + ". "
            + refusal.get().advice(),
        isFirst,
        mark);
  }

  private NotAcceptedException notAnswered(
      AttemptKey key, SdkClientException reason, boolean isFirst, Path mark)
      throws OutcomeUnknownException {
    if (reason instanceof AbortedException) {
      Thread.currentThread().interrupt();
    }
    boolean isNobody = SdkText.hasNoCredentials(reason);
    if (!isNobody && !SdkText.isNeverReached(reason)) {
      throw unknown(key, reason);
    }
    return surelyNot(
        isNobody ? FailureKind.CONFIGURATION : FailureKind.PLATFORM,
        "EMR was not asked for the step of " + key + ": " + SdkText.of(reason) + ".",
        isFirst,
        mark);
  }

  /** A mark that stays costs a look through the cluster's steps, and no more. */
  private static NotAcceptedException surelyNot(
      FailureKind kind, String message, boolean isFirst, Path mark) {
    if (isFirst) {
      try {
        Files.deleteIfExists(mark);
      } catch (IOException e) {
        return new NotAcceptedException(kind, message);
      }
    }
    return new NotAcceptedException(kind, message);
  }

  private static OutcomeUnknownException unknown(AttemptKey key, Exception cause) {
    return new OutcomeUnknownException(
        "It is not known whether EMR has a step of " + key + ": " + text(cause), cause);
  }

  private static String text(Exception cause) {
    return cause instanceof SdkException said ? SdkText.of(said) : cause.getMessage();
  }
}
