// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.io.IOException;
import java.nio.file.Path;

/** The flavor {@code emr} with a cluster that is made for each run. */
class TransientEmrContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws IOException {
    return new EmrUnderTest(true);
  }
}
