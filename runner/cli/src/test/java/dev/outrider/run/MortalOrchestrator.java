// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.config.ConfigurationException;
import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plan.PlanningException;
import dev.outrider.plugin.FlavorLoader;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that begins the one run of a folder, or goes on with it, and stops dead at a kill
 * point: {@code FOLDER HOME CACHE SECONDS POINT PASSING [BOOT checked|unchecked]}. Prints {@code
 * run ID}, then {@code at POINT} or {@code ended OUTCOME}. With a boot of its own it takes the run
 * by its lease, of 5 s; it goes on where it has stopped, once it is given a byte to read, and
 * prints {@code lost} when the run is another's by then.
 */
final class MortalOrchestrator {
  private static final int POLLERS = 4;
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 100;

  private MortalOrchestrator() {}

  /**
   * A process of it that does not sleep, for the run of a folder of {@link CountingProject}.
   *
   * @param home its {@code plugins} are read
   * @param point where it stops; one that there is not for a process that is killed from outside
   */
  static ProcessBuilder process(Path folder, Path home, Path spark, String point) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            MortalOrchestrator.class.getName(),
            folder.toString(),
            home.toString(),
            Path.of("target/cache").toAbsolutePath().toString(),
            "1",
            point,
            "1");
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.directory(folder.toFile());
  }

  public static void main(String[] words) throws Exception {
    Path folder = Path.of(words[0]);
    Path cache = Path.of(words[2]);
    boolean sleeps = words.length > 6;
    DeadStop stop = new DeadStop(words[4], Integer.parseInt(words[5]), System.out, sleeps);
    Machine machine =
        sleeps
            ? new Machine(words[6], Optional.of(words[6]), System::nanoTime, LEASE)
            : Machine.here();
    Workers pollers = stop.around(new WorkerPool(POLLERS, Orchestrator.daemons("poller")));
    Surroundings surroundings =
        surroundings(
            folder,
            Path.of(words[1]),
            cache,
            System.getenv(),
            machine,
            new JobPoller(pollers, InstantSource.system()));
    try (ConfiguredPlan plan = plan(folder, words[3], surroundings);
        RunStore store = RunStore.open(plan.configuration().runStore())) {
      Optional<RunRecord> known = store.runs(RunQuery.newest(50)).stream().findFirst();
      if (known.isPresent() && !Orchestrator.isOpen(known.get())) {
        System.out.println("ended " + known.get().outcome());
        return;
      }
      StoppingLedger ledger =
          new StoppingLedger(store, stop, !sleeps || words[7].equals("checked"));
      Told told = new Told(System.err);
      Orchestrator run;
      if (known.isEmpty()) {
        run =
            Orchestrator.begin(plan, ledger, surroundings, told, Optional.empty())
                .with(stop::around);
      } else {
        run =
            Orchestrator.adopt(
                    free(known.get(), store, surroundings, sleeps),
                    plan,
                    ledger,
                    surroundings,
                    told)
                .map(taken -> taken.with(stop::around))
                .orElseThrow();
      }
      System.out.println("run " + run.id());
      System.out.println("ended " + Orchestrator.title(run.run().outcome()));
    } catch (LostOwnershipException e) {
      System.out.println("lost");
      System.exit(0); // what it has begun and does not wait for ends with it
    }
  }

  /** Those of a run in a folder, whose operator may be on a platform that runs already. */
  static Surroundings surroundings(
      Path folder,
      Path home,
      Path cache,
      Map<String, String> environment,
      Machine machine,
      JobPoller poller)
      throws IOException {
    FlavorLoader loader = new PluginLoader(cache.resolve("plugins"));
    Path stage = folder.resolve(StandingStage.FILE);
    return new Surroundings(
        environment,
        new Flavors(
            new PluginFolder(home.resolve("plugins")).read(),
            Files.exists(stage) ? new StandingStage(loader, Files.readString(stage)) : loader),
        cache,
        machine,
        InstantSource.system(),
        new SecureRandom(),
        poller);
  }

  /** What runs in a folder. */
  static ConfiguredPlan plan(Path folder, String seconds, Surroundings surroundings)
      throws PlanningException, ConfigurationException, BundleException {
    Project project = CountingProject.in(folder, seconds);
    return ConfiguredPlan.of(
        Files.exists(folder.resolve(StandingStage.FILE)) ? project.rehearsed() : project,
        surroundings);
  }

  /** A run without an owner; of one that has another boot it waits for the lease. */
  private static RunRecord free(
      RunRecord known, RunStore store, Surroundings surroundings, boolean waits)
      throws InterruptedException {
    RunOwners owners = surroundings.owners(store);
    RunRecord run = known;
    while (waits && owners.standing(run) == RunOwners.Standing.UNPROVEN) {
      Thread.sleep(LOOK_MILLIS);
      run = store.run(run.id()).orElseThrow();
    }
    if (!owners.isFree(run)) {
      throw new IllegalStateException("The run has an owner: " + run.owner());
    }
    return run;
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
