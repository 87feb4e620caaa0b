package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import @package@.@class@.Report;
import dev.outrider.run.Outrider;
import dev.outrider.run.RunResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class @class@Test {

  @Test
  void theAirportWithTheLongestAverageDelayIsReported() throws Exception {
    try (Outrider outrider = Outrider.open(Path.of("src/test/outrider.properties"))) {
      RunResult result = outrider.run(@class@.pipeline(), Map.of());

      assertTrue(result.succeeded(), () -> result.steps().toString());
      assertEquals(
          "Longest average delay: 31.0 minutes at SFO",
          result.step("report", Report.class).output().value());
    }
  }
}
