// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;
import java.util.Map;

/** The operators of {@code local} keep the contract. */
class LocalContractIT extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new ThisMachineUnderTest(new LocalFlavor(), folder, Map.of());
  }
}
