// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain step logs and reports, with the command line's slf4j provider. */
class PlainLaunchTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final String AT = "2026-03-04T05:06:07Z ";

  @TempDir Path folder;
  private final WatchedStore store = new WatchedStore();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @BeforeEach
  void reset() {
    TalkingSteps.reset();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whatTheStepALibraryAndAnotherThreadLogIsInItsLogsBeforeItHasEnded() throws Exception {
    Future<KeptResult> running = start("talking", "Talking", "{}");

    store.await(logs("talking"), "hello from a thread");
    store.await(events("talking"), "\"metric\"");
    assertThat(store.head(launch("talking").resolve(AttemptLayout.RESULT))).isEmpty();
    assertThat(running).isNotDone();
    TalkingSteps.mayEnd.countDown();

    assertThat(error(running)).isEmpty();
    assertThat(store.text(logs("talking")))
        .isEqualTo(
            AT
                + "INFO  I have 3 lines\n"
                + AT
                + "INFO  Library: says hello\n"
                + AT
                + "INFO  Library: says hello from a thread\n");
    List<Event> events = eventsOf("talking");
    assertThat(events).extracting(Event::type).startsWith("started").endsWith("output", "ended");
    assertThat(events)
        .filteredOn(event -> event.type().equals("progress"))
        .last()
        .satisfies(
            event -> {
              assertThat(event.value()).contains(0.5);
              assertThat(event.message()).contains("half");
            });
    assertThat(events.get(events.size() - 1).message()).contains("succeeded");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).seq()).isEqualTo(i + 1);
    }
  }

  @Test
  void linesOfTwoStepsAtOnceAreNotMixedAndLinesOfASharedPoolAreNobodys() throws Exception {
    int lines = 100;
    Future<KeptResult> ping =
        start("ping", "InTurns", "{\"word\": \"ping\", \"lines\": " + lines + "}");
    Future<KeptResult> pong =
        start("pong", "InTurns", "{\"word\": \"pong\", \"lines\": " + lines + "}");
    assertThat(error(ping)).isEmpty();
    assertThat(error(pong)).isEmpty();

    for (String step : List.of("ping", "pong")) {
      assertThat(store.text(logs(step)).lines())
          .hasSize(2 * lines)
          .containsOnly(
              AT + "INFO  Library: says " + step,
              AT + "INFO  Library: says " + step + " by a thread");
    }
  }

  @Test
  void aLineOfTheCommonPoolBelongsToTheOnlyStepThatRuns() throws Exception {
    start("first", "ByThePool", "{}").get(60, TimeUnit.SECONDS);
    start("second", "ByThePool", "{}").get(60, TimeUnit.SECONDS);

    for (String step : List.of("first", "second")) {
      assertThat(store.text(logs(step)))
          .isEqualTo(AT + "INFO  Library: says hello by the common pool\n");
    }
  }

  @Test
  void linesOutsideOfStepsAndAfterTheirEndAreDropped() throws Exception {
    assertThat(TalkingSteps.Library.talks()).isFalse();
    TalkingSteps.Library.say("nobody listens");

    assertThat(error(start("leaving", "LeavingAThread", "{}"))).isEmpty();
    Future<KeptResult> other = start("talking", "Talking", "{}");
    store.await(logs("talking"), "hello from a thread");
    TalkingSteps.mayTalkOn.countDown();
    TalkingSteps.left.join(60_000);
    TalkingSteps.mayEnd.countDown();
    assertThat(error(other)).isEmpty();

    assertThat(TalkingSteps.left.isAlive()).isFalse();
    assertThat(TalkingSteps.stillHeard).isFalse();
    assertThat(store.text(logs("leaving")) + store.text(logs("talking")))
        .doesNotContain("too late");
    assertThat(threads.submit(TalkingSteps.Library::talks).get()).isFalse();
  }

  @Test
  void stackTracesAreInTheLogWhole() throws Exception {
    Optional<ErrorRecord> error = error(start("failing", "Failing", "{}"));

    assertThat(error).map(ErrorRecord::message).contains("outer");
    List<String> lines = store.text(logs("failing")).lines().toList();
    assertThat(lines.get(0)).isEqualTo(AT + "WARN  Library: warns of this");
    assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: inner");
    assertThat(lines.get(2)).startsWith("\tat dev.outrider.run.TalkingSteps$Failing.run(");
    assertThat(lines).contains("java.lang.IllegalArgumentException: outer");
    assertThat(eventsOf("failing"))
        .last()
        .extracting(Event::message)
        .hasToString("Optional[failed]");
  }

  @Test
  void aFlagOfItsOwnThreadIsNoCancelAndDisturbsNoOutput() throws Exception {
    PlainLaunch launch = launch("flagged", "Flagged", "{\"length\": 100000}");

    KeptResult result = launch.run(() -> false);

    assertThat(result.record().error()).isEmpty();
    URI value = result.record().outputs().get("output").uri().resolve(AttemptLayout.VALUE);
    assertThat(store.head(value).orElseThrow().bytes()).isEqualTo(100_003);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aStepThatReturnsAfterItWasCancelledHasFailed() throws Exception {
    ErrorRecord error =
        launch("flagged", "Flagged", "{\"length\": 1}").run(() -> true).record().error().get();

    assertThat(error.type()).isEqualTo("java.lang.InterruptedException");
    assertThat(error.message()).isEqualTo("The step ignored the cancellation.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"getMessage", "getCause", "toString", "printStackTrace", "memory", "logged"})
  void anExceptionThatCannotBeReadIsTheStepsFailureAllTheSame(String how) throws Exception {
    KeptResult result = launch("evil", "Evil", "{\"how\": \"" + how + "\"}").run(() -> false);

    ErrorRecord error = result.record().error().orElseThrow();
    assertThat(error.kind()).isEqualTo(FailureKind.USER);
    assertThat(error.type()).isEqualTo(TalkingSteps.EvilException.class.getName());
    assertThat(error.stackTrace()).contains("TalkingSteps$Evil.run(TalkingSteps.java:");
    assertThat(store.text(logs("evil"))).contains("TalkingSteps$Evil.run(TalkingSteps.java:");
  }

  @Test
  void aSecretIsReadFromARegularFileOfAtMostOneMebibyteInUtf8() throws Exception {
    Path good = Files.writeString(folder.resolve("good"), "hunter2\n");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'p', (byte) 0xe4});

    assertThat(asking("file:" + good).record().error()).isEmpty();
    assertThat(problemOf("file:" + large)).endsWith(large + ": it has more than 1 MiB.");
    assertThat(problemOf("file:" + latin)).endsWith(latin + ": it is not UTF-8.");
    assertThat(problemOf("file:/dev/zero")).endsWith("/dev/zero: it is not a regular file.");
    assertThat(problemOf("file:" + folder.resolve("no"))).endsWith("there is no such file.");
  }

  private String problemOf(String reference) throws Exception {
    ErrorRecord error = asking(reference).record().error().orElseThrow();
    assertThat(error.kind()).isEqualTo(FailureKind.CONFIGURATION);
    assertThat(error.message()).startsWith("Secret 'token' cannot be read from file:");
    return error.message();
  }

  private KeptResult asking(String reference) {
    PlainLaunch launch =
        launch("asking", "Asking", "{\"secret\": \"token\"}", Map.of("token", reference));
    return assertTimeoutPreemptively(Duration.ofMinutes(1), () -> launch.run(() -> false));
  }

  @Test
  void aStoreThatIsOutOfReachForAWhileCostsNoLine() throws Exception {
    store.refuse("/logs/");
    Future<KeptResult> running = start("talking", "Talking", "{}");
    store.awaitRefusal();
    store.refuse("");
    store.await(logs("talking"), "hello from a thread");
    TalkingSteps.mayEnd.countDown();

    assertThat(error(running)).isEmpty();
    assertThat(store.text(logs("talking")).lines()).hasSize(3);
  }

  @Test
  void aStepWhoseLastLinesCannotBeStoredHasNoResult() throws Exception {
    store.refuse("/logs/");
    PlainLaunch launch = launch("talking", "Talking", "{}");
    TalkingSteps.mayEnd.countDown();

    assertThatThrownBy(() -> launch.run(() -> false))
        .isInstanceOf(IOException.class)
        .hasMessage("out of reach");
    assertThat(store.head(launch("talking").resolve(AttemptLayout.RESULT))).isEmpty();
  }

  @Test
  void whatIsNoProgressOrNoMetricIsRefused() throws Exception {
    assertThat(misreport(1.5, "rmse", "1"))
        .isEqualTo("Step 'wrong' reports progress 1.5, which is not between 0 and 1.");
    assertThat(misreport(1, "root mean", "1"))
        .isEqualTo(
            "Step 'wrong' records a metric 'root mean', but a metric's name is of letters, digits,"
                + " '.', '_' and '-', at most 100.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void aMetricThatIsNotFiniteIsRecordedWithOneWarning(String value) throws Exception {
    String parameters =
        String.format("{\"fraction\": 1, \"metric\": \"rmse\", \"value\": \"%s\"}", value);

    KeptResult result = launch("wrong", "Misreporting", parameters).run(() -> false);
    result.lay(store, launch("wrong"));

    assertThat(result.record().error()).isEmpty();
    assertThat(result.record().metrics()).isEqualTo(Map.of("rmse", Double.valueOf(value)));
    String json = Files.readString(Path.of(launch("wrong").resolve(AttemptLayout.RESULT)));
    assertThat(Formats.read(json, Result.class, "result").metrics())
        .isEqualTo(Map.of("rmse", Double.valueOf(value)));
    assertThat(store.text(logs("wrong")))
        .containsOnlyOnce(
            "records metric 'rmse' as " + value + ". Check what it is computed from.");
  }

  @Test
  void inAnEmbeddingProgramItsProviderGetsTheLinesOfLibrariesAndLogsHasTheStepsOwn()
      throws Exception {
    Path printed = folder.resolve("printed.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.provider=" + PrintingProvider.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                PlainLaunchTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(printed))
        .contains(
            "{attempt=1, run=r0k3v9m2x4q7t, step=talking} says hello\n",
            " says hello from a thread\n")
        .doesNotContain("I have 3 lines");
    assertThat(store.text(logs("talking"))).isEqualTo(AT + "INFO  I have 3 lines\n");
  }

  @Test
  void aStepThatIsShortAndSilentLeavesNoFolder() throws Exception {
    KeptResult result = launch("silent", "Silent", "{\"text\": \"a word\"}").run(() -> false);

    assertThat(result.values()).isEqualTo(Map.of("output", new JsonText("\"a word\"")));
    assertThat(result.record().error()).isEmpty();
    assertThat(folder).isEmptyDirectory();

    result.lay(store, launch("silent"));

    OutputRecord output = result.record().outputs().get("output");
    URI value = output.uri().resolve(AttemptLayout.VALUE);
    assertThat(store.head(value).orElseThrow().bytes()).isEqualTo(output.bytes());
    assertThat(output.checksum()).isEqualTo("sha256:" + sha256(Path.of(value)));
    assertThat(result())
        .satisfies(
            laid -> assertThat(Formats.write(laid)).isEqualTo(Formats.write(result.record())));
  }

  @Test
  void aStepThatTakesLongHasItsFolderWhileItWorks() throws Exception {
    PlainLaunch launch = launch("waiting", "Waiting", "{}");
    Future<KeptResult> running = threads.submit(() -> launch.run(() -> false));

    launch.storeMeanwhile();
    store.await(events("waiting"), "\"started\"");
    assertThat(store.head(attempt("waiting").resolve(AttemptLayout.CLAIM))).isPresent();
    TalkingSteps.mayEnd.countDown();

    assertThat(error(running)).isEmpty();
    assertThat(store.head(launch("waiting").resolve(AttemptLayout.RESULT))).isPresent();
  }

  @Test
  void aLargeValueLiesInTheStoreAndIsNotKeptBesides() throws Exception {
    String large = "x".repeat(20_000);

    KeptResult result =
        launch("silent", "Silent", "{\"text\": \"" + large + "\"}").run(() -> false);

    assertThat(result.values()).isEmpty();
    URI value = result.record().outputs().get("output").uri().resolve(AttemptLayout.VALUE);
    assertThat(Files.readString(Path.of(value))).isEqualTo("\"" + large + "\"\n");
    assertThat(store.head(launch("silent").resolve(AttemptLayout.RESULT))).isPresent();
  }

  /** The embedding program: runs one step in the folder that it is given. */
  public static void main(String[] arguments) throws Exception {
    PlainLaunchTest program = new PlainLaunchTest();
    program.folder = Path.of(arguments[0]);
    program.reset();
    TalkingSteps.mayEnd.countDown();
    program.launch("talking", "Talking", "{}").run(() -> false);
    program.stop();
  }

  private String misreport(double fraction, String metric, String value) throws Exception {
    String parameters =
        String.format(
            "{\"fraction\": %s, \"metric\": \"%s\", \"value\": \"%s\"}", fraction, metric, value);
    return launch("wrong", "Misreporting", parameters)
        .run(() -> false)
        .record()
        .error()
        .orElseThrow()
        .message();
  }

  private Future<KeptResult> start(String step, String type, String parameters) {
    PlainLaunch launch = launch(step, type, parameters);
    launch.storeMeanwhile();
    return threads.submit(() -> launch.run(() -> false));
  }

  private static Optional<ErrorRecord> error(Future<KeptResult> ended) throws Exception {
    return ended.get(60, TimeUnit.SECONDS).record().error();
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private Result result() throws IOException {
    URI place = launch("silent").resolve(AttemptLayout.RESULT);
    return Formats.read(Files.readString(Path.of(place)), Result.class, "result");
  }

  private PlainLaunch launch(String step, String type, String parameters) {
    return launch(step, type, parameters, Map.of());
  }

  private PlainLaunch launch(
      String step, String type, String parameters, Map<String, String> secrets) {
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "talk",
            step,
            1,
            "r0k3v9m2x4q7t-" + step + "-1-0123456789",
            TalkingSteps.class.getName() + "$" + type,
            new JsonText(parameters),
            Map.of(),
            List.of("output"),
            attempt(step),
            Optional.empty(),
            secrets,
            Optional.empty(),
            Duration.ofSeconds(2),
            Map.of(),
            Optional.empty());
    return new PlainLaunch(
        context,
        "0a1b2c3d",
        PlainLaunchTest.class.getClassLoader(),
        store,
        Map.of(),
        "here",
        InstantSource.fixed(NOW),
        Thread::new);
  }

  private URI attempt(String step) {
    return URI.create(folder.toUri() + "store/" + step + "/1/");
  }

  private URI launch(String step) {
    return attempt(step).resolve("0a1b2c3d/");
  }

  private URI logs(String step) {
    return launch(step).resolve(AttemptLayout.LOGS);
  }

  private URI events(String step) {
    return launch(step).resolve(AttemptLayout.EVENTS);
  }

  private List<Event> eventsOf(String step) throws IOException {
    return store
        .text(events(step))
        .lines()
        .map(line -> Formats.read(line, Event.class, "event"))
        .toList();
  }
}
