// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.FailureKind;
import dev.outrider.step.text.TextLimit;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/** What the orchestrator concludes from a job's status, its result record and its outputs. */
public sealed interface Verdict {
  /**
   * The platform says succeeded, a launch's result says so, and its outputs are there as recorded.
   *
   * @param launch the launch's folder
   */
  record Success(URI launch) implements Verdict {
    public Success {
      Objects.requireNonNull(launch, "launch");
    }
  }

  /**
   * Anything else but a cancelled job.
   *
   * @param reason the evidence, for people; at most 2,000 characters are kept
   * @param launch the folder of the launch that failed, where there is one
   */
  record Failure(FailureKind kind, String reason, Optional<URI> launch) implements Verdict {
    public Failure {
      Objects.requireNonNull(kind, "kind");
      reason = TextLimit.MESSAGE.cut(reason);
      Objects.requireNonNull(launch, "launch");
    }
  }

  /** The platform says that it has stopped the job. */
  record Stopped() implements Verdict {}
}
