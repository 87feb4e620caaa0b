// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.JobPoller;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Project;
import dev.outrider.run.RunListener;
import dev.outrider.run.RunState;
import dev.outrider.run.Surroundings;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Outrider as its command runs a pipeline: planned before the order, as the opponents' steps are
 * defined before it; the run store is open, as theirs are.
 */
final class OutriderEngine implements Engine {

  /** A step of the chain. */
  public record Link() implements Step<Integer, Integer> {
    @Override
    public Integer run(Integer number, StepContext context) {
      return number + 1;
    }
  }

  /** A step of the fan. */
  public record Blade() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput nothing, StepContext context) {
      return NoOutput.NONE;
    }
  }

  private final Project project;
  private final Surroundings surroundings;
  private final RunStore ledger;

  OutriderEngine(Path folder) throws IOException {
    Path properties =
        Files.writeString(
            folder.resolve("outrider.properties"),
            "artifact-store = "
                + folder.resolve("artifacts")
                + "\nrun-store = runs.db\nplain-steps.max-concurrent = "
                + THREADS
                + "\n");
    this.project =
        new Project(
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.of(properties),
            Optional.empty(),
            Map.of(),
            folder);
    Path cache = folder.resolve("cache");
    this.surroundings =
        new Surroundings(
            Map.of(),
            new Flavors(List.of(), new PluginLoader(cache)),
            cache,
            Machine.here(),
            InstantSource.system(),
            new SecureRandom(),
            new JobPoller(InstantSource.system()));
    this.ledger = RunStore.open(folder.resolve("runs.db"));
  }

  @Override
  public Work chain(int steps) throws Exception {
    return planned(
        Pipeline.define(
            "chain",
            p -> {
              Artifact<Integer> number = p.value(0);
              for (int i = 0; i < steps; i++) {
                number = p.step("link-" + i, new Link()).from(number).output();
              }
            }));
  }

  @Override
  public Work fanOut(int steps) throws Exception {
    return planned(
        Pipeline.define(
            "fan",
            p -> {
              for (int i = 0; i < steps; i++) {
                p.step("blade-" + i, new Blade());
              }
            }));
  }

  private Work planned(Pipeline pipeline) throws Exception {
    ConfiguredPlan plan =
        ConfiguredPlan.of(project, pipeline, OutriderEngine.class.getClassLoader(), surroundings);
    plan.requests();
    return () -> {
      try (plan) {
        RunState end =
            Orchestrator.begin(plan, ledger, surroundings, new Silent(), Optional.empty()).run();
        if (end.outcome() != RunState.Outcome.SUCCEEDED) {
          throw new IllegalStateException("The run has not succeeded: " + end);
        }
      }
    };
  }

  @Override
  public void close() {
    ledger.close();
  }

  /** Nobody watches, as with the opponents. */
  private static final class Silent implements RunListener {
    @Override
    public void changed(RunState state) {}

    @Override
    public void warned(String message) {
      throw new IllegalStateException(message);
    }
  }
}
