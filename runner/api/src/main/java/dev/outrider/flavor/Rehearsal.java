// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Loopback platforms for rehearsals: {@code outrider run --rehearse} runs a pipeline against them,
 * without an account. Found through its plugin's descriptor; has a public constructor without
 * parameters, which does nothing.
 */
public interface Rehearsal {

  /** The flavors whose platforms it can stand in for; at least one. The same each time. */
  Set<String> flavors();

  /**
   * An example of what is set of an operator that makes a cluster for each run, as {@link #start}
   * is given it; empty, as by default, where operators of the flavor make none.
   */
  default Map<String, String> clusterForEachRun(String flavor) {
    return Map.of();
  }

  /**
   * Starts a platform for one operator, on 127.0.0.1 and a free port. It runs what is submitted
   * with the Spark home that the variable {@code SPARK_HOME} names.
   *
   * @param flavor one of {@link #flavors}
   * @param settings what is set of the operator, unchecked: what the platform itself gives may be
   *     missing
   * @param context of the operator that will be opened; its work folder may be used
   * @return the caller closes it
   * @throws IOException when it cannot be started
   * @throws IllegalArgumentException when there is no Spark home; the message says what to set
   */
  Stage start(String flavor, Map<String, String> settings, OperatorContext context)
      throws IOException;

  /**
   * What a platform knows of the jobs that it was given: the truth, not what its answers to
   * operators are. Thread-safe.
   */
  interface Counts {

    /** How many jobs it was made to have for a key, whatever has become of them. */
    int jobs(AttemptKey key);

    /** Whether any driver of a key's jobs runs. */
    boolean runs(AttemptKey key);

    /**
     * How many clusters it has still that were made for a run. One that ends counts until nothing
     * runs on it any more.
     *
     * @return empty, as by default, where none are made
     */
    default OptionalInt clusters(String run) {
      return OptionalInt.empty();
    }
  }

  /** A loopback platform that was started. */
  interface Stage extends Counts, AutoCloseable {

    /**
     * What is put over the operator's settings, so that it reaches this platform and nothing else:
     * {@code endpoint}, credentials that open nothing.
     */
    Map<String, String> settings();

    /**
     * The operator's settings that are taken away, because they would lead elsewhere than to this
     * platform: a login, a proxy. None by default; never null.
     */
    default Set<String> withheld() {
      return Set.of();
    }

    /** Ends the platform, and every job that it still runs. */
    @Override
    void close();
  }
}
