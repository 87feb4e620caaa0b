// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a step's outputs may be taken from an earlier run with the same inputs. Immutable: each
 * method returns a changed copy.
 *
 * @param enabled whether the cache may be used; empty where nothing is said
 * @param environment the environment variables whose values are part of the step's cache key
 * @param ignoresClock whether a step that reads the clock may be cached all the same
 */
public record Caching(Optional<Boolean> enabled, Set<String> environment, boolean ignoresClock) {

  public Caching {
    environment = Set.copyOf(environment);
  }

  /** Nothing said. */
  public static Caching unspecified() {
    return new Caching(Optional.empty(), Set.of(), false);
  }

  /** Runs the step every time. */
  public Caching off() {
    return new Caching(Optional.of(false), environment, ignoresClock);
  }

  /**
   * Declares that the step reads an environment variable, so that its value becomes part of the
   * key.
   */
  public Caching environment(String variable) {
    Set<String> changed = new TreeSet<>(environment);
    changed.add(variable);
    return new Caching(enabled, changed, ignoresClock);
  }

  /** Declares that the clock that the step reads does not change its outputs. */
  public Caching ignoreClock() {
    return new Caching(enabled, environment, true);
  }
}
