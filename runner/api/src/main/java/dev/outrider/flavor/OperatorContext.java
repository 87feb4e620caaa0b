// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * What an operator gets of the machine that runs Outrider.
 *
 * @param name the operator's name in the configuration
 * @param workFolder a folder of its own on the local disk, kept from run to run; may be missing yet
 * @param cacheFolder a folder of the user's for what can be made again, shared with other operators
 *     and runs; may be missing yet, or taken away at any time
 * @param environment the environment variables
 * @param clock tells the time
 */
public record OperatorContext(
    String name,
    Path workFolder,
    Path cacheFolder,
    Map<String, String> environment,
    InstantSource clock) {

  public OperatorContext {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(workFolder, "workFolder");
    Objects.requireNonNull(cacheFolder, "cacheFolder");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(clock, "clock");
  }
}
