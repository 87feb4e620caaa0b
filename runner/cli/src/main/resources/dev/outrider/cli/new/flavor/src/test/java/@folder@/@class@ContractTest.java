package @package@;

import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.StepOperatorContract;
import java.nio.file.Path;

/** Every promise of a step operator, on a platform of this process. */
class @class@ContractTest extends StepOperatorContract {
  @Override
  protected PlatformUnderTest start(Path folder) throws Exception {
    return new @class@Platform();
  }
}
