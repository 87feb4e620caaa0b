// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;
import java.util.Optional;

/** Whether the platform has a job of a key. */
public sealed interface FindResult {

  /**
   * There is one.
   *
   * @param job the job
   * @param request the hash that the job carries, {@link Order#hash}; empty where the platform
   *     returns none, and for a job of a version that sent none
   */
  record Found(JobHandle job, Optional<String> request) implements FindResult {
    public Found {
      Objects.requireNonNull(job, "job");
      Objects.requireNonNull(request, "request");
    }
  }

  /** Surely none: submitting does not make a second one. */
  record NotThere() implements FindResult {}

  /**
   * The lookup gave no definite answer. Nothing is submitted.
   *
   * @param reason what was asked, and what came instead of an answer
   */
  record Unknown(String reason) implements FindResult {}
}
