// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.config.Configuration;
import dev.outrider.config.ConfigurationException;
import dev.outrider.flavor.Settings;
import dev.outrider.home.UserCache;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plan.PlanningException;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.step.TypedStep;
import dev.outrider.store.ArtifactStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines, and steps alone, from a Java program. The program's own class path is the project
 * that bundles are made of, and brings the plugin jars of the flavors, as ordinary dependencies.
 *
 * <pre>{@code
 * try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
 *   RunResult result = outrider.run(FlightDelays.pipeline(), Map.of("flights", "flights.parquet"));
 *   double rmse = result.step("train", TrainDelayModel.class).output(Out::rmse).value();
 *
 *   StepRun<Dataset<Row>> clean = outrider.step("clean", new CleanFlights(180))
 *       .input(CleanFlights.In::flights).from(parquet(outrider.value(URI.create("flights.parquet"))))
 *       .on("local")
 *       .submit();
 *   clean.ended().thenAccept(status -> System.out.println(status.phase()));
 * }
 * }</pre>
 *
 * <p>The program's own slf4j provider stays in charge: what plain steps and their libraries log
 * goes where the program's other lines go, with {@code run}, {@code step} and {@code attempt} in
 * the logging context (MDC) of a step's thread; {@code context.log()} goes to the attempt's {@code
 * logs/}. {@link StepLogging} is a provider that sends all of it there.
 *
 * <p>Thread-safe: several runs at once work.
 */
public final class Outrider implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outrider.class);

  private final Path properties;
  private final Surroundings surroundings;
  private final ThreadFactory threads;
  private final Set<StepRun<?>> open = new HashSet<>();
  private final Map<StoreKey, ArtifactStore> results = new HashMap<>();
  private boolean closed;

  /** The identity of an artifact store. */
  private record StoreKey(String scheme, Settings settings) {}

  /**
   * @param threads makes the thread of each step that runs alone
   */
  Outrider(Path properties, Surroundings surroundings, ThreadFactory threads) {
    this.properties = properties;
    this.surroundings = surroundings;
    this.threads = threads;
  }

  /**
   * Reads the plugins; the properties are read anew by each run.
   *
   * @param properties the properties file
   * @throws IOException when a plugin cannot be read
   * @throws dev.outrider.home.UnusableCacheException when other users may write this user's cache
   */
  public static Outrider open(Path properties) throws IOException {
    Objects.requireNonNull(properties, "properties");
    Path cache =
        UserCache.judged(UserCache.place(System.getenv(), System.getProperty("user.home")));
    return new Outrider(
        properties.toAbsolutePath(),
        new Surroundings(
            System.getenv(),
            new Flavors(
                PluginFolder.onClassPath(loader()), new PluginLoader(cache.resolve("plugins"))),
            cache,
            Machine.here(),
            InstantSource.system(),
            new SecureRandom(),
            new JobPoller(InstantSource.system())),
        Thread::new);
  }

  /**
   * Runs a pipeline to its end.
   *
   * @param parameters the values of its parameters as text, by name
   * @return how it went; a step that failed throws nothing here
   * @throws PlanningException when the pipeline has problems; nothing was run
   * @throws ConfigurationException when the configuration has, or does not fit; nothing was run
   * @throws BundleException when the steps cannot run on their platforms; nothing was run
   * @throws InterruptedException when this thread is interrupted: jobs go on
   * @throws IllegalStateException when this is closed
   */
  public RunResult run(Pipeline pipeline, Map<String, String> parameters)
      throws PlanningException, ConfigurationException, BundleException, InterruptedException {
    checkOpen();
    try (ConfiguredPlan plan =
        ConfiguredPlan.of(
            project(Optional.empty(), parameters), pipeline, loader(), surroundings)) {
      return run(plan);
    }
  }

  /**
   * Runs a pipeline by the name of its class, which has {@code public static Pipeline pipeline()}.
   * The class is loaded apart from the program's own classes, so Spark may be missing here.
   *
   * @see #run(Pipeline, Map)
   */
  public RunResult run(String pipelineClass, Map<String, String> parameters)
      throws PlanningException, ConfigurationException, BundleException, InterruptedException {
    checkOpen();
    try (ConfiguredPlan plan =
        ConfiguredPlan.of(project(Optional.of(pipelineClass), parameters), surroundings)) {
      return run(plan);
    }
  }

  /**
   * A step to be run alone, as the one step of a pipeline of its name. Its artifacts are {@link
   * #value}s and what {@link dev.outrider.pipeline.Sources} makes of these. In the properties file
   * {@code step.NAME.…} may be about this step only; what is about a pipeline's steps stands there
   * as {@code pipeline.PIPELINE.step.NAME.…}.
   *
   * @param name {@code [a-z][a-z0-9-]{0,39}}
   * @param step the step, a value: its components are its parameters
   */
  public <I, O> SingleStep<I, O> step(String name, TypedStep<I, O> step) {
    return new SingleStep<>(this, name, step);
  }

  /**
   * A constant, for an input of a step that is run alone. A relative {@code Path} or {@code URI} is
   * resolved against the working directory.
   */
  public <T> Artifact<T> value(T constant) {
    return new Artifact.Constant<>(constant);
  }

  <O> StepRun<O> submit(Pipeline pipeline, TypedStep<?, O> step)
      throws PlanningException, ConfigurationException, BundleException {
    checkOpen();
    ConfiguredPlan plan =
        ConfiguredPlan.of(project(Optional.empty(), Map.of()), pipeline, loader(), surroundings);
    try {
      plan.requests();
      plan.warnings().forEach(LOG::warn);
      RunStore ledger = RunStore.open(plan.configuration().runStore());
      try {
        return begin(plan, ledger, step.getClass().getClassLoader());
      } catch (RuntimeException | Error e) {
        ledger.close();
        throw e;
      }
    } catch (ConfigurationException | RuntimeException | Error e) {
      plan.close();
      throw e;
    }
  }

  private synchronized <O> StepRun<O> begin(
      ConfiguredPlan plan, RunStore ledger, ClassLoader classes) {
    checkOpen();
    Configuration configuration = plan.configuration();
    StepRun<O> run =
        new StepRun<>(
            plan,
            ledger,
            surroundings,
            classes,
            new Logging(),
            id -> reader(configuration, id),
            threads);
    open.add(run);
    run.end().whenComplete((status, failure) -> forget(run));
    return run;
  }

  private synchronized void forget(StepRun<?> run) {
    open.remove(run);
  }

  private synchronized void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "This Outrider is closed and begins nothing more; open another with Outrider.open.");
    }
  }

  private RunResult run(ConfiguredPlan plan) throws ConfigurationException, InterruptedException {
    plan.requests();
    plan.warnings().forEach(LOG::warn);
    try (RunStore ledger = RunStore.open(plan.configuration().runStore())) {
      Orchestrator run =
          Orchestrator.begin(plan, ledger, surroundings, new Logging(), Optional.empty());
      return new RunResult(run.run(), plan.plan(), reader(plan.configuration(), run.id()));
    }
  }

  private synchronized RunReader reader(Configuration configuration, String run) {
    StoreKey key =
        new StoreKey(configuration.artifactStore().getScheme(), configuration.storeSettings());
    return new RunReader(
        results.computeIfAbsent(key, k -> PluginStores.of(configuration, surroundings)),
        configuration.artifactStore(),
        run);
  }

  private Project project(Optional<String> pipelineClass, Map<String, String> parameters) {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(word -> !word.isEmpty())
            .map(word -> Path.of(word).toAbsolutePath())
            .toList();
    return new Project(
        pipelineClass,
        classPath,
        parameters,
        Optional.of(properties),
        Optional.empty(),
        Map.of(),
        Path.of("").toAbsolutePath());
  }

  private static ClassLoader loader() {
    return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
        .orElse(Outrider.class.getClassLoader());
  }

  /**
   * Waits until every step that was submitted here has ended, however long that takes, and begins
   * nothing more. It cancels nothing: {@link StepRun#cancel} does. When this thread is interrupted,
   * before or while it waits, it detaches: every {@link StepRun#ended} that is still open completes
   * with {@link DetachedException}, jobs that platforms run go on, plain steps, which run in this
   * process, are given up, and this returns with the interrupt flag set. A second call does the
   * same. Results that lie on this disk can be read afterwards too; those in another artifact store
   * cannot.
   */
  @Override
  public void close() {
    List<StepRun<?>> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(open);
    }
    CompletableFuture<?> all =
        CompletableFuture.allOf(
            left.stream()
                .map(each -> each.end().handle((status, failure) -> status))
                .toArray(CompletableFuture<?>[]::new));
    try {
      all.get();
    } catch (InterruptedException e) {
      left.forEach(StepRun::detach);
      all.join(); // each lets go at once
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The end of a run is told by its own stage", e);
    }
    synchronized (this) {
      results.values().forEach(ArtifactStore::close);
    }
  }

  /** A line for each step that begins or ends. */
  private static final class Logging implements RunListener {
    private RunState before;

    @Override
    public void changed(RunState state) {
      for (StepState step : state.steps().values()) {
        StepState old = before == null ? null : before.steps().get(step.step());
        if (old == null || old.phase() != step.phase()) {
          LOG.info(
              "run {}: step '{}' is {} {}",
              state.run(),
              step.step(),
              step.phase().title(),
              step.reason());
        }
      }
      before = state;
    }

    @Override
    public void warned(String message) {
      LOG.warn(message);
    }
  }
}
