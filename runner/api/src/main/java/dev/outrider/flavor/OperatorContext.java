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
 * @param environment the environment variables
 * @param clock tells the time
 */
public record OperatorContext(
    String name, Path workFolder, Map<String, String> environment, InstantSource clock) {

  public OperatorContext {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(workFolder, "workFolder");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(clock, "clock");
  }
}
