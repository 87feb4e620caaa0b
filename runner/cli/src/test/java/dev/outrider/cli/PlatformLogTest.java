// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code runs logs} of a step whose attempts were jobs of an operator that has logs of its own. */
class PlatformLogTest {
  private static final String HELLO =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;

      public final class Hello {
        public record Say() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            context.log().info("hello");
            return "hello";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("hello", p -> p.step("say", new Say()));
        }
      }
      """;

  private static final String DESCRIPTOR =
      """
      flavors = toy
      content = 0a1b
      flavor.toy.class = acme.Toy
      flavor.toy.spi = SPI
      flavor.toy.integration = toys
      flavor.toy.notes = A toy.
      flavor.toy.stores = file
      flavor.toy.capabilities = cancel
      flavor.toy.settings = place
      flavor.toy.setting.place.type = text
      flavor.toy.setting.place.default = here
      flavor.toy.setting.place.description = where it is
      """
          .replace("SPI", Integer.toString(WritePluginDescriptor.SPI));

  /** Its jobs' ids say what becomes of their logs, of which a page has two lines. */
  private static final String SOURCE =
      """
      package acme;

      import dev.outrider.flavor.*;
      import java.io.IOException;
      import java.util.*;

      public final class Toy implements Flavor {
        public FlavorInfo info() { throw new IllegalStateException("is read of the descriptor"); }

        public StepOperator open(Settings settings, OperatorContext context) {
          if (settings.required("place").equals("nowhere")) {
            throw new IllegalArgumentException("'place' is nowhere.");
          }
          return new ToyOperator();
        }
      }

      record ToyOperator() implements StepOperator {
        public LogPage logs(JobHandle job, LogCursor from) throws IOException {
          UnreadableHandleException.check(job, "toy", 1);
          String id = job.job().text();
          int start = from.position().isEmpty() ? 0 : Integer.parseInt(from.position());
          if (id.contains("silent")) {
            return new LogPage(List.of(), from);
          }
          if (id.contains("away") || id.contains("cut") && start > 0) {
            throw new IOException("It has not answered.");
          }
          if (id.contains("large")) {
            LogCursor next = new LogCursor(Integer.toString(start + 1));
            return new LogPage(start < 80 ? List.of("x".repeat(1 << 20)) : List.of(), next);
          }
          if (id.contains("long")) {
            return switch (start) {
              case 0 -> new LogPage(List.of("a line with topsecret"), new LogCursor("1"), true);
              case 1 -> new LogPage(List.of("canary-12345678 in it"), new LogCursor("2"));
              default -> new LogPage(List.of(), from);
            };
          }
          List<String> lines = List.of("the log of " + id, "two", "three", "four", "five");
          int end = Math.min(start + 2, lines.size());
          return new LogPage(lines.subList(start, end), new LogCursor(Integer.toString(end)));
        }

        public Optional<Platform> platform() { throw new UnsupportedOperationException(); }
        public RenderedRequest render(Submission s) { throw new UnsupportedOperationException(); }
        public FindResult.Found submit(Order o, Ownership ownership) { throw new UnsupportedOperationException(); }
        public FindResult find(AttemptKey key) { throw new UnsupportedOperationException(); }
        public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) { return Map.of(); }
        public void requestCancel(JobHandle job) {}
        public void close() {}
      }
      """;

  private static final String WHOLE = "the log of \"one\"\ntwo\nthree\nfour\nfive\n";

  private static final String FROM =
      "The step has logged nothing; this is its platform's log, of step operator 'far':\n";

  @TempDir Path temporary;
  private PlainProject project;
  private String run;

  /** A run that has ended, with one step that has logged a line. */
  @BeforeEach
  void run() throws IOException {
    project = new PlainProject(temporary).compile("Toy", SOURCE).compile("Hello", HELLO);
    Path classes = project.folder().resolve("classes");
    new PluginJar(DESCRIPTOR)
        .with(classes, "acme.Toy")
        .with(classes, "acme.ToyOperator")
        .writeTo(
            Files.createDirectories(project.folder().resolve("home/plugins")).resolve("toy.jar"));
    Files.writeString(
        project.folder().resolve("outrider.properties"), "step-operator.far.flavor = toy\n");
    Ended ended = project.outrider("run", "Hello", "--class-path", "classes");
    assertThat(ended.code()).as(ended.err()).isZero();
    run = ended.out().split(" ")[1];
  }

  private Ended logs(String... words) {
    Stream<String> all = Stream.concat(Stream.of("runs", "logs", "say"), Stream.of(words));
    return project.outrider(all.toArray(String[]::new));
  }

  @Test
  void whereTheStepHasLoggedNothingThePlatformsLogIsShownWholeAndSaysSo() throws Exception {
    attempt(1, "far", "one");
    logNothing();

    assertThat(logs()).isEqualTo(new Ended(0, WHOLE, FROM));
  }

  @Test
  void whatTheStepHasLoggedItselfComesFirstUnlessThePlatformsIsAskedFor() throws Exception {
    attempt(1, "far", "one");

    Ended own = logs();

    assertThat(own.out()).endsWith(" INFO  hello\n").doesNotContain("the log of");
    assertThat(own.err()).isEmpty();
    assertThat(logs("--platform")).isEqualTo(new Ended(0, WHOLE, ""));
  }

  @Test
  void aSecretOfTheOperatorsStepsIsMaskedAlsoWhereAPageEndsWithinIt() throws Exception {
    attempt(1, "far", "long");
    project.with("CANARY", "topsecretcanary-12345678");

    assertThat(logs("--platform", "-Dstep-operator.far.secret.token=env:CANARY"))
        .isEqualTo(new Ended(0, "a line with ******** in it\n", ""));
  }

  @Test
  void inJsonItIsTheStepsText() throws Exception {
    attempt(1, "far", "one");

    Ended ended = logs("--platform", "--output", "json");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("\"run\": \"" + run + "\"")
        .contains("the log of \\\"one\\\"\\ntwo\\nthree\\nfour\\nfive\\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void inJsonItIsTheWholeTextAlsoWhereItComesInPieces() throws Exception {
    attempt(1, "far", "one");
    String text = "\"text\": \"the log of \\\"one\\\"\\ntwo\\nthree\\nfour\\nfive\\n\"\n}\n";

    assertThat(logs("--platform", "--output", "json").out())
        .isEqualTo(
            "{\n  \"run\": \"" + run + "\",\n  \"step\": \"say\",\n  \"attempt\": 1,\n  " + text);
    attempt(2, "far", "silent");
    logNothing();
    assertThat(logs("--output", "json").out())
        .isEqualTo(
            "{\n  \"run\": \""
                + run
                + "\",\n  \"step\": \"say\",\n  \"attempt\": 2,\n  \"text\": \"\"\n}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--platform", "--platform --output json", "--output json"})
  void aLogThatIsLargerThanTheMemoryIsPrintedWhole(String words) throws Exception {
    attempt(1, "far", "large");
    if (!words.contains("--platform")) {
      logNothing();
      Path logs = logsFolder();
      Path chunk = Files.writeString(logs.resolve("000001.log"), "x".repeat(1 << 20));
      for (int i = 2; i <= 80; i++) {
        Files.createLink(logs.resolve(String.format("%06d.log", i)), chunk);
      }
    }
    project.with("JAVA_TOOL_OPTIONS", "-Xmx64m");
    Path out = project.folder().resolve("out.txt");

    Ended ended = project.outriderProcessTo(out, ("runs logs say " + words).trim().split(" "));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(Files.size(out)).isGreaterThanOrEqualTo(80L << 20);
  }

  @Test
  void itIsThatOfTheLastAttempt() throws Exception {
    attempt(1, "far", "one");
    attempt(2, "far", "second");

    assertThat(logs("--platform").out()).startsWith("the log of \"second\"\n");
  }

  @Test
  void aPlatformThatHasNoLineIsNoError() throws Exception {
    attempt(1, "far", "silent");
    logNothing();

    assertThat(logs()).isEqualTo(new Ended(0, "", ""));
    assertThat(logs("--platform")).isEqualTo(new Ended(0, "", ""));
  }

  @Test
  void aPlatformThatCannotBeAskedIsNamed() throws Exception {
    attempt(1, "far", "away");
    logNothing();
    Ended unread =
        new Ended(
            1,
            "",
            "The platform's log of step operator 'far' could not be read: It has not answered.\n");

    assertThat(logs()).isEqualTo(unread);
    assertThat(logs("--platform")).isEqualTo(unread);
  }

  @Test
  void whatWasReadBeforeThePlatformWentAwayIsShown() throws Exception {
    attempt(1, "far", "cut");

    assertThat(logs("--platform"))
        .isEqualTo(
            new Ended(
                1,
                "the log of \"cut\"\ntwo\n",
                "The platform's log of step operator 'far' could not be read: It has not"
                    + " answered.\n"));
  }

  @Test
  void anOperatorThatCannotBeUsedAnyMoreIsNamedWithTheReason() throws Exception {
    attempt(1, "far", "one");

    assertThat(logs("--platform", "-Dstep-operator.far.place=nowhere"))
        .isEqualTo(
            new Ended(
                1,
                "",
                "The platform's log of step operator 'far' could not be read: Step operator 'far'"
                    + " cannot be used: 'place' is nowhere.\n"));
  }

  @Test
  void aHandleThatCannotBeReadIsNamed() throws Exception {
    attempt(1, "far", 2, "one");

    Ended ended = logs("--platform");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("The platform's log of step operator 'far' could not be read: ")
        .contains("version 2");
  }

  @Test
  void aStepWithoutAJobOrWithoutItsOperatorHasNone() throws Exception {
    Ended none =
        new Ended(
            2, "", "outrider: Step 'say' of run " + run + " has no job that a platform knows.\n");

    assertThat(logs("--platform")).as("a plain step").isEqualTo(none);

    attempt(1, "gone", "one");
    assertThat(logs("--platform")).as("an operator that is not configured").isEqualTo(none);
    logNothing();
    assertThat(logs()).isEqualTo(new Ended(0, "", ""));
  }

  private void attempt(int number, String operator, String job) throws SQLException {
    attempt(number, operator, 1, job);
  }

  /** The step's last attempt is one of an operator. */
  private void attempt(int number, String operator, int version, String job) throws SQLException {
    String store = "jdbc:sqlite:" + project.folder().resolve(".outrider/runs.db");
    String handle = "{\"flavor\":\"toy\",\"version\":" + version + ",\"job\":\"" + job + "\"}";
    try (Connection connection = DriverManager.getConnection(store)) {
      change(connection, "DELETE FROM attempt WHERE number = ?", number);
      change(
          connection,
          "INSERT INTO attempt (key, run, step, number, operator, request, job, live)"
              + " VALUES (?, ?, 'say', ?, ?, '', ?, 0)",
          run + "-say-" + number,
          run,
          number,
          operator,
          handle);
      change(connection, "UPDATE step_run SET state = json_set(state, '$.attempt', ?)", number);
    }
  }

  private static void change(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).isLessThanOrEqualTo(1);
    }
  }

  /** The attempts' folders have no log. */
  private Path logsFolder() throws IOException {
    Path attempts = project.folder().resolve(".outrider/store/runs/" + run + "/say");
    try (Stream<Path> files = Files.walk(attempts)) {
      return files.filter(each -> each.endsWith("logs")).findAny().orElseThrow();
    }
  }

  private void logNothing() throws IOException {
    Path attempts = project.folder().resolve(".outrider/store/runs/" + run + "/say");
    try (Stream<Path> files = Files.walk(attempts)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        if (each.toString().endsWith(".log")) {
          Files.delete(each);
        }
      }
    }
  }
}
