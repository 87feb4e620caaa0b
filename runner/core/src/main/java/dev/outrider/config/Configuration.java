// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.Settings;
import dev.outrider.plugin.BrokenPlugins;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a project, checked. Immutable.
 *
 * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
 * @param storeSettings what is set of the store of that scheme
 * @param runStore the file with all runs, absolute
 * @param operators the step operators by name
 * @param secretVariables the environment variables that secrets of operators are taken from, and
 *     none of the artifact store
 * @param broken the plugins that cannot be used
 * @param steps what is said of steps
 * @param plainSteps how many plain steps of a run work at once
 * @param files the properties files that were read, for messages; may be none
 */
public record Configuration(
    URI artifactStore,
    Settings storeSettings,
    Path runStore,
    Map<String, OperatorConfiguration> operators,
    Set<String> secretVariables,
    BrokenPlugins broken,
    StepOverrides steps,
    int plainSteps,
    String files) {
  public Configuration {
    Objects.requireNonNull(artifactStore, "artifactStore");
    Objects.requireNonNull(storeSettings, "storeSettings");
    Objects.requireNonNull(runStore, "runStore");
    operators = Map.copyOf(operators);
    secretVariables = Set.copyOf(secretVariables);
    Objects.requireNonNull(broken, "broken");
    Objects.requireNonNull(steps, "steps");
    Objects.requireNonNull(files, "files");
  }

  /** The same, with other step operators. */
  Configuration with(Map<String, OperatorConfiguration> others) {
    return new Configuration(
        artifactStore,
        storeSettings,
        runStore,
        others,
        secretVariables,
        broken,
        steps,
        plainSteps,
        files);
  }

  /** A step operator by name; empty where the properties define none of that name. */
  public Optional<OperatorConfiguration> operator(String name) {
    return Optional.ofNullable(operators.get(name));
  }
}
