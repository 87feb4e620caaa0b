// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plugin.DescribedFlavor;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.Plugin;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.JobPoller;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.Project;
import dev.outrider.run.RunListener;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Runs of one process that know nothing of each other and have one poller, each with its own
 * orchestrator and many steps whose jobs last. Their artifacts lie on a disk. Thread-safe where
 * nothing else is said.
 */
final class FollowedRuns {
  private final Figures figures;
  private final Path root;
  private final Path work;
  private final Map<String, String> environment;
  private final Predicate<StepState> isSeen;
  private final BiConsumer<String, String> seen;
  private final ThreadGroup group = new ThreadGroup("outrider");
  private final LongAdder requests = new LongAdder();
  private final AtomicInteger submitted = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Orchestrator> runs = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param root the checkout
   * @param work a folder on the disk
   * @param environment the variables that the properties name
   * @param isSeen when a run knows what is measured of a step
   * @param seen is told the run and the step then, once
   */
  FollowedRuns(
      Figures figures,
      Path root,
      Path work,
      Map<String, String> environment,
      Predicate<StepState> isSeen,
      BiConsumer<String, String> seen) {
    this.figures = figures;
    this.root = root;
    this.work = work;
    this.environment = environment;
    this.isSeen = isSeen;
    this.seen = seen;
  }

  /** A run knows that a job has ended, whatever it has left. */
  static boolean knowsEnd(StepState step) {
    return step.phase() == Phase.JUDGING || step.phase().isFinal();
  }

  /**
   * The runs begin, on threads of a group, whose threads are counted. Called once.
   *
   * @param count how many
   * @param steps how many steps each has, spread evenly over the operators
   * @param operators the names of those that the properties set
   * @param properties set the operators
   * @param info what the operators' flavor says of itself
   * @param flavor the flavor
   */
  void begin(
      int count,
      int steps,
      List<String> operators,
      String properties,
      FlavorInfo info,
      Flavor flavor)
      throws Exception {
    Project project = project(properties);
    Plugin plugin =
        new Plugin.Readable(
            work, "bench", List.of(DescribedFlavor.of(info, flavor.getClass().getName())));
    Surroundings surroundings =
        new Surroundings(
            environment,
            new Flavors(List.of(plugin), (from, wanted) -> flavor),
            work.resolve("cache"),
            Machine.here(),
            InstantSource.system(),
            new SecureRandom(),
            new JobPoller(InstantSource.system()));
    Pipeline pipeline = pipeline(steps, operators);
    for (int i = 0; i < count; i++) {
      ConfiguredPlan plan =
          ConfiguredPlan.of(project, pipeline, FollowedRuns.class.getClassLoader(), surroundings)
              .withStore(store -> new CountedStore(store, requests));
      plan.requests();
      RunStore ledger = RunStore.open(plan.configuration().runStore());
      Orchestrator run =
          Orchestrator.begin(plan, ledger, surroundings, new Watch(), Optional.empty());
      runs.add(run);
      threads.add(new Thread(group, () -> follow(plan, ledger, run), "run " + run.id()));
    }
    threads.forEach(Thread::start);
  }

  private static void follow(ConfiguredPlan plan, RunStore ledger, Orchestrator run) {
    try (plan;
        ledger) {
      run.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Project project(String properties) throws IOException {
    String lines = "artifact-store = artifacts\nrun-store = runs.db\n" + properties;
    return new Project(
        Optional.empty(),
        List.of(root.resolve("runner/bench/target/classes")),
        Map.of(),
        Optional.of(Files.writeString(work.resolve("outrider.properties"), lines)),
        Optional.empty(),
        Map.of(),
        work);
  }

  private static Pipeline pipeline(int steps, List<String> operators) {
    return Pipeline.define(
        "follow",
        p -> {
          for (int i = 0; i < steps; i++) {
            p.step("long-" + i, new LongStep())
                .on(operators.get(i % operators.size()))
                .retry(retry -> retry.platform(0));
          }
        });
  }

  /** How many steps have a job. */
  int submitted() {
    return submitted.get();
  }

  /** How many attempts have failed. */
  int failures() {
    return failures.get();
  }

  /** How often the artifact store was asked. */
  long requests() {
    return requests.sum();
  }

  /** How many threads all runs have now, with those of the poller. */
  int threads() {
    return group.activeCount();
  }

  /** Ends all of them; jobs go on. */
  void detach() throws InterruptedException {
    runs.forEach(Orchestrator::detach);
    for (Thread each : threads) {
      each.join();
    }
  }

  /** Notes what a run knows, on its own thread. */
  private final class Watch implements RunListener {
    private final Set<String> following = new HashSet<>();
    private final Set<String> noted = new HashSet<>();
    private final Set<String> failed = new HashSet<>();

    @Override
    public void changed(RunState state) {
      for (StepState step : state.steps().values()) {
        if (step.job().isPresent() && following.add(step.step())) {
          submitted.incrementAndGet();
        }
        if (isSeen.test(step) && noted.add(step.step())) {
          seen.accept(state.run(), step.step());
        }
        boolean hasFailed = step.phase() == Phase.FAILED || step.phase() == Phase.BACKING_OFF;
        if (hasFailed && failed.add(step.step() + " " + step.attempt())) {
          failures.incrementAndGet();
        }
      }
    }

    @Override
    public void warned(String message) {
      figures.say("warned: %s", message);
    }
  }
}
