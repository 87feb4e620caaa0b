// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.RandomPause;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A platform without tokens, whose operators stand on the shared protocol. */
final class SharedPlatform extends StubbedPlatform {
  private final AtomicLong ahead = new AtomicLong();
  private final LoopbackPlatform.Again again;

  /**
   * @param again what comes of a second request of one key
   */
  SharedPlatform(LoopbackPlatform.Again again) throws IOException {
    this.again = again;
    platform().answers(again);
  }

  @Override
  public void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  @Override
  public Flavor flavor() {
    Flavor loopback = super.flavor();
    return new Flavor() {
      @Override
      public FlavorInfo info() {
        return loopback.info();
      }

      @Override
      public StepOperator open(Settings settings, OperatorContext context) {
        Duration limit = settings.duration(CommonSettings.REQUEST_TIMEOUT.name());
        AtMostOnce.Timing timing =
            new AtMostOnce.Timing(
                SharedOperator.SETTLING,
                limit,
                limit,
                new RandomPause(new Random(), Duration.ofMillis(100), 3),
                () -> System.nanoTime() + ahead.get());
        return new SharedOperator(
            (LoopbackOperator) loopback.open(settings, context),
            context.workFolder(),
            again == LoopbackPlatform.Again.REFUSED
                ? AtMostOnce.byName(timing, () -> UUID.randomUUID().toString())
                : new AtMostOnce(timing, () -> UUID.randomUUID().toString()));
      }
    };
  }
}
