// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.step.FailureKind;
import java.util.Objects;
import java.util.Optional;

/**
 * What the platform says of a job. It is one half of a verdict: success also needs the job's result
 * record and its outputs.
 */
public sealed interface JobStatus {

  /** Whether the platform says that the job has ended. */
  default boolean isFinal() {
    return !(this instanceof Queued || this instanceof Running);
  }

  /** Accepted, and waiting for a place to run. */
  record Queued() implements JobStatus {}

  /**
   * Running, as far as is known.
   *
   * @param unknown the platform's own word, where this flavor does not know it, or why the job
   *     cannot be seen from here: that is not a failure, and is shown to the user
   */
  record Running(Optional<String> unknown) implements JobStatus {
    public Running {
      Objects.requireNonNull(unknown, "unknown");
    }
  }

  /** The platform says that the job ended well. */
  record Succeeded() implements JobStatus {}

  /**
   * The platform says that the job failed.
   *
   * @param kind decides whether it is tried again
   * @param reason the platform's words, or what they mean; never empty
   */
  record Failed(FailureKind kind, String reason) implements JobStatus {
    public Failed {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Ended because it was asked to; nothing of it runs any more. */
  record Cancelled() implements JobStatus {}

  /**
   * The platform does not know the job any more: two lists without it, and one direct look-up; or a
   * local process is gone and has left no exit code. A complete result of the job still counts.
   *
   * @param reason what was asked, and what was answered
   */
  record Lost(String reason) implements JobStatus {
    public Lost {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
