// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Submission;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.attempt.InputRecord;
import java.io.IOException;
import java.util.Map;

/** Makes the orders that are given to step operators. Thread-safe. */
interface Orders {
  /** The order for an attempt. Pure. */
  Submission submission(
      AttemptKey key, String run, PlannedStep step, int attempt, Map<String, InputRecord> inputs);

  /** Puts what the orders name into the artifact store, where it is not there yet. */
  void upload(String run) throws IOException, BundleException;
}
