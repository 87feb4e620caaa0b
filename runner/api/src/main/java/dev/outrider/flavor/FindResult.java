// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/** Whether the platform has a job of a key. */
public sealed interface FindResult {

  /** There is one. */
  record Found(JobHandle job) implements FindResult {}

  /** Surely none: submitting does not make a second one. */
  record NotThere() implements FindResult {}

  /**
   * It could not be told. Nothing is submitted.
   *
   * @param reason what was asked, and what came instead of an answer
   */
  record Unknown(String reason) implements FindResult {}
}
