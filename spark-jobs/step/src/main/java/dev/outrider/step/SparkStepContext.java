// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

import org.apache.spark.sql.SparkSession;

/** What a {@link SparkStep} may ask of the attempt that it runs in. */
public interface SparkStepContext extends StepContext {

  /**
   * The session of this launch. Its time zone is UTC unless the configuration says otherwise. It is
   * stopped after the outputs are written; a step does not stop it.
   */
  SparkSession spark();
}
