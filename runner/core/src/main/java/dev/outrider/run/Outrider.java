// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.config.ConfigurationException;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plan.PlanningException;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines from a Java program. The program's own class path is the project that bundles are
 * made of, and brings the plugin jars of the flavors, as ordinary dependencies.
 *
 * <pre>{@code
 * try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
 *   RunResult result = outrider.run(FlightDelays.pipeline(), Map.of("flights", "flights.parquet"));
 * }
 * }</pre>
 *
 * <p>Thread-safe: several runs at once work.
 */
public final class Outrider implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outrider.class);

  private final Path properties;
  private final Surroundings surroundings;

  private Outrider(Path properties, Surroundings surroundings) {
    this.properties = properties;
    this.surroundings = surroundings;
  }

  /**
   * Reads the plugins; the properties are read anew by each run.
   *
   * @param properties the properties file
   * @throws IOException when a plugin cannot be read
   */
  public static Outrider open(Path properties) throws IOException {
    Objects.requireNonNull(properties, "properties");
    Path cache = Surroundings.cacheOf(System.getenv(), System.getProperty("user.home"));
    return new Outrider(
        properties.toAbsolutePath(),
        new Surroundings(
            System.getenv(),
            new Flavors(
                PluginFolder.onClassPath(loader()), new PluginLoader(cache.resolve("plugins"))),
            cache,
            InetAddress.getLocalHost().getHostName(),
            InstantSource.system(),
            new SecureRandom()));
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
   */
  public RunResult run(Pipeline pipeline, Map<String, String> parameters)
      throws PlanningException, ConfigurationException, BundleException, InterruptedException {
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
    try (ConfiguredPlan plan =
        ConfiguredPlan.of(project(Optional.of(pipelineClass), parameters), surroundings)) {
      return run(plan);
    }
  }

  private RunResult run(ConfiguredPlan plan) throws ConfigurationException, InterruptedException {
    plan.requests();
    plan.warnings().forEach(LOG::warn);
    try (RunStore ledger = RunStore.open(plan.configuration().runStore())) {
      Orchestrator run = Orchestrator.begin(plan, ledger, surroundings, new Logging());
      return new RunResult(run.run(), new RunReader(plan.configuration(), run.id()));
    }
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

  /** Nothing is held between runs. */
  @Override
  public void close() {}

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
