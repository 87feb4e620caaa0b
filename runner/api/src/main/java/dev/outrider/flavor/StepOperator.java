// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Submits steps to one platform, follows them and cancels them. Called from several threads at
 * once. An {@link IOException} means that the platform could not be asked: it is never an answer.
 */
public interface StepOperator extends AutoCloseable {

  /**
   * What the platform runs Spark steps with.
   *
   * @return empty for a platform that runs none
   * @throws IOException when the platform could not be asked
   */
  Optional<Platform> platform() throws IOException;

  /**
   * The exact request that {@link #submit} would send. Pure: no call, no file, no clock; every
   * limit of the platform is checked.
   *
   * @throws NotAcceptedException when the platform would refuse it
   */
  RenderedRequest render(Submission submission) throws NotAcceptedException;

  /**
   * Makes the platform run a submission, at most once for each attempt key, whatever is lost on the
   * way: called again with the same key it makes no second job.
   *
   * @return the job; never null
   * @throws NotAcceptedException surely there is no job
   * @throws OutcomeUnknownException perhaps there is one
   */
  JobHandle submit(Submission submission) throws NotAcceptedException, OutcomeUnknownException;

  /** Whether the platform has a job of a key, whoever has submitted it. */
  FindResult find(AttemptKey key);

  /**
   * How long after a submission that had no answer {@link #find} may still say that there is no
   * job, and one is there later. Until then its {@code NotThere} counts for nothing, and nothing is
   * submitted again. Zero for a platform that makes one job of one key in any case, and refuses
   * none of which it has made one.
   */
  default Duration settling() {
    return Duration.ofSeconds(30);
  }

  /**
   * How often {@link #status} may be called, where the platform limits that. Then it is called
   * within this limit, for at most {@link CallLimit#jobsPerCall} jobs at once, and must ask the
   * platform once each time. Pure: no call, and the same answer each time.
   *
   * @return empty, as by default, for a platform without a known limit: then all jobs that are due
   *     are given to one call; never null
   */
  default Optional<CallLimit> statusLimit() {
    return Optional.empty();
  }

  /**
   * What the platform says of jobs, in as few calls as it allows. The jobs may be of several runs,
   * also of some that were submitted through another instance of the same operator. A thread that
   * waits here is interrupted when the run that has opened this instance ends.
   *
   * @param jobs at least one, and at most as many as {@link #statusLimit} allows
   * @return a status for each job that was answered; a job that is missing had no answer
   * @throws IOException when the platform could not be asked
   * @throws UnreadableHandleException when one of the handles cannot be read; no job was asked for
   */
  Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException;

  /**
   * Asks the platform to stop a job. Best effort: watch {@link #status} for {@code Cancelled}. A
   * second call, and one after the job has ended, do no harm.
   *
   * @throws IOException when the platform could not be asked
   */
  void requestCancel(JobHandle job) throws IOException;

  /**
   * The platform's own log of a job, for one that wrote none itself.
   *
   * @throws IOException when it could not be read
   */
  LogPage logs(JobHandle job, LogCursor from) throws IOException;

  /** Gives back what the operator holds here. Jobs go on. */
  @Override
  void close();
}
