// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.deploy.rest.CreateSubmissionRequest;
import org.apache.spark.deploy.rest.CreateSubmissionResponse;
import org.apache.spark.deploy.rest.ErrorResponse;
import org.apache.spark.deploy.rest.KillSubmissionResponse;
import org.apache.spark.deploy.rest.SubmissionStatusResponse;
import org.apache.spark.deploy.rest.SubmitRestProtocolMessage;
import org.apache.spark.deploy.rest.SubmitRestProtocolResponse;

/**
 * A standalone master with one worker, as far as HTTP shows them: the REST server, the master's
 * list and the worker's log page, each at a port of its own of 127.0.0.1. Requests are judged and
 * answers written by Spark's own classes of the protocol. What runs a driver is a {@link Runner}.
 * Thread-safe; ends its drivers when it is closed.
 */
final class LoopbackMaster implements AutoCloseable {

  /** What the master says that it is: the version of Spark on the tests' class path. */
  static final String VERSION = org.apache.spark.package$.MODULE$.SPARK_VERSION();

  static final String WORKER = "worker-20260101000000-127.0.0.1-7078";

  /** Runs what a driver would run. */
  interface Runner {
    /**
     * Starts a driver.
     *
     * @param mainClass the class that was submitted
     * @param jars the application jar, then those of {@code spark.jars}
     * @param properties the system properties that a driver gets
     * @param arguments those of {@code main}
     * @param folder empty; its files {@code stdout} and {@code stderr} are what is printed
     * @throws IOException when it cannot be started: the driver's state is ERROR then
     */
    Running start(
        String mainClass,
        List<String> jars,
        Map<String, String> properties,
        List<String> arguments,
        Path folder)
        throws IOException;
  }

  /** A driver that was started. */
  interface Running {
    /** The exit code; empty while it runs. */
    OptionalInt exit();

    /** Ends it. A second call does no harm. */
    void kill();
  }

  /** What can be asked. */
  enum Call {
    CREATE,
    STATUS,
    KILL,
    LIST,
    LOG
  }

  /** What is answered to a call in other words than a master's own. */
  sealed interface Fault {
    /** Nothing is carried out, and this is answered. */
    record Refused(int status, String body) implements Fault {}

    /** It is carried out, and this is answered. */
    record Replaced(int status, String body) implements Fault {}
  }

  private static final class Driver {
    private final String id;
    private final CreateSubmissionRequest request;
    private Optional<Running> running = Optional.empty();
    private String state = "SUBMITTED";
    private boolean killed;

    private Driver(String id, CreateSubmissionRequest request) {
      this.id = id;
      this.request = request;
    }
  }

  private final Path folder;
  private final Runner runner;
  private final FaultScript script = new FaultScript(InstantSource.system());
  private final FaultyHttpServer rest;
  private final FaultyHttpServer page;
  private final FaultyHttpServer worker;
  private final Map<String, Driver> drivers = new LinkedHashMap<>();
  private final Map<Call, Deque<Fault>> faults = new EnumMap<>(Call.class);
  private final List<String> asked = new ArrayList<>();
  private String status = "ALIVE";
  private String version = VERSION;
  private boolean hasRoom = true;
  private final List<CreateSubmissionRequest> made = new ArrayList<>();
  private int submitted;

  /**
   * @param folder the worker's work folder
   */
  LoopbackMaster(Path folder, Runner runner) throws IOException {
    this.folder = folder;
    this.runner = runner;
    this.rest = server(this::rest);
    this.page = server((request, fault) -> answer(Call.LIST, () -> list(fault)));
    this.worker = server((request, fault) -> answer(Call.LOG, () -> log(request.query())));
  }

  private FaultyHttpServer server(
      BiFunction<Request, Optional<dev.outrider.testkit.platform.Fault>, Reply> answers)
      throws IOException {
    return new FaultyHttpServer(
        script,
        LoopbackMaster::call,
        new FaultyHttpServer.Handler() {
          @Override
          public Reply answer(
              Request request, Optional<dev.outrider.testkit.platform.Fault> fault) {
            return answers.apply(request, fault);
          }

          @Override
          public Reply refuse(Request request, dev.outrider.testkit.platform.Fault fault) {
            return Reply.json(
                FaultyHttpServer.refusal(fault).status(), error("the master says " + fault));
          }
        });
  }

  private static dev.outrider.testkit.platform.Call call(Request request) {
    if (request.path().endsWith("/create")) {
      return dev.outrider.testkit.platform.Call.SUBMIT;
    }
    return request.path().contains("/kill/")
        ? dev.outrider.testkit.platform.Call.CANCEL
        : dev.outrider.testkit.platform.Call.READ;
  }

  /** What goes wrong with calls. */
  FaultScript faults() {
    return script;
  }

  /** The bodies and paths of all requests. */
  List<String> seen() {
    return Stream.of(rest, page, worker)
        .flatMap(server -> server.seen().stream())
        .map(request -> request.path() + " " + request.query() + " " + request.text())
        .toList();
  }

  /** The address of the REST server. */
  URI endpoint() {
    return rest.address();
  }

  /** The address of the master's web page. */
  URI page() {
    return page.address();
  }

  /** A master's address: nothing but connections are taken there. */
  String master() {
    return "spark://127.0.0.1:" + rest.address().getPort();
  }

  /** What becomes of the next call of a kind; after that of the next one, and so on. */
  synchronized void next(Call call, Fault... next) {
    faults.computeIfAbsent(call, each -> new ArrayDeque<>()).addAll(List.of(next));
  }

  /** Whether a worker has room: where there is none, drivers stay SUBMITTED. True at first. */
  synchronized void hasRoom(boolean room) {
    hasRoom = room;
    if (room) {
      drivers.values().stream()
          .filter(driver -> driver.state.equals("SUBMITTED"))
          .forEach(this::launch);
    }
  }

  /** What the master says of itself: ALIVE at first; STANDBY, RECOVERING where it does not lead. */
  synchronized void status(String word) {
    status = word;
  }

  /** Another version of Spark. */
  synchronized void version(String text) {
    version = text;
  }

  /** As after a start without recovery: no driver is known. */
  synchronized void forgetAll() {
    drivers.clear();
  }

  /** One driver is not known any more. */
  synchronized void forget(String id) {
    drivers.remove(id);
  }

  /** Has a driver listed in a state, whatever it does. */
  synchronized void state(String id, String word) {
    Driver driver = drivers.get(id);
    driver.running = Optional.empty();
    driver.state = word;
  }

  /** Submits a driver of somebody else. */
  synchronized String submitOther(String mainClass) {
    CreateSubmissionRequest request = new CreateSubmissionRequest();
    request.mainClass_$eq(mainClass);
    return add(request).id;
  }

  /** The ids of all drivers that were made and are known. */
  synchronized List<String> ids() {
    return List.copyOf(drivers.keySet());
  }

  /** Everything that was submitted by a call, whatever has become of it. */
  synchronized List<CreateSubmissionRequest> made() {
    return List.copyOf(made);
  }

  /** What was submitted as a driver. */
  synchronized CreateSubmissionRequest request(String id) {
    return drivers.get(id).request;
  }

  /** All calls so far, each by the name of its {@link Call} in small letters. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  private Reply rest(Request request, Optional<dev.outrider.testkit.platform.Fault> fault) {
    String[] words = request.path().split("/");
    String id = words[words.length - 1];
    return switch (request.method() + " " + words[3]) {
      case "POST create" -> answer(Call.CREATE, () -> create(request.text()));
      case "GET status" -> answer(Call.STATUS, () -> statusOf(id, fault));
      case "POST kill" -> answer(Call.KILL, () -> kill(id));
      default -> Reply.json(400, error("Missing an action"));
    };
  }

  private synchronized Reply answer(Call call, Supplier<Reply> effect) {
    asked.add(call.name().toLowerCase(Locale.ROOT));
    Deque<Fault> next = faults.get(call);
    Fault fault = next == null ? null : next.poll();
    if (fault instanceof Fault.Refused refused) {
      return Reply.json(refused.status(), refused.body());
    }
    Reply reply = effect.get();
    return fault instanceof Fault.Replaced replaced
        ? Reply.json(replaced.status(), replaced.body())
        : reply;
  }

  private Reply create(String body) {
    CreateSubmissionRequest request;
    try {
      SubmitRestProtocolMessage message = SubmitRestProtocolMessage.fromJson(body);
      message.validate();
      request = (CreateSubmissionRequest) message;
    } catch (Exception e) {
      // Scala declares no exceptions: SubmitRestProtocolException and those of the JSON
      return Reply.json(400, error("Malformed request: " + e));
    }
    CreateSubmissionResponse answer = new CreateSubmissionResponse();
    if (status.equals("ALIVE")) {
      made.add(request);
      Driver driver = add(request);
      answer.submissionId_$eq(driver.id);
      answer.message_$eq("Driver successfully submitted as " + driver.id);
    } else {
      answer.message_$eq(notAlive());
    }
    return answered(answer, status.equals("ALIVE"));
  }

  private String notAlive() {
    return org.apache.spark.util.Utils.BACKUP_STANDALONE_MASTER_PREFIX() + ": " + status + ".";
  }

  private Driver add(CreateSubmissionRequest request) {
    String id = String.format(Locale.ROOT, "driver-20260101000000-%04d", submitted++);
    Driver driver = new Driver(id, request);
    drivers.put(id, driver);
    if (hasRoom && request.appResource() != null) {
      launch(driver);
    }
    return driver;
  }

  private void launch(Driver driver) {
    Map<String, String> properties = new TreeMap<>();
    scala.collection.JavaConverters.mapAsJavaMapConverter(driver.request.sparkProperties())
        .asJava()
        .forEach(properties::put);
    List<String> jars = new ArrayList<>();
    jars.add(driver.request.appResource());
    jars.addAll(List.of(properties.getOrDefault("spark.jars", "").split(",")));
    try {
      driver.running =
          Optional.of(
              runner.start(
                  driver.request.mainClass(),
                  jars.stream().distinct().filter(jar -> !jar.isEmpty()).toList(),
                  properties,
                  List.of(driver.request.appArgs()),
                  Files.createDirectories(folder.resolve(driver.id))));
      driver.state = "RUNNING";
    } catch (IOException e) {
      driver.state = "ERROR";
    }
  }

  private String state(Driver driver) {
    driver
        .running
        .map(Running::exit)
        .filter(OptionalInt::isPresent)
        .ifPresent(
            exit -> {
              driver.state =
                  driver.killed ? "KILLED" : exit.getAsInt() == 0 ? "FINISHED" : "FAILED";
              driver.running = Optional.empty();
            });
    return driver.state;
  }

  private boolean isActive(Driver driver) {
    return !List.of("FINISHED", "FAILED", "ERROR", "KILLED").contains(state(driver));
  }

  private Reply statusOf(String id, Optional<dev.outrider.testkit.platform.Fault> fault) {
    SubmissionStatusResponse answer = new SubmissionStatusResponse();
    answer.submissionId_$eq(id);
    if (!status.equals("ALIVE")) {
      answer.message_$eq("Exception from the cluster:\njava.lang.Exception: " + notAlive());
      return answered(answer, false);
    }
    Driver driver = drivers.get(id);
    if (driver != null) {
      answer.driverState_$eq(
          fault.equals(Optional.of(dev.outrider.testkit.platform.Fault.UNKNOWN_STATE))
              ? "REBALANCING"
              : state(driver));
      if (driver.state.equals("ERROR")) {
        answer.message_$eq("Exception from the cluster:\njava.io.IOException: no jar\n\tat a.B.c");
      }
    }
    return answered(answer, driver != null);
  }

  private Reply kill(String id) {
    KillSubmissionResponse answer = new KillSubmissionResponse();
    answer.submissionId_$eq(id);
    if (!status.equals("ALIVE")) {
      answer.message_$eq(notAlive());
      return answered(answer, false);
    }
    Driver driver = drivers.get(id);
    boolean ends = driver != null && isActive(driver);
    if (ends) {
      driver.killed = true;
      driver.running.ifPresent(Running::kill);
      if (driver.running.isEmpty()) {
        driver.state = "KILLED";
      }
    }
    answer.message_$eq(
        ends
            ? "Kill request for " + id + " submitted"
            : "Driver " + id + " has already finished or does not exist");
    return answered(answer, ends);
  }

  private Reply answered(SubmitRestProtocolResponse answer, boolean success) {
    answer.serverSparkVersion_$eq(version);
    answer.success_$eq(success);
    return Reply.json(200, answer.toJson());
  }

  private String error(String message) {
    ErrorResponse answer = new ErrorResponse();
    answer.serverSparkVersion_$eq(version);
    answer.message_$eq(message);
    return answer.toJson();
  }

  private Reply list(Optional<dev.outrider.testkit.platform.Fault> fault) {
    return Reply.json(
        200,
        """
        {"url": "%s",
         "workers": [{"id": "%s", "host": "127.0.0.1", "webuiaddress": "%s", "state": "ALIVE"}],
         "activedrivers": %s, "completeddrivers": %s, "status": "%s"}
        """
            .formatted(
                master(),
                WORKER,
                worker.address(),
                drivers(true, fault),
                drivers(false, fault),
                status));
  }

  private String drivers(boolean active, Optional<dev.outrider.testkit.platform.Fault> fault) {
    if (fault.equals(Optional.of(dev.outrider.testkit.platform.Fault.EMPTY_LIST))) {
      return "[]";
    }
    boolean isOdd = fault.equals(Optional.of(dev.outrider.testkit.platform.Fault.UNKNOWN_STATE));
    return drivers.values().stream()
        .filter(driver -> isActive(driver) == active)
        .map(
            driver ->
                "{\"id\": \"%s\", \"state\": \"%s\", \"worker\": \"%s\", \"mainclass\": \"%s\"}"
                    .formatted(
                        driver.id,
                        isOdd ? "REBALANCING" : driver.state,
                        driver.state.equals("SUBMITTED") ? "None" : WORKER,
                        driver.request.mainClass()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** The bytes that were asked for, as {@code LogPage} of Spark has them. */
  private Reply log(Map<String, String> query) {
    Path driver = folder.resolve(query.get("driverId"));
    Path file = driver.resolve(query.get("logType"));
    String name = driver + "/" + query.get("logType");
    if (!Files.isDirectory(driver)) {
      return Reply.json(
          200,
          "==== Bytes 0-0 of 0 of " + name + " ====\nError: invalid log directory " + driver + "/");
    }
    byte[] all;
    try {
      all = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int start = Math.min(Integer.parseInt(query.get("offset")), all.length);
    int end = Math.min(start + Integer.parseInt(query.get("byteLength")), all.length);
    return Reply.json(
        200,
        "==== Bytes %d-%d of %d of %s ====\n%s"
            .formatted(
                start,
                end,
                all.length,
                name,
                new String(Arrays.copyOfRange(all, start, end), StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    for (FaultyHttpServer server : List.of(rest, page, worker)) {
      server.close();
    }
    synchronized (this) {
      drivers.values().forEach(driver -> driver.running.ifPresent(Running::kill));
    }
  }
}
