// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.SparkArguments;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Drivers that are no processes and end when they are told. Most leave what the step application
 * leaves; some end as failed and leave nothing. Thread-safe.
 */
final class ToldDrivers implements BackEnd {
  private static final int UNMARKED_OF_100 = 5;
  private static final int FAILED = 1;

  private final Optional<ClusterDriver> application;
  private final Consumer<URI> started;
  private final Map<URI, Driver> drivers = new ConcurrentHashMap<>();
  private final Map<String, Driver> bySteps = new ConcurrentHashMap<>();

  /**
   * @param application writes what drivers leave; empty where nobody reads it
   * @param started is told the context of each driver that was started
   */
  ToldDrivers(Optional<ClusterDriver> application, Consumer<URI> started) {
    this.application = application;
    this.started = started;
  }

  /** The last argument of the application is where its context lies, on this machine. */
  @Override
  public Execution start(SparkArguments what) throws IOException {
    URI uri = URI.create(what.arguments().get(what.arguments().size() - 1));
    AttemptContext context =
        Formats.read(Files.readString(Path.of(uri)), AttemptContext.class, uri.toString());
    boolean marked = Math.floorMod(context.key().hashCode(), 100) >= UNMARKED_OF_100;
    Driver driver = new Driver(context, new ClusterJob(marked));
    drivers.put(uri, driver);
    bySteps.put(name(context.run(), context.step()), driver);
    started.accept(uri);
    return driver;
  }

  private static String name(String run, String step) {
    return run + "/" + step;
  }

  /** The driver with a context ends. */
  void end(URI context) throws IOException {
    Driver driver = drivers.get(context);
    if (driver.job.isMarked() && application.isPresent()) {
      application.get().end(driver.context);
    }
    driver.exit(driver.job.isMarked() ? 0 : FAILED);
    driver.job.end();
  }

  /** A run knows what is measured of a step's job. */
  void detect(String run, String step) {
    Optional.ofNullable(bySteps.get(name(run, step))).ifPresent(driver -> driver.job.detect());
  }

  /** Where the contexts of all that were started lie. */
  List<URI> contexts() {
    return List.copyOf(drivers.keySet());
  }

  /** The job of the driver with a context. */
  ClusterJob job(URI context) {
    return drivers.get(context).job;
  }

  Collection<ClusterJob> jobs() {
    return drivers.values().stream().map(driver -> driver.job).collect(Collectors.toList());
  }

  @Override
  public void close() {
    drivers.values().forEach(Driver::kill);
  }

  private static final class Driver implements Execution {
    private final AttemptContext context;
    private final ClusterJob job;
    private volatile OptionalInt code = OptionalInt.empty();

    Driver(AttemptContext context, ClusterJob job) {
      this.context = context;
      this.job = job;
    }

    synchronized void exit(int with) {
      if (code.isEmpty()) {
        code = OptionalInt.of(with);
      }
    }

    @Override
    public OptionalInt exitCode() {
      return code;
    }

    @Override
    public void kill() {
      exit(FAILED);
    }

    @Override
    public List<String> log(int from) {
      return List.of();
    }
  }
}
