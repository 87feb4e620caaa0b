// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import dev.outrider.step.text.VisibleText;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What steps say, on the terminal of who runs them: bounded, visible, and no line of Outrider's.
 */
class TerminalTextTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;

      public final class Texts {
        static final String EVIL =
            "\\u001b[31mred\\u0007\\u0000\\u009b\\u202eover\\r back\\n  good  succeeded after 1.0 s\\nforged: run succeeded";

        public record Control() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            System.out.println("printed \\u001b]0;title\\u0007");
            context.log().info("logged \\u001b[2J\\u009b");
            context.log().warn("said\\nforged: in a message", new IllegalStateException(EVIL));
            context.progress(0.5, EVIL);
            throw new IllegalStateException(EVIL);
          }
        }

        public record Huge() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            throw new IllegalStateException("plan: " + "x".repeat(10_000_000));
          }
        }

        public record Deep() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            return deep(0);
          }

          static String deep(int n) {
            return n < 0 ? "" : deep(n + 1) + "x";
          }
        }

        public record Value() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            return EVIL;
          }
        }

        static Pipeline of(String name, Step<NoInput, String> step) {
          System.out.println("printed while it is defined");
          return Pipeline.define(name, p -> p.step(name, step));
        }

        public static final class OfControl {
          public static Pipeline pipeline() { return of("control", new Control()); }
        }

        public static final class OfHuge {
          public static Pipeline pipeline() { return of("huge", new Huge()); }
        }

        public static final class OfDeep {
          public static Pipeline pipeline() { return of("deep", new Deep()); }
        }

        public static final class OfValue {
          public static Pipeline pipeline() { return of("value", new Value()); }
        }
      }
      """;

  private static final String SHOWN =
      "java.lang.IllegalStateException: \\x1b[31mred\\x07\\x00\\x9b\\u202eover";

  @TempDir Path temporary;
  private PlainProject project;

  @BeforeEach
  void project() throws IOException {
    project = new PlainProject(temporary).compile("Texts", SOURCE);
  }

  @Test
  void controlsInWhatAStepSaysAreShownAndItsNewlinesBeginNoLineOfOutriders() {
    Ended ended = run("Texts$OfControl");

    assertThat(ended.code()).isEqualTo(1);
    assertNoControl(ended);
    assertThat(ended.out()).contains("printed \\x1b]0;title\\x07\n", SHOWN);
    assertThat(ended.err()).contains("Step 'control' failed (USER): " + SHOWN);
    assertThat(ended.out().lines()).noneMatch(line -> line.startsWith("forged"));
    assertThat(ended.out().lines()).noneMatch(line -> line.startsWith("  good  succeeded"));
    assertThat(ended.err().lines()).noneMatch(line -> line.startsWith("forged"));
    assertThat(ended.err().lines()).noneMatch(line -> line.startsWith("  good  succeeded"));
    assertThat(project.outrider("runs", "logs", "control").out().lines())
        .contains("    forged: in a message", "    forged: run succeeded")
        .noneMatch(line -> line.startsWith("forged"))
        .noneMatch(line -> line.startsWith("  good  succeeded"));
    Ended shown = project.outrider("runs", "show");
    assertNoControl(shown);
    assertThat(shown.out())
        .contains(SHOWN)
        .contains("back\\n  good  succeeded after 1.0 s\\nforged: run succeeded");
  }

  @Test
  void aLogIsSentAsItIsOnlyWhereThatIsAskedFor() {
    run("Texts$OfControl");

    assertThat(project.outrider("runs", "logs", "control").out())
        .contains("logged \\x1b[2J\\x9b\n");
    assertThat(project.outrider("runs", "logs", "control", "--raw").out())
        .contains("logged \u001b[2J\u009b\n");
    assertThat(project.outrider("runs", "logs", "-f", "control", "--raw").out())
        .contains("logged \u001b[2J\u009b\n");
  }

  @Test
  void aValueOfAStepIsShownInTheTableOfOutputs() {
    Ended ended = run("Texts$OfValue");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertNoControl(ended);
  }

  @Test
  void jsonHasNoControlAtAllAndStandsAlone() {
    List<Ended> all =
        List.of(
            run("Texts$OfControl", "--output", "json"),
            project.outrider("runs", "show", "--output", "json"),
            project.outrider("runs", "logs", "control", "--output", "json"),
            run("Texts$OfValue", "--output", "json"),
            plan("Texts$OfValue", "--output", "json"));

    for (Ended each : all) {
      assertNoControl(each);
      assertThat(each.out()).startsWith("{");
      assertThat(JsonForm.member(each.out(), "no", "output")).isEmpty();
    }
    assertThat(all.get(0).out()).contains("\\u001b[31mred\\u0007\\u0000\\u009b\\u202eover");
    assertThat(all.get(4).err()).contains("printed while it is defined\n");
  }

  @Test
  void aMessageOfMegabytesIsCutEverywhereButInTheLogWhereItHasOne() throws IOException {
    Ended ended = run("Texts$OfHuge");

    assertThat(ended.out().length() + ended.err().length()).isLessThan(10_000);
    assertThat(ended.err()).contains(" [cut here: 10000006 characters in all]");
    assertThat(project.outrider("runs", "show").out().length()).isLessThan(5_000);
    assertThat(Files.size(project.folder().resolve(".outrider/runs.db"))).isLessThan(200_000);
    assertThat(project.outrider("runs", "logs", "huge").out().length())
        .isBetween(1_000_000, 1 << 20);
  }

  @Test
  void aTraceOfEqualFramesIsFoldedOnTheScreenAndInTheLog() {
    Ended ended = run("Texts$OfDeep");

    assertThat(ended.err()).contains("\t... this frame ", " times more");
    assertThat(ended.err().lines().count()).isLessThan(50);
    assertThat(project.outrider("runs", "logs", "deep").out().lines().count()).isLessThan(50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"runs list --output json", "runs show", "plan Texts$OfValue --class-path classes"})
  void anOutputThatCannotBeWrittenIsAnError(String words) throws Exception {
    run("Texts$OfValue");

    Ended ended = project.outriderProcessTo(Path.of("/dev/full"), words.split(" "));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .endsWith(
            "outrider: The standard output cannot be written: No space left on device. Part of the"
                + " output is lost; write it to another place.\n");
  }

  @Test
  void anOutputThatIsClosedIsAnErrorBeforeAnythingBegins() throws Exception {
    String launcher = Path.of("src/main/bin/outrider").toAbsolutePath().toString();
    Process process =
        new ProcessBuilder("bash", "-c", "\"$0\" runs list >&-", launcher)
            .directory(project.folder().toFile())
            .start();

    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err)
        .isEqualTo(
            "outrider: The standard output is closed. Open it, for example with >/dev/null.\n");
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() {
    assertThat(checked("Broken pipe", ExitCode.DONE)).isEqualTo(new Ended(ExitCode.DONE, "", ""));
    assertThat(checked("No space left on device", ExitCode.CANCELLED).code())
        .isEqualTo(ExitCode.CANCELLED);
    assertThat(checked("No space left on device", ExitCode.DONE).code()).isEqualTo(ExitCode.FAILED);
  }

  private static Ended checked(String failure, int code) {
    StandardOutput out =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException(failure);
              }
            });
    PrintWriter writer = new PrintWriter(out);
    writer.println("a line");
    writer.flush();
    StringWriter err = new StringWriter();
    return new Ended(out.checked(code, new PrintWriter(err)), "", err.toString());
  }

  private Ended run(String... words) {
    return command("run", words);
  }

  private Ended plan(String... words) {
    return command("plan", words);
  }

  private Ended command(String command, String... words) {
    List<String> all = new ArrayList<>(List.of(command, "--class-path", "classes"));
    all.addAll(List.of(words));
    return project.outrider(all.toArray(String[]::new));
  }

  private static void assertNoControl(Ended ended) {
    for (String text : List.of(ended.out(), ended.err())) {
      boolean control =
          text.chars()
              .filter(each -> each != '\n' && each != '\t')
              .anyMatch(each -> VisibleText.isControl((char) each));
      assertThat(control).as(text).isFalse();
    }
  }
}
