// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that begins the one run of a folder, or goes on with it, and stops dead at a kill
 * point: {@code FOLDER HOME CACHE SECONDS POINT PASSING}. Prints {@code run ID}, then {@code at
 * POINT} or {@code ended OUTCOME}.
 */
final class MortalOrchestrator {
  private static final int POLLERS = 4;

  private MortalOrchestrator() {}

  public static void main(String[] words) throws Exception {
    Path folder = Path.of(words[0]);
    Path cache = Path.of(words[2]);
    DeadStop stop = new DeadStop(words[4], Integer.parseInt(words[5]), System.out);
    Workers pollers = stop.around(new WorkerPool(POLLERS, Orchestrator.daemons("poller")));
    Surroundings surroundings =
        new Surroundings(
            System.getenv(),
            new Flavors(
                new PluginFolder(Path.of(words[1]).resolve("plugins")).read(),
                new PluginLoader(cache.resolve("plugins"))),
            cache,
            Machine.here(),
            InstantSource.system(),
            new SecureRandom(),
            new JobPoller(pollers, InstantSource.system()));
    try (ConfiguredPlan plan =
            ConfiguredPlan.of(CountingProject.in(folder, words[3]), surroundings);
        RunStore store = RunStore.open(plan.configuration().runStore())) {
      Optional<RunRecord> known = store.runs(RunQuery.newest(50)).stream().findFirst();
      if (known.isPresent() && !Orchestrator.isOpen(known.get())) {
        System.out.println("ended " + known.get().outcome());
        return;
      }
      StoppingLedger ledger = new StoppingLedger(store, stop);
      Told told = new Told(System.err);
      Orchestrator run;
      if (known.isEmpty()) {
        run =
            Orchestrator.begin(plan, ledger, surroundings, told, Optional.empty())
                .with(stop::around);
      } else if (surroundings.owners(store).isFree(known.get())) {
        run =
            Orchestrator.adopt(known.get(), plan, ledger, surroundings, told)
                .map(taken -> taken.with(stop::around))
                .orElseThrow();
      } else {
        throw new IllegalStateException("The run has an owner: " + known.get().owner());
      }
      System.out.println("run " + run.id());
      System.out.println("ended " + Orchestrator.title(run.run().outcome()));
    }
  }

  /** A line for each step that changes. */
  private static final class Told implements RunListener {
    private final PrintStream out;
    private final Map<String, StepState> before = new HashMap<>();

    Told(PrintStream out) {
      this.out = out;
    }

    @Override
    public void changed(RunState state) {
      for (StepState step : List.copyOf(state.steps().values())) {
        StepState old = before.put(step.step(), step);
        if (old == null || old.phase() != step.phase()) {
          out.println(
              step.step()
                  + " "
                  + step.attempt()
                  + " is "
                  + step.phase().title()
                  + " "
                  + step.reason());
        }
      }
    }

    @Override
    public void warned(String message) {
      out.println(message);
    }
  }
}
