// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on a platform in memory, with an operator that is right or broken. */
@ExtendWith(VariantParameter.class)
class MemoryOperatorContract extends StepOperatorContract {
  private final Optional<BrokenOperator> broken;

  MemoryOperatorContract(Variant variant) {
    this.broken = variant.of(BrokenOperator.values());
  }

  @Override
  protected PlatformUnderTest start(Path folder) {
    return new MemoryPlatform(broken);
  }

  @Override
  protected Duration patience() {
    return broken.isPresent() ? Duration.ofSeconds(1) : super.patience();
  }
}
