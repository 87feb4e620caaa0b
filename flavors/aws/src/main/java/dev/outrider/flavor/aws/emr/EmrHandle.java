// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;

/**
 * Names a step of a cluster.
 *
 * @param cluster the cluster's id: {@code j-2AXXXXXXGAPLF}
 * @param step the step's id: {@code s-2AXXXXXXGAPLF}
 */
record EmrHandle(String cluster, String step) {
  static final String FLAVOR = "emr";
  static final int VERSION = 1;

  /** Ids become parts of addresses in the log bucket. */
  private static final String ID = "[A-Za-z0-9-]{1,200}";

  /**
   * @throws IllegalArgumentException when a part is no id
   */
  EmrHandle {
    check("cluster", cluster);
    check("step", step);
  }

  private static void check(String part, String id) {
    if (!id.matches(ID)) {
      throw new IllegalArgumentException("'" + id + "' is no id of a " + part + ".");
    }
  }

  JobHandle handle() {
    return new JobHandle(FLAVOR, VERSION, new JsonText(JsonForm.write(this, getClass(), "job")));
  }

  /**
   * @throws UnreadableHandleException when it names no step of a cluster
   */
  static EmrHandle of(JobHandle job) {
    UnreadableHandleException.check(job, FLAVOR, VERSION);
    try {
      return (EmrHandle) JsonForm.readTolerantly(job.job().text(), EmrHandle.class, "job");
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new UnreadableHandleException(
          job, "job " + job.job().text() + " names no step of a cluster: " + e.getMessage());
    }
  }
}
