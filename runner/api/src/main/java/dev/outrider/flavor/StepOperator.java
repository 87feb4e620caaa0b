// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Submits steps to one platform, follows them and cancels them. What an operator knows of a job is
 * on the platform: another instance with the same settings and the same work folder, in another
 * process, after a crash, must give the same answers.
 *
 * <p>Calls come from several threads at once, in any order, and may be made again with the same
 * arguments at any time. An {@link IOException} means that the platform could not be asked, or that
 * its answer could not be understood: throttling, a time-out, 5xx, an expired login. It is never an
 * answer, and nothing is concluded from it; the caller asks again later. A call that is interrupted
 * ends soon, with the exception that says that nothing is known, and leaves the thread's interrupt
 * flag set. No message, no exception and no {@code toString} has a secret in it.
 */
public interface StepOperator extends AutoCloseable {

  /**
   * What the platform runs Spark steps with. Called when a pipeline is planned, and by {@code
   * outrider step-operator check} after {@link #check} has found nothing wrong: a platform that
   * cannot be used shows here, and the message says what to set.
   *
   * @return empty for a platform that runs none; never null
   * @throws IOException when the platform could not be asked, or cannot be used as it is
   */
  Optional<Platform> platform() throws IOException;

  /**
   * The exact request that {@link #submit} would send, without its hash. Pure: no call, no file, no
   * clock; equal submissions give equal requests. What {@link FlavorInfo#unsupported} reports of
   * the order's resources is refused, as is a setting of the user's that lets the platform start a
   * job again by itself.
   *
   * @return never null; no secret is in it
   * @throws NotAcceptedException when the platform would refuse it
   */
  RenderedRequest render(Submission submission) throws NotAcceptedException;

  /**
   * Makes the platform run an order, at most once for each attempt key, whatever is lost on the
   * way. Called again with the same key, by this or another instance, now or after the job's end,
   * it gives the job that there is, and makes no second one. Called on a worker thread of a run,
   * after the intent to call it was written down; the handle is written down after it.
   *
   * <p>The order's hash travels with the job, as a tag, a label or a property, where the platform
   * returns one of them with the job. Of a job that is there already its own hash is returned, not
   * the order's: the caller compares.
   *
   * <p>Where an answer is lost after the request was sent, there may be a job: a call that may have
   * made one is never sent again, unless the platform itself makes one job of both.
   *
   * <p>The caller may lose the run while this waits: for a lock, a turn, a cluster, or because its
   * process was stopped. So the operator asks {@link Ownership#check} after its last wait,
   * immediately before each request that may make a job, and sends nothing without a yes.
   *
   * @param order what is sent; {@link #render} of this operator gives its request for its
   *     submission, or the caller would not have called
   * @param ownership whether the caller still owns the run; an exception or no answer is a no
   * @return the job and the hash that it carries; never null; equal to what {@link #find} gives
   * @throws NotAcceptedException surely there is no job: the platform has refused it, or was not
   *     reached
   * @throws OutcomeUnknownException perhaps there is one, also of another owner of the run; {@link
   *     #find} is asked until it is known
   * @throws NotYetException surely there is no job: what the job needs is being made, and the order
   *     is submitted again later. At the end of the limit the step fails as CAPACITY
   */
  FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException;

  /**
   * Whether the platform has a job of a key, in any state and no matter who submitted it. {@code
   * NotThere} only where the platform has answered, and every page of its list was read; else
   * {@code Unknown}. An operator without {@link Capability#FIND} answers {@code Unknown}.
   *
   * @return never null
   */
  FindResult find(AttemptKey key);

  /**
   * How long after a submission that had no answer {@link #find} may still say that there is no
   * job, and one is there later. Until then its {@code NotThere} counts for nothing, and nothing is
   * submitted again. Zero for a platform that makes one job of one key in any case, and refuses
   * none of which it has made one. Pure.
   */
  default Duration settling() {
    return Duration.ofSeconds(30);
  }

  /**
   * How many jobs it may have at once if {@code max-concurrent} is unset and has no default; empty
   * for any number. Pure.
   */
  default Optional<Integer> maxConcurrent() {
    return Optional.empty();
  }

  /**
   * How often {@link #status} may be called, where the platform limits that. Then it is called
   * within this limit, for at most {@link CallLimit#jobsPerCall} jobs of one {@link #statusGroup}
   * at once, and must ask the platform once each time. Pure: no call, and the same answer each
   * time.
   *
   * @return empty, as by default, for a platform without a known limit: then all jobs that are due
   *     are given to one call; never null
   */
  default Optional<CallLimit> statusLimit() {
    return Optional.empty();
  }

  /**
   * With which others a job can be in one call of {@link #status} where {@link #statusLimit} counts
   * calls: only those with an equal text are given to it together. A platform that can be asked for
   * the jobs of one cluster at once names the cluster. Pure.
   *
   * @return empty text, as by default, where any jobs can be; never null
   * @throws UnreadableHandleException when the handle cannot be read
   */
  default String statusGroup(JobHandle job) {
    return "";
  }

  /**
   * What the platform says of jobs, in as few calls as it allows: it lists rather than describes.
   * Called by the one poller of the process; the jobs may be of several runs, also of some that
   * were submitted through another instance of the same operator. A thread that waits here is
   * interrupted when the run that has opened this instance ends.
   *
   * <p>A word of the platform's that is not known is {@code Running} with that word. A job that is
   * asked to stop is {@code Running} until nothing of it runs. A job that the platform does not
   * know is left out, until two lists and one direct look-up were without it: then it is {@code
   * Lost}. The status is the platform's word alone, not what the job has written.
   *
   * @param jobs at least one, and where {@link #statusLimit} has one at most as many as it allows,
   *     of one {@link #statusGroup}
   * @return a status for each job that was answered; a job that is missing had no answer
   * @throws IOException when the platform could not be asked
   * @throws UnreadableHandleException when one of the handles cannot be read; no job was asked for
   */
  Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException;

  /**
   * Asks the platform to stop a job, this one and no other. Best effort: watch {@link #status} for
   * {@code Cancelled}. A second call, and one after the job has ended, do no harm. When it returns,
   * the platform has taken the wish, or the job has ended.
   *
   * @throws IOException when the platform could not be asked, or has refused
   * @throws UnsupportedOperationException by an operator without {@link Capability#CANCEL}
   * @throws UnreadableHandleException when the handle cannot be read
   */
  void requestCancel(JobHandle job) throws IOException;

  /**
   * The platform's own log of a job, for one that wrote none itself: what its driver has printed,
   * in order, each line once. With {@link Capability#LIVE_LOGS} also while it runs, else after its
   * end. A job that has not started, or has printed nothing, has an empty page. Of a platform that
   * keeps the last lines only ({@link ProviderLimit.Subject#LOG}) those come after one line that
   * says that earlier lines are gone.
   *
   * @param from {@link LogCursor#START}, or the {@code next} of a page of the same job, of any
   *     instance
   * @return at most some thousand lines; never null
   * @throws IOException when it could not be read; the cursor can be used again
   * @throws UnreadableHandleException when the handle cannot be read
   */
  LogPage logs(JobHandle job, LogCursor from) throws IOException;

  /**
   * Releases what the platform keeps for a run beside its jobs: a cluster that was made for its
   * steps. Called of an operator with {@link Capability#TRANSIENT_CLUSTER} when all steps of a run
   * are over, before the run is; again until it returns, after a crash also through another
   * instance. Also called when a platform that was getting ready was not ready in its time ({@link
   * NotYetException}) and no step of the run has a job on it or waits for it; a later step then has
   * it made anew. A job of the run that may still run ends with what it runs on. Does nothing where
   * nothing is kept; what other runs use stays.
   *
   * @param run the run's id, with which the keys of its attempts begin
   * @throws IOException when the platform could not be asked, or has refused
   */
  default void release(String run) throws IOException {}

  /**
   * Whether this operator, as it is configured, may keep something for a run beside its jobs. Asked
   * of an operator with {@link Capability#TRANSIENT_CLUSTER}; where it is false, {@link #release}
   * is never called. Pure: no call.
   *
   * @return true, as by default, also where it is not known
   */
  default boolean keepsForRuns() {
    return true;
  }

  /**
   * The least rights that the operator's caller and its jobs need. Pure: no call.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   * @param ofStore what is set of the store, such as the key that it encrypts with
   * @return empty, as by default, for a platform without such policies; never null
   */
  default List<AccessPolicy> policies(URI artifactStore, Settings ofStore) {
    return List.of();
  }

  /**
   * Looks at everything that a step will need, for {@code outrider step-operator check}: who asks,
   * what they may, whether the platform and the artifact store are there and fit each other. Makes
   * and changes nothing, and is over in seconds where the platform answers. What this caller may
   * not see, or what has had no answer, is {@code NOT_SEEN} with the reason, such as the right that
   * is missing; never {@code PASSED}.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   * @return in the order in which they are to be read; by default one, of {@link #platform}; never
   *     null
   */
  default List<Finding> check(URI artifactStore) {
    try {
      return List.of(
          Finding.passed(
              "platform",
              platform()
                  .map(each -> "Spark " + each.sparkLine() + ", Java " + each.java() + ".")
                  .orElse("It is there, and runs no Spark.")));
    } catch (IOException e) {
      return List.of(Finding.failed("platform", String.valueOf(e.getMessage())));
    }
  }

  /** Releases what the operator holds in this process: connections, threads. Jobs continue. */
  @Override
  void close();
}
