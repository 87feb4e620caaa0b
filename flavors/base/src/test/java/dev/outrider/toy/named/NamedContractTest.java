// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;

/**
 * The contract on a platform that refuses a second job of one name, by what flavors share alone.
 */
class NamedContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new NamedPlatform();
  }
}
