// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.stub.StubDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A standalone master whose worker runs stubs of drivers. */
final class StandaloneUnderTest implements PlatformUnderTest {
  private final AtomicLong ahead = new AtomicLong();
  private final Path home;
  private final LoopbackMaster master;
  private final List<Driver> drivers = new ArrayList<>();

  StandaloneUnderTest(Path folder) throws IOException {
    this.home = folder.resolve("spark");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.12-" + LoopbackMaster.VERSION + ".jar"));
    Files.createFile(
        home.resolve("bin/spark-submit"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.master = new LoopbackMaster(Files.createDirectory(folder.resolve("worker")), this::start);
  }

  /** A stub on a thread, which prints where a worker has it. */
  private static final class Driver implements LoopbackMaster.Running {
    private final Thread thread;
    private final List<String> arguments;
    private volatile OptionalInt exit = OptionalInt.empty();

    Driver(List<String> arguments, Path stdout) {
      this.arguments = arguments;
      StubDriver stub = new StubDriver(line -> print(line, stdout));
      this.thread = new Thread(() -> exit = OptionalInt.of(stub.run(arguments)), "stub-driver");
    }

    private static void print(String line, Path stdout) {
      try {
        Files.writeString(
            stdout, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OptionalInt exit() {
      return exit;
    }

    @Override
    public void kill() {
      thread.interrupt();
    }
  }

  private synchronized LoopbackMaster.Running start(
      String mainClass,
      List<String> jars,
      Map<String, String> properties,
      List<String> arguments,
      Path folder) {
    Driver driver = new Driver(arguments, folder.resolve("stdout"));
    drivers.add(driver);
    driver.thread.setDaemon(true);
    driver.thread.start();
    return driver;
  }

  @Override
  public Flavor flavor() {
    return new SparkFlavor(() -> System.nanoTime() + ahead.get());
  }

  @Override
  public void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "master", master.master(),
        "deploy-mode", "cluster",
        "endpoint", master.endpoint().toString(),
        "web-ui", master.page().toString(),
        "spark-home", home.toString(),
        "connect-timeout", "3s",
        "request-timeout", "3s");
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(
        URI.create("file:///nowhere/stub.jar"), StubDriver.class.getName(), List.of());
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.of(master.faults());
  }

  /** A standalone master refuses what is malformed, and nothing else. */
  @Override
  public boolean says(Fault fault) {
    return fault != Fault.NO_CAPACITY && fault != Fault.EXPIRED;
  }

  @Override
  public int jobs(AttemptKey key) {
    return (int)
        master.made().stream().filter(request -> of(key, List.of(request.appArgs()))).count();
  }

  private static boolean of(AttemptKey key, List<String> arguments) {
    return arguments.stream().anyMatch(each -> each.endsWith("/" + key.value() + "/context.json"));
  }

  @Override
  public synchronized boolean runs(AttemptKey key) {
    return drivers.stream()
        .filter(each -> of(key, each.arguments))
        .anyMatch(each -> each.exit().isEmpty());
  }

  @Override
  public List<String> seen() {
    return master.seen();
  }

  /** Its list of drivers has no conf. */
  @Override
  public boolean returnsRequests() {
    return false;
  }

  @Override
  public Set<Power> powers() {
    return Set.of(Power.HOLD, Power.PREEMPT, Power.FORGET, Power.CROWD, Power.LABELS);
  }

  @Override
  public void hold() {
    master.hasRoom(false);
  }

  @Override
  public void release() {
    master.hasRoom(true);
  }

  /** A master has the drivers of a worker that it has lost as ERROR, where none is supervised. */
  @Override
  public void preempt(AttemptKey key) {
    ids(key).forEach(id -> master.state(id, "ERROR"));
  }

  @Override
  public void forget(AttemptKey key) {
    ids(key).forEach(master::forget);
  }

  private List<String> ids(AttemptKey key) {
    return master.ids().stream()
        .filter(id -> master.request(id).appArgs() != null)
        .filter(id -> of(key, List.of(master.request(id).appArgs())))
        .toList();
  }

  @Override
  public void crowd(int count) {
    for (int i = 0; i < count; i++) {
      master.submitOther("acme.Other" + i);
    }
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    Map<String, String> labels = new TreeMap<>();
    scala.collection.JavaConverters.mapAsJavaMap(master.request(ids(key).get(0)).sparkProperties())
        .forEach(
            (name, value) -> {
              if (name.startsWith(SparkConf.LABEL)) {
                labels.put(name.substring(SparkConf.LABEL.length()), value);
              }
            });
    return labels;
  }

  @Override
  public boolean owns(Thread thread) {
    String name = thread.getName();
    return name.startsWith("faulty-http-")
        || name.startsWith("stub-driver")
        || name.equals("HTTP-Dispatcher");
  }

  @Override
  public void close() throws InterruptedException {
    master.close();
    List<Driver> all;
    synchronized (this) {
      all = List.copyOf(drivers);
    }
    for (Driver each : all) {
      each.thread.interrupt();
      each.thread.join();
    }
  }
}
