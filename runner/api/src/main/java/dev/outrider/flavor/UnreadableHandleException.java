// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;

/**
 * A handle that an operator cannot read: of another flavor, of a newer version, or damaged. Its job
 * is left alone, and a person has to decide.
 */
public final class UnreadableHandleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JobHandle job;

  /**
   * @param job the handle
   * @param message what is wrong with it, and what to do
   */
  public UnreadableHandleException(JobHandle job, String message) {
    super(message);
    this.job = Objects.requireNonNull(job, "job");
  }

  /**
   * Checks what every flavor checks of a handle before it reads the rest.
   *
   * @param flavor the flavor that is to read it
   * @param newest the newest version that it reads
   * @throws UnreadableHandleException when it cannot
   */
  public static void check(JobHandle job, String flavor, int newest) {
    if (!job.flavor().equals(flavor)) {
      throw new UnreadableHandleException(
          job,
          "job "
              + job.job().text()
              + " is of flavor '"
              + job.flavor()
              + "', and its operator is of flavor '"
              + flavor
              + "' now: set the operator's flavor back");
    }
    if (job.version() > newest) {
      throw new UnreadableHandleException(
          job,
          "job "
              + job.job().text()
              + " was written in version "
              + job.version()
              + ", and this plugin of flavor '"
              + flavor
              + "' reads up to "
              + newest
              + ": take a newer one");
    }
  }

  /** The handle. */
  public JobHandle job() {
    return job;
  }
}
