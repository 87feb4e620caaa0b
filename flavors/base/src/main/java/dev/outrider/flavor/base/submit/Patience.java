// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Makes a call again that the account has made too often: surely nothing was done. Thread-safe.
 *
 * @param limit how long it waits for one answer, in all
 * @param pause waits before each call but the first
 * @param isThrottled whether an exception says that it was too often
 */
public record Patience(Duration limit, Pause pause, Predicate<Exception> isThrottled) {

  /** A call to a platform. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    T make() throws E;
  }

  /**
   * The first answer that is another than that it was too often.
   *
   * @throws E as the call does; also because it was too often, when patience has ended, or the
   *     thread was interrupted, whose flag stays set
   */
  public <T, E extends Exception> T answer(Call<T, E> call) throws E {
    Duration waited = Duration.ZERO;
    for (int tried = 1; true; tried++) {
      try {
        return call.make();
      } catch (Exception e) {
        if (!isThrottled.test(e)) {
          throw e;
        }
        Duration next = pause.before(tried);
        waited = waited.plus(next);
        if (waited.compareTo(limit) > 0 || !pause.isTaken(next)) {
          throw e;
        }
      }
    }
  }
}
