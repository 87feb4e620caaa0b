// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;

class EmrContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new EmrUnderTest();
  }
}
