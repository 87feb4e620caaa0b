// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline means the same on this machine alone and on a cluster with two workers. */
class StandaloneClusterIT {
  private static final long MINUTES = 5;

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);
  private final List<Process> started = new ArrayList<>();

  /** The mean delay of an airport, as the example writes it. */
  record Airport(
      String iata,
      String name,
      double latitude,
      double longitude,
      long flights,
      double meanDelay) {}

  /** What the page of delays says of an hour. */
  record Hour(int hour, long flights, double meanDelay, double lateShare) {}

  /** What the evaluation says of flights with about the same prediction. */
  record Bin(double predicted, double actual, long flights) {}

  @AfterEach
  void endTheCluster() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void theSamePipelineGivesTheSameOnLocalAndOnAStandaloneMaster() throws Exception {
    RunSummary local = run("local.json");
    int port = freePort();
    String master = "spark://127.0.0.1:" + port;
    daemon("master", "master.Master", "--port", Integer.toString(port), "--webui-port", "0");
    waitUntilItListens(port);
    for (String name : List.of("worker-1", "worker-2")) {
      daemon(
          name,
          "worker.Worker",
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          folder.resolve(name).toString(),
          master);
    }

    RunSummary cluster =
        run(
            "cluster.json",
            "-Dstep-operator.local.flavor=spark",
            "-Dstep-operator.local.master=" + master,
            "-Dstep-operator.local.spark.executor.memory=512m");

    assertThat(rows(cluster)).isEqualTo(rows(local)).containsEntry("clean.output", 300_310L);
    List<Airport> here = airports(local);
    List<Airport> there = airports(cluster);
    assertThat(there).hasSameSizeAs(here).hasSizeGreaterThan(200);
    for (int i = 0; i < here.size(); i++) {
      assertThat(there.get(i).iata()).isEqualTo(here.get(i).iata());
      assertThat(there.get(i).name()).isEqualTo(here.get(i).name());
      assertThat(there.get(i).flights()).isEqualTo(here.get(i).flights());
      double mean = here.get(i).meanDelay();
      assertThat(there.get(i).meanDelay()).isCloseTo(mean, within(Math.abs(mean) * 1e-9 + 1e-12));
    }
    List<Hour> hours = hours(local);
    List<Hour> hoursThere = hours(cluster);
    assertThat(hoursThere).hasSameSizeAs(hours).hasSize(24);
    for (int i = 0; i < hours.size(); i++) {
      assertThat(hoursThere.get(i).hour()).isEqualTo(hours.get(i).hour());
      assertThat(hoursThere.get(i).flights()).isEqualTo(hours.get(i).flights());
      double mean = hours.get(i).meanDelay();
      assertThat(hoursThere.get(i).meanDelay())
          .isCloseTo(mean, within(Math.abs(mean) * 1e-9 + 1e-12));
      double late = hours.get(i).lateShare();
      assertThat(hoursThere.get(i).lateShare()).isCloseTo(late, within(late * 1e-9 + 1e-12));
    }
    assertThat(value(cluster, "train", "trained", Long.class))
        .isEqualTo(value(local, "train", "trained", Long.class));
    long evaluated = (long) value(local, "evaluate", "flights", Long.class);
    assertThat(value(cluster, "evaluate", "flights", Long.class)).isEqualTo(evaluated);
    for (RunSummary each : List.of(local, cluster)) {
      assertThat(bins(each).stream().mapToLong(Bin::flights).sum()).isEqualTo(evaluated);
    }
    double rmse = (double) value(local, "evaluate", "rmse", Double.class);
    assertThat((double) value(cluster, "evaluate", "rmse", Double.class))
        .isCloseTo(rmse, within(rmse / 100));
    assertThat(rmse).isBetween(20.0, 29.0);
    // the executors were on the workers
    assertThat(Files.list(folder.resolve("worker-1"))).isNotEmpty();
    assertThat(Files.list(folder.resolve("worker-2"))).isNotEmpty();
  }

  private static Map<String, Long> rows(RunSummary run) {
    Map<String, Long> rows = new java.util.TreeMap<>();
    for (RunSummary.Step step : run.steps()) {
      assertThat(step.phase()).as(step.step()).isEqualTo("succeeded");
      step.outputs()
          .forEach((name, out) -> out.rows().ifPresent(n -> rows.put(step.step() + "." + name, n)));
    }
    return rows;
  }

  @SuppressWarnings("unchecked")
  private static List<Airport> airports(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("airports").getGenericType();
    return (List<Airport>) value(run, "delays", "airports", type);
  }

  @SuppressWarnings("unchecked")
  private static List<Hour> hours(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("hours").getGenericType();
    return (List<Hour>) value(run, "delays", "hours", type);
  }

  @SuppressWarnings("unchecked")
  private static List<Bin> bins(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("bins").getGenericType();
    return (List<Bin>) value(run, "evaluate", "bins", type);
  }

  private static final class Holder {
    List<Airport> airports;
    List<Hour> hours;
    List<Bin> bins;
  }

  private static Object value(
      RunSummary run, String step, String output, java.lang.reflect.Type type) throws IOException {
    RunSummary.Step found =
        run.steps().stream().filter(each -> each.step().equals(step)).findFirst().orElseThrow();
    URI uri = found.outputs().get(output).uri().orElseThrow();
    return JsonForm.read(Files.readString(Path.of(uri).resolve("value.json")), type, output);
  }

  private RunSummary run(String file, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of("target/outrider/bin/outrider").toAbsolutePath().toString());
    command.addAll(List.of("run", "dev.outrider.examples.FlightDelays", "--output", "json"));
    command.addAll(
        List.of(
            "--class-path", examples + "/target/classes:@" + examples + "/target/classpath.txt",
            "-P", "flights=" + examples.resolve("data/flights.parquet"),
            "-P", "airports=" + examples.resolve("data/airports.csv")));
    command.addAll(List.of(more));
    Path out = folder.resolve(file);
    Path err = folder.resolve(file + ".err");
    Process process =
        process(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    started.add(process);
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return (RunSummary) JsonForm.read(Files.readString(out), RunSummary.class, file);
  }

  private void daemon(String name, String main, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(spark.resolve("bin/spark-class").toString());
    command.add("org.apache.spark.deploy." + main);
    command.addAll(List.of("--host", "127.0.0.1"));
    command.addAll(List.of(words));
    Path log = folder.resolve(name + ".log");
    started.add(process(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    return builder;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void waitUntilItListens(int port) throws Exception {
    Process master = started.get(started.size() - 1);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (ConnectException e) {
        assertThat(master.waitFor(100, TimeUnit.MILLISECONDS)).as("the master ended").isFalse();
      }
    }
    throw new AssertionError("the master does not listen at port " + port);
  }
}
