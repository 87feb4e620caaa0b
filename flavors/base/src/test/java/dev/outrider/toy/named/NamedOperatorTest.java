// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.SampleOrders;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedOperatorTest {

  @TempDir Path folder;

  @Test
  void theJobThatAnotherMachineHasMadeOfTheNameIsAdopted() throws Exception {
    try (NamedPlatform platform = new NamedPlatform();
        StepOperator here = operator(platform, "here");
        StepOperator elsewhere = operator(platform, "elsewhere")) {
      Order order =
          Ordered.of(
              here,
              SampleOrders.in(URI.create("file:///store/"), Resources.unspecified(), Map.of()));
      FindResult.Found job = elsewhere.submit(order, () -> true);

      assertThat(here.submit(order, () -> true)).isEqualTo(job);
      assertThat(platform.jobs(SampleOrders.KEY)).isEqualTo(1);
      assertThat(platform.seen()).filteredOn(each -> each.startsWith("POST /jobs ")).hasSize(2);
    }
  }

  private StepOperator operator(NamedPlatform platform, String machine) {
    Path work = folder.resolve(machine);
    return platform
        .flavor()
        .open(
            Settings.of(platform.flavor().info().settings(), platform.settings()),
            new OperatorContext("toy", work, work, Map.of(), Clock.systemUTC()));
  }
}
