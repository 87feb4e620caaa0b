// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Every promise of a step operator, on a Dataproc of this process. */
class DataprocContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new LoopbackDataproc(folder);
  }

  /**
   * The first call of a JVM loads gRPC, which may take longer than the tests wait for an answer.
   */
  @BeforeAll
  static void loadTheClient(@TempDir Path folder) throws Exception {
    try (LoopbackDataproc dataproc = new LoopbackDataproc(folder)) {
      Flavor flavor = dataproc.flavor();
      Map<String, String> settings = new HashMap<>(dataproc.settings());
      settings.put("request-timeout", "60s");
      OperatorContext context =
          new OperatorContext("load", folder, folder, Map.of(), Clock.systemUTC());
      try (StepOperator operator =
          flavor.open(Settings.of(flavor.info().settings(), settings), context)) {
        operator.find(new AttemptKey("nobody"));
      }
    }
  }
}
