// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A master and a worker of this machine; the master tells of its applications. */
final class StandaloneCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  private final Path folder;
  private final Path spark;
  private final int port;
  private final int pages;
  private final OptionalInt rest;
  private final List<Process> daemons = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** An application, named by the key of its attempt. */
  record App(String id, String name) {}

  /** A driver that runs on a worker. */
  record Driver(String id, String state, String mainclass) {}

  /** A worker that the master knows. */
  record Worker(String state) {}

  /** What the master says. */
  record State(
      List<Worker> workers,
      List<App> activeapps,
      List<App> completedapps,
      List<Driver> activedrivers,
      List<Driver> completeddrivers) {}

  private StandaloneCluster(Path folder, Path spark, int port, int pages, OptionalInt rest) {
    this.folder = folder;
    this.spark = spark;
    this.port = port;
    this.pages = pages;
    this.rest = rest;
  }

  static StandaloneCluster start(Path folder, Path spark) throws Exception {
    return started(
        new StandaloneCluster(folder, spark, freePort(), freePort(), OptionalInt.empty()));
  }

  /** With the master's REST server, which takes drivers for the worker. */
  static StandaloneCluster startWithRest(Path folder, Path spark) throws Exception {
    return started(
        new StandaloneCluster(folder, spark, freePort(), freePort(), OptionalInt.of(freePort())));
  }

  private static StandaloneCluster started(StandaloneCluster cluster) throws Exception {
    try {
      cluster.daemon(
          "master",
          "--port",
          Integer.toString(cluster.port),
          "--webui-port",
          Integer.toString(cluster.pages));
      cluster.waitUntil(state -> true);
      cluster.daemon(
          "worker",
          "--webui-port",
          "0",
          "--cores",
          "16",
          "--memory",
          "16g",
          "--work-dir",
          cluster.folder.resolve("worker").toString(),
          cluster.address());
      cluster.waitUntil(state -> !state.workers().isEmpty());
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void daemon(String name, String... words) throws IOException {
    String main = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
    List<String> command = new ArrayList<>();
    command.add(spark.resolve("bin/spark-class").toString());
    command.add("org.apache.spark.deploy." + name + "." + main);
    command.addAll(List.of("--host", "127.0.0.1"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_DAEMON_MEMORY", "512m");
    // what has ended is counted too, so nothing of it may be forgotten
    builder
        .environment()
        .put("SPARK_MASTER_OPTS", "-Dspark.deploy.retainedApplications=1000000" + restOptions());
    daemons.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private String restOptions() {
    return rest.isPresent()
        ? " -Dspark.deploy.retainedDrivers=1000000 -Dspark.master.rest.enabled=true"
            + " -Dspark.master.rest.port="
            + rest.getAsInt()
        : "";
  }

  private interface Condition {
    boolean holds(State state);
  }

  private void waitUntil(Condition condition) throws Exception {
    long end = System.nanoTime() + START.toNanos();
    Process last = daemons.get(daemons.size() - 1);
    while (!answers(condition)) {
      if (System.nanoTime() > end || last.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "The cluster does not get there; its logs are in " + folder);
      }
    }
  }

  private boolean answers(Condition condition) throws InterruptedException {
    try {
      return condition.holds(state());
    } catch (IOException e) {
      return false;
    }
  }

  /** The master's address. */
  String address() {
    return "spark://127.0.0.1:" + port;
  }

  /** The address of the master's web page. */
  String page() {
    return "http://127.0.0.1:" + pages;
  }

  /** The address of the master's REST server, where it was started with one. */
  String endpoint() {
    return "http://127.0.0.1:" + rest.orElseThrow();
  }

  /** All drivers that there ever were on the worker. */
  List<Driver> drivers() throws IOException, InterruptedException {
    State state = state();
    return Stream.concat(state.activedrivers().stream(), state.completeddrivers().stream())
        .toList();
  }

  /** Waits until so many drivers run on the worker. */
  void awaitRunningDrivers(int count) throws Exception {
    waitUntil(
        state ->
            state.activedrivers().stream()
                    .filter(driver -> driver.state().equals("RUNNING"))
                    .count()
                == count);
  }

  private State state() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page() + "/json/"))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      // its pages come one after the other when it starts
      throw new IOException("The master answers " + answer.statusCode());
    }
    return (State) JsonForm.readTolerantly(answer.body(), State.class, "master");
  }

  /** All applications of a run that there ever were. */
  List<App> applications(String run) throws IOException, InterruptedException {
    State state = state();
    return Stream.concat(state.activeapps().stream(), state.completedapps().stream())
        .filter(app -> app.name().startsWith(run + "-"))
        .toList();
  }

  /** The names of a run's applications that the master has not seen end. */
  List<String> active(String run) throws IOException, InterruptedException {
    return state().activeapps().stream()
        .map(App::name)
        .filter(name -> name.startsWith(run + "-"))
        .toList();
  }

  @Override
  public void close() {
    for (Process each : daemons) {
      // the worker ends its executors
      each.destroy();
    }
    for (Process each : daemons) {
      try {
        if (!each.waitFor(60, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      } catch (InterruptedException e) {
        each.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
