// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline means the same on this machine alone and on a cluster with two workers. */
@Tag("heavy")
@Tag("standalone-cluster")
class StandaloneClusterIT {
  private static final long MINUTES = 20;

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endTheCluster() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
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

    new FlightNumbers(cluster).assertSameAs(new FlightNumbers(local));
    // the executors were on the workers
    assertThat(Files.list(folder.resolve("worker-1"))).isNotEmpty();
    assertThat(Files.list(folder.resolve("worker-2"))).isNotEmpty();
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
