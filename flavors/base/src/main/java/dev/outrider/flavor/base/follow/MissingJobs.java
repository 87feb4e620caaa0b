// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The jobs that the last list was without. A list may be behind: only two in a row without a job,
 * and one direct question for it, say that it is lost. Thread-safe.
 */
public final class MissingJobs {
  private final Set<JobHandle> missing = ConcurrentHashMap.newKeySet();

  /** One direct question for a job. */
  @FunctionalInterface
  public interface LookUp {

    /**
     * What the platform says of it: {@link #lost} where it knows no such job.
     *
     * @throws IOException when it could not be asked
     */
    JobStatus ask() throws IOException;
  }

  /** Asks something about a job. */
  @FunctionalInterface
  public interface Question<T, A> {
    /**
     * @param job what a handle names
     * @throws IOException when it was not answered
     */
    A ask(T job) throws IOException;
  }

  /**
   * A status for each job of which something is known after one list.
   *
   * @param jobs what each handle names
   * @param listed what the list says of one; empty where it is without it
   * @param lookUp the direct question, as {@link LookUp} says
   */
  public <T> Map<JobHandle, JobStatus> answers(
      Map<JobHandle, T> jobs,
      Question<T, Optional<JobStatus>> listed,
      Question<T, JobStatus> lookUp)
      throws IOException {
    Map<JobHandle, JobStatus> answers = new LinkedHashMap<>();
    for (Map.Entry<JobHandle, T> each : jobs.entrySet()) {
      JobHandle job = each.getKey();
      Optional<JobStatus> said = listed.ask(each.getValue());
      if (said.isPresent()) {
        listed(job);
      } else {
        said = notListed(job, () -> lookUp.ask(each.getValue()));
      }
      said.ifPresent(status -> answers.put(job, status));
    }
    return answers;
  }

  /** Records that a list has the job. */
  public void listed(JobHandle job) {
    missing.remove(job);
  }

  /**
   * Records that a list lacks the job, and asks for the job if the list before lacked it too.
   *
   * @return empty where nothing is known: of this job alone, what is known of others counts
   * @throws InterruptedIOException when the question was interrupted
   */
  public Optional<JobStatus> notListed(JobHandle job, LookUp lookUp) throws InterruptedIOException {
    if (missing.add(job)) {
      return Optional.empty();
    }
    try {
      return Optional.of(lookUp.ask());
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What a job is that the platform does not know.
   *
   * @param place whose lists are without it
   * @param job its name on the platform
   * @param said what the platform has said, asked for it
   */
  public static JobStatus lost(String place, String job, String said) {
    return new JobStatus.Lost(
        "two lists of %s are without %s, and asked for it %s".formatted(place, job, said));
  }
}
