// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;

/** The contract on a platform without tokens or names, by what flavors share alone. */
class BatchContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new BatchPlatform();
  }
}
