// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.cluster;

import dev.outrider.flavor.base.submit.Answer;
import java.io.IOException;
import java.util.List;

/**
 * The clusters of a platform. Thread-safe.
 *
 * @param <R> a request for one
 */
public interface Clusters<R> {

  /**
   * A cluster in a list.
   *
   * @param hasEnded whether it ends or has ended
   */
  record Seen(String id, boolean hasEnded) {}

  /** Whether a word has the form of a cluster's id. Pure. */
  boolean isId(String word);

  /**
   * Makes one, with one request that is sent once.
   *
   * @return its id
   * @throws Exception which {@link #answer} understands
   */
  String make(R request) throws Exception;

  /**
   * What an exception of {@link #make} or of {@link #of} says.
   *
   * @param run whose cluster it was to be
   */
  Answer answer(String run, Exception thrown);

  /**
   * Those of a run, by its name, whatever has become of them.
   *
   * @throws IOException when they were not listed to the end
   */
  List<Seen> of(String run) throws IOException;

  /**
   * Whether one ends or has ended, or is not known any more.
   *
   * @throws IOException when it could not be asked for
   */
  boolean hasEnded(String id) throws IOException;

  /**
   * Ends some, with what runs on them.
   *
   * @throws IOException when one may still run
   */
  void end(List<String> ids) throws IOException;
}
