// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job as the platform shows it. */
record Batch(String id, String state, Map<String, String> labels, Optional<Integer> exitCode) {

  /** The answer of {@code GET /batches}. */
  record Page(List<Batch> batches, Optional<String> next) {}

  /** The answer of {@code GET /batches/ID/log}. */
  record Log(String text) {}

  /** The answer of {@code GET /platform}. */
  record Versions(String spark, int java) {}
}
