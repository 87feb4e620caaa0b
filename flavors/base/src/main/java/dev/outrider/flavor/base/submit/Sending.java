// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import java.io.IOException;
import java.util.Optional;

/**
 * How one platform makes one job. One instance serves one call of {@link AtMostOnce#submit}, on one
 * thread.
 *
 * @param <H> names a job
 */
public interface Sending<H> {

  /**
   * Waits for everything that sending needs and that can be waited for: the account's turn, a
   * cluster; for nothing, by default. Called without the lock, before the first request and again
   * after each throttled one.
   *
   * @throws NotAcceptedException surely this call can make no job
   * @throws OutcomeUnknownException perhaps there is what the job needs
   * @throws NotYetException what the job needs is being made
   * @throws IOException when it was interrupted, or had no answer; nothing was sent
   */
  default void await()
      throws NotAcceptedException, OutcomeUnknownException, NotYetException, IOException {}

  /**
   * What the mark on the disk says about the request, such as the cluster that it goes to: {@link
   * #find} gets it, also after a restart.
   *
   * @return one line; {@code sent}, as by default, where there is nothing to be said
   */
  default String mark() {
    return "sent";
  }

  /**
   * Looks for the job that a request of a mark may have made.
   *
   * @param mark of {@link #mark}, in this or another process
   * @return empty only where the platform has answered, to the end of its list
   * @throws IOException when it has not; a {@link RuntimeException} means the same
   */
  Optional<H> find(String mark) throws IOException;

  /**
   * Sends the request, once: retries of the client are off.
   *
   * @return the job of the answer
   * @throws Exception which {@link #answer} understands
   */
  H send() throws Exception;

  /**
   * What the mark says once the job is known, so that no later call has to look for it.
   *
   * @return one line; empty, as by default, to leave the mark as it was
   */
  default Optional<String> mark(H job) {
    return Optional.empty();
  }

  /** What an exception of {@link #find} or {@link #send} says. */
  Answer answer(Exception thrown);
}
