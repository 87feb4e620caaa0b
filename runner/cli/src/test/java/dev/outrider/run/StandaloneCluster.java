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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A master and a worker of this machine; the master tells of its applications. */
final class StandaloneCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Path folder;
  private final Path spark;
  private final int port;
  private final int pages;
  private final List<Process> daemons = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** An application, named by the key of its attempt. */
  record App(String id, String name) {}

  /** A worker that the master knows. */
  record Worker(String state) {}

  /** What the master says. */
  record State(List<Worker> workers, List<App> activeapps, List<App> completedapps) {}

  private StandaloneCluster(Path folder, Path spark, int port, int pages) {
    this.folder = folder;
    this.spark = spark;
    this.port = port;
    this.pages = pages;
  }

  static StandaloneCluster start(Path folder, Path spark) throws Exception {
    StandaloneCluster cluster = new StandaloneCluster(folder, spark, freePort(), freePort());
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
          folder.resolve("worker").toString(),
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
    builder.environment().put("SPARK_MASTER_OPTS", "-Dspark.deploy.retainedApplications=1000000");
    daemons.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private interface Condition {
    boolean holds(State state);
  }

  private void waitUntil(Condition condition) throws Exception {
    long end = System.nanoTime() + START.toNanos();
    Process last = daemons.get(daemons.size() - 1);
    while (!answers(condition)) {
      if (System.nanoTime() > end || last.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("The cluster does not start; its logs are in " + folder);
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

  private State state() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pages + "/json/"))
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
        if (!each.waitFor(20, TimeUnit.SECONDS)) {
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
