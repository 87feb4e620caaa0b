// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When this instance first saw a mark while it held the lock. A sender holds the lock from its mark
 * to its answer, so at that instant no request of the mark was left to be sent; and once the
 * settling time has passed since, the platform's list shows what such a request has made. The age
 * of the file would prove neither: its writer may have been stopped since. Thread-safe.
 */
final class Sights {
  private final Duration settling;
  private final LongSupplier nanos;
  private final Map<Path, Sight> sights = new ConcurrentHashMap<>();

  private record Sight(DurableMark.Written mark, long at) {}

  /**
   * @param nanos a monotonic clock
   */
  Sights(Duration settling, LongSupplier nanos) {
    this.settling = settling;
    this.nanos = nanos;
  }

  /** Whether a mark has settled; the first sight of it is remembered. The caller has the lock. */
  boolean isSettled(Path file, DurableMark.Written mark) {
    long now = nanos.getAsLong();
    Sight first =
        sights.merge(
            file, new Sight(mark, now), (old, each) -> old.mark().equals(mark) ? old : each);
    return now - first.at() >= settling.toNanos();
  }

  void forget(Path file) {
    sights.remove(file);
  }
}
