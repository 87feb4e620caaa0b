// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.nio.file.Path;
import java.util.Optional;

/** The contract on a platform that keeps the last lines of a log only. */
class ShortLogContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) {
    return new MemoryPlatform(Optional.empty(), MemoryPlatform.SHORT_LOG);
  }
}
