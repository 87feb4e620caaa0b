// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.stub.StubDriver;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * This machine, with a Spark home whose {@code spark-submit} writes down what it was given and
 * becomes a stub of a driver.
 */
final class ThisMachineUnderTest implements PlatformUnderTest {
  private final Flavor flavor;
  private final Map<String, String> settings;
  private final Path home;
  private final Path submitted;
  private final Path work;

  /**
   * @param folder of this platform; the operators' work folder is beside it
   * @param more settings besides those of the Spark home
   */
  ThisMachineUnderTest(Flavor flavor, Path folder, Map<String, String> more) throws IOException {
    this.flavor = flavor;
    this.home = folder.resolve("spark");
    this.submitted = Files.createFile(folder.resolve("submitted"));
    this.work = folder.resolveSibling("work");
    this.settings = new HashMap<>(more);
    settings.put("spark-home", home.toString());
    settings.put("lane", "script");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.12-3.5.5.jar"));
    Files.writeString(
        Files.createFile(
            home.resolve("bin/spark-submit"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        """
        #!/usr/bin/env bash
        printf '%%s %%s\\n' $$ "$*" >>'%s'
        exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s "$@"
        """
            .formatted(
                submitted,
                System.getProperty("java.home"),
                classPath(),
                StubDriver.class.getName()));
  }

  private static String classPath() {
    // a JVM of Maven's has its class path in a manifest, and tells it here
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  public Flavor flavor() {
    return flavor;
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(URI.create("file:///nowhere/stub.jar"), "stub.Main", List.of());
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.empty();
  }

  @Override
  public int jobs(AttemptKey key) {
    return of(key).size();
  }

  private List<ProcessHandle> running(AttemptKey key) {
    return of(key).stream()
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line.split(" ")[0])).stream())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private List<String> of(AttemptKey key) {
    return seen().stream()
        .filter(line -> line.contains("/" + key.value() + "/context.json"))
        .toList();
  }

  @Override
  public boolean runs(AttemptKey key) {
    return !running(key).isEmpty();
  }

  @Override
  public List<String> seen() {
    try {
      return Files.readAllLines(submitted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Set<Power> powers() {
    return Set.of(Power.PREEMPT, Power.FORGET, Power.LABELS);
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    Map<String, String> labels = new HashMap<>();
    try (Reader conf = Files.newBufferedReader(work.resolve(key.value() + "/spark.properties"))) {
      Properties properties = new Properties();
      properties.load(conf);
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith(SparkConf.LABEL)) {
          labels.put(name.substring(SparkConf.LABEL.length()), properties.getProperty(name));
        }
      }
      return labels;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the launcher, which would write down how the child has ended, and the child. */
  @Override
  public void preempt(AttemptKey key) {
    for (ProcessHandle each : running(key)) {
      each.parent().ifPresent(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
  }

  @Override
  public void forget(AttemptKey key) {
    try (Stream<Path> files = Files.walk(work.resolve(key.value()))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the drivers, and waits until their launchers have written that down. */
  @Override
  public void close() throws Exception {
    if (!Files.isDirectory(work)) {
      return;
    }
    try (Stream<Path> folders = Files.list(work)) {
      for (Path each : folders.toList()) {
        Optional<ProcessHandle> launcher = process(each.resolve("launcher.json"));
        process(each.resolve("process.json")).ifPresent(ProcessHandle::destroyForcibly);
        if (launcher.isPresent()) {
          launcher.get().onExit().get();
        }
      }
    }
  }

  private static Optional<ProcessHandle> process(Path record) throws IOException {
    if (!Files.exists(record)) {
      return Optional.empty();
    }
    ProcessRecord read =
        (ProcessRecord)
            JsonForm.readTolerantly(Files.readString(record), ProcessRecord.class, "process");
    return ProcessHandle.of(read.pid())
        .filter(
            each -> new ThisMachine().startTime(each.pid()).equals(Optional.of(read.started())));
  }
}
