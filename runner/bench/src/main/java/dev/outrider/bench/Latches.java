// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for the end of an engine's steps. */
final class Latches {
  private Latches() {}

  /**
   * @throws IllegalStateException when the engine is stuck
   */
  static void await(CountDownLatch left) throws InterruptedException {
    if (!left.await(Engine.PATIENCE, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          left.getCount() + " steps are not done after " + Engine.PATIENCE + " s");
    }
  }
}
