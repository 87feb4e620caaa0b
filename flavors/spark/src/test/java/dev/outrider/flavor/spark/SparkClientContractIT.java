// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;
import java.util.Map;

/** The operators of {@code spark} keep the contract where drivers run on this machine. */
class SparkClientContractIT extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new ThisMachineUnderTest(
        new SparkFlavor(), folder, Map.of("master", "spark://127.0.0.1:7077"));
  }
}
