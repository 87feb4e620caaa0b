// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * What an artifact store gets of the machine that runs Outrider.
 *
 * @param environment the environment variables
 * @param clock the current time
 */
public record StoreContext(Map<String, String> environment, InstantSource clock) {

  public StoreContext {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(clock, "clock");
  }
}
