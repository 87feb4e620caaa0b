package @package@

import dev.outrider.run.Outrider
import java.nio.file.Path
import org.scalatest.funsuite.AnyFunSuite

class @class@Test extends AnyFunSuite {

  test("the airport with the longest average delay is reported") {
    val outrider = Outrider.open(Path.of("src/test/outrider.properties"))
    try {
      val result = outrider.run(@class@.pipeline(), java.util.Map.of[String, String]())

      assert(result.succeeded(), result.steps)
      assert(
        result.step("report", classOf[Report]).output().value() ==
          "Longest average delay: 31.0 minutes at SFO"
      )
    } finally outrider.close()
  }
}
