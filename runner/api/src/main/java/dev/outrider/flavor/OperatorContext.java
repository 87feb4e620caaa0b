// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an operator gets of the machine that runs Outrider.
 *
 * @param name the operator's name in the configuration
 * @param workFolder a folder of its own on the local disk, kept from run to run; may be missing yet
 * @param cacheFolder a folder of the user's for what can be made again, shared with other operators
 *     and runs; may be missing yet, or taken away at any time
 * @param environment the environment variables
 * @param secretVariables names of variables that hold secrets of operators or of the artifact
 *     store, other than those that the store needs: a process that the operator starts does not
 *     inherit them, unless its step's own secrets name them
 * @param clock the current time
 * @param stores what a Spark home needs to reach the artifact stores of the installed plugins, as
 *     far as they say it
 */
public record OperatorContext(
    String name,
    Path workFolder,
    Path cacheFolder,
    Map<String, String> environment,
    Set<String> secretVariables,
    InstantSource clock,
    List<HadoopAccess> stores) {

  public OperatorContext {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(workFolder, "workFolder");
    Objects.requireNonNull(cacheFolder, "cacheFolder");
    environment = Map.copyOf(environment);
    secretVariables = Set.copyOf(secretVariables);
    Objects.requireNonNull(clock, "clock");
    stores = List.copyOf(stores);
  }

  /** Where no variable holds a secret, and no plugin has a store. */
  public OperatorContext(
      String name,
      Path workFolder,
      Path cacheFolder,
      Map<String, String> environment,
      InstantSource clock) {
    this(name, workFolder, cacheFolder, environment, Set.of(), clock, List.of());
  }
}
