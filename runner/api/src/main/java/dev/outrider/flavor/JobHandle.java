// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.step.value.JsonText;
import java.util.Objects;

/**
 * Names a platform's job. Small, free of secrets, and kept in the run store: a newer version of the
 * flavor must read what an older one has written.
 *
 * @param flavor the flavor that wrote it
 * @param version of its form, counted by the flavor from 1
 * @param job what names the job, for example {@code {"cluster":"j-2AX","step":"s-3B"}}
 */
public record JobHandle(String flavor, int version, JsonText job) {
  public JobHandle {
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(job, "job");
  }
}
