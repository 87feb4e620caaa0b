// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.base.follow.HandleForm;
import dev.outrider.flavor.base.request.Refusals;

/**
 * Names a driver that runs on a worker. Version 1 of a handle of flavor {@code spark} is a driver
 * on this machine, version 2 one on a worker: a plugin that knows no deploy-mode cluster refuses
 * the second, and does not take it for a child of its own.
 *
 * @param key the attempt's key
 * @param submission the master's id of the driver: {@code driver-20261125194830-0000}
 */
record ClusterHandle(String key, String submission) {

  static final String FLAVOR = "spark";

  /** Of the handles of drivers on a worker. */
  static final int VERSION = 2;

  /**
   * The driver's id becomes a part of addresses. Spark 4 lets the administrator choose its form
   * with {@code spark.deploy.driverIdPattern}.
   */
  private static final String SUBMISSION_FORM = "[A-Za-z0-9._-]{1,200}";

  private static final HandleForm<ClusterHandle> FORM =
      new HandleForm<>(FLAVOR, VERSION, ClusterHandle.class, "driver on a worker");

  ClusterHandle {
    new AttemptKey(key);
    if (!isSubmission(submission)) {
      throw new IllegalArgumentException("'" + submission + "' is no driver's id.");
    }
  }

  static boolean isSubmission(String text) {
    return text.matches(SUBMISSION_FORM) && !text.matches("[.]+");
  }

  AttemptKey attemptKey() {
    return new AttemptKey(key);
  }

  JobHandle handle() {
    return FORM.write(this);
  }

  /**
   * Reads a handle in deploy-mode cluster.
   *
   * @param refusals those of the operator
   * @throws UnreadableHandleException when it names no driver on a worker
   */
  static ClusterHandle of(JobHandle job, Refusals refusals) {
    if (job.flavor().equals(FLAVOR) && job.version() < VERSION) {
      throw otherMode(job, "this machine", "cluster", "client", refusals);
    }
    return FORM.read(job);
  }

  /**
   * Refuses one in deploy-mode client.
   *
   * @throws UnreadableHandleException when it is one of a driver on a worker
   */
  static void refuse(JobHandle job, Refusals refusals) {
    if (job.flavor().equals(FLAVOR) && job.version() == VERSION) {
      throw otherMode(job, "a worker", "client", "cluster", refusals);
    }
  }

  private static UnreadableHandleException otherMode(
      JobHandle job, String place, String now, String before, Refusals refusals) {
    return new UnreadableHandleException(
        job,
        "job %s has its driver on %s, and '%s' is %s now: set it back to %s"
            .formatted(
                job.job().text(), place, refusals.key(ClusterSettings.DEPLOY_MODE), now, before));
  }
}
