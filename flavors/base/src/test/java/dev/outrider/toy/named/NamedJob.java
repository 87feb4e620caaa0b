// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as {@code GET /jobs/NAME} describes it.
 *
 * @param reason why it failed: {@code exit code 3}
 */
record NamedJob(Summary summary, Optional<String> reason, Map<String, String> tags) {

  /** What a list has of a job. */
  record Summary(String name, String state) {}

  /** The answer of {@code GET /jobs}. */
  record Page(List<Summary> jobs, Optional<String> next) {}

  /** The answer of {@code GET /jobs/NAME/output}; empty before the end. */
  record Output(String text) {}

  /** The answer of {@code GET /platform}. */
  record Versions(String spark, int java) {}
}
