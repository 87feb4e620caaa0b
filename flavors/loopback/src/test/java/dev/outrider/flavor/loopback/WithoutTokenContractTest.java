// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;

/** The protocol on a platform that makes a second job of a second request. */
class WithoutTokenContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new SharedPlatform(LoopbackPlatform.Again.ANOTHER_JOB);
  }
}
