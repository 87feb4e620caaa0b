// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.base.follow.HandleForm;

/**
 * Names a step of a cluster.
 *
 * @param cluster the cluster's id: {@code j-2AXXXXXXGAPLF}
 * @param step the step's id: {@code s-2AXXXXXXGAPLF}
 */
record EmrHandle(String cluster, String step) {
  static final String FLAVOR = "emr";
  private static final HandleForm<EmrHandle> FORM =
      new HandleForm<>(FLAVOR, 1, EmrHandle.class, "step of a cluster");

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
    return FORM.write(this);
  }

  /**
   * @throws UnreadableHandleException when it names no step of a cluster
   */
  static EmrHandle of(JobHandle job) {
    return FORM.read(job);
  }
}
