// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.config.ConfigurationException;
import dev.outrider.ledger.RunRecord;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Project;
import dev.outrider.run.Surroundings;
import dev.outrider.step.store.StoreLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a run was begun with, and what the options of a command make of it.
 *
 * @param run the run
 * @param recorded what it was begun or last retried with
 * @param own the command's own options
 */
record RecordedProject(RunRecord run, Project recorded, ProjectOptions.Given own) {

  /** Where the run store is; it may be named anew, for the store may be looked for elsewhere. */
  private static final String RUN_STORE = "run-store";

  static RecordedProject of(RunRecord run, ProjectOptions.Config options, Terminal terminal)
      throws UsageException {
    return new RecordedProject(run, Orchestrator.project(run), options.given(terminal));
  }

  /**
   * The project as it was recorded, for a command that continues the same attempts.
   *
   * @param what the command does with the run, such as {@code continued}
   * @throws UsageException if the command's options say anything else than was recorded, but for
   *     the place of the run store
   */
  Project unchanged(String what) throws UsageException {
    List<String> changes = new ArrayList<>();
    own.config()
        .filter(file -> !file.equals(configFile()))
        .ifPresent(file -> changes.add("--config " + file));
    own.profile()
        .filter(name -> !recorded.profile().equals(Optional.of(name)))
        .ifPresent(name -> changes.add("--profile " + name));
    own.defines().entrySet().stream()
        .filter(each -> !each.getKey().equals(RUN_STORE))
        .filter(each -> !each.getValue().equals(recorded.defines().get(each.getKey())))
        .forEach(each -> changes.add("-D " + each.getKey()));
    if (!changes.isEmpty()) {
      throw new UsageException(
          "Run "
              + run.id()
              + " is "
              + what
              + " with the options that it was begun with, which "
              + String.join(", ", changes)
              + " would change. Leave "
              + (changes.size() == 1 ? "it" : "them")
              + " out, or use 'outrider runs cancel "
              + run.id()
              + "', then 'outrider runs retry "
              + run.id()
              + "' with "
              + (changes.size() == 1 ? "it" : "them")
              + ". '-D run-store=FILE' names the run store.");
    }
    return recorded;
  }

  private Path configFile() {
    return recorded
        .workingDirectory()
        .resolve(recorded.config().orElse(Path.of("outrider.properties")))
        .normalize();
  }

  /** The recorded project with the command's options on top. */
  Project changed() {
    Map<String, String> defines = new java.util.LinkedHashMap<>(recorded.defines());
    own.defines().forEach(defines::put);
    return new Project(
        recorded.pipelineClass(),
        recorded.classPath(),
        recorded.parameters(),
        own.config().or(recorded::config),
        own.profile().or(recorded::profile),
        defines,
        recorded.workingDirectory(),
        recorded.rehearsal());
  }

  /**
   * Refuses options that would part a run from what it has stored.
   *
   * @param runStore where the run was found
   */
  void checkStores(ConfiguredPlan plan, Path runStore, Surroundings surroundings)
      throws UsageException {
    Optional<Configuration> before = before(surroundings);
    Configuration now = plan.configuration();
    if (before.isPresent()
        && !StoreLocation.of(now.artifactStore())
            .equals(StoreLocation.of(before.get().artifactStore()))) {
      throw changesStore("artifact-store", before.get().artifactStore(), now.artifactStore());
    }
    if (!now.runStore().equals(runStore)
        && !before.map(Configuration::runStore).equals(Optional.of(now.runStore()))) {
      throw changesStore(RUN_STORE, runStore, now.runStore());
    }
  }

  /** Empty if the files of the recorded options are gone, or hold problems by now. */
  private Optional<Configuration> before(Surroundings surroundings) {
    try {
      return Optional.of(ConfiguredPlan.configuration(recorded, surroundings));
    } catch (ConfigurationException e) {
      return Optional.empty();
    }
  }

  private UsageException changesStore(String key, Object before, Object now) {
    return new UsageException(
        "Run "
            + run.id()
            + " has its attempts in '"
            + key
            + "' "
            + before
            + ", and the options of this command change that to "
            + now
            + ". Leave it as it was, or begin a new run.");
  }

  /** What the command's options change, each a line. */
  List<String> changes(Surroundings surroundings) {
    List<String> lines = new ArrayList<>();
    if (own.isEmpty()) {
      return lines;
    }
    Map<String, String> before = properties(recorded, surroundings);
    Map<String, String> now = properties(changed(), surroundings);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      String old = before.get(key);
      String value = now.get(key);
      if (!Objects.equals(old, value) && !key.equals(RUN_STORE)) {
        lines.add(key + ": " + (isOfStep(key) ? shown(value) + ", was " + shown(old) : "changed"));
      }
    }
    return lines;
  }

  private static Map<String, String> properties(Project project, Surroundings surroundings) {
    try {
      return ConfiguredPlan.properties(project, surroundings);
    } catch (ConfigurationException e) {
      return Map.of();
    }
  }

  /** What is set of steps is never secret; what is set of operators and stores may be. */
  private static boolean isOfStep(String key) {
    return key.startsWith("step.") || key.startsWith("pipeline.");
  }

  private static String shown(String value) {
    return value == null ? "not set" : value;
  }
}
