// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit code is the run's outcome, whatever its steps and its definition call. */
class ExitCodeTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.run.Outrider;
      import dev.outrider.step.*;
      import java.nio.file.Path;
      import java.util.Map;

      public final class Exits {
        public record Quit() implements Step<Quit.In, String> {
          public record In(String how) {}

          public String run(In in, StepContext context) throws Exception {
            switch (in.how()) {
              case "exit" -> System.exit(0);
              case "halt" -> Runtime.getRuntime().halt(0);
              case "swallowed" -> {
                try {
                  System.exit(0);
                } catch (Throwable e) {
                  context.log().info("swallowed");
                }
              }
              case "thread" -> {
                new Thread(() -> System.exit(0)).start();
                Thread.sleep(600_000);
              }
              case "reflection" ->
                  System.class.getMethod("exit", int.class).invoke(null, 0);
              case "reflection-thread" -> {
                new Thread(() -> {
                  try {
                    System.class.getMethod("exit", int.class).invoke(null, 0);
                  } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                  }
                }).start();
                Thread.sleep(600_000);
              }
              default -> throw new IllegalStateException(in.how());
            }
            return "never";
          }
        }

        public record Other() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            return "other";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("exits", p -> {
            p.step("other", new Other());
            p.step("quit", new Quit()).input(Quit.In::how).from(p.parameter("how", "exit"));
          });
        }

        public static void main(String[] words) throws Exception {
          try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
            outrider.run(pipeline(), Map.of("how", words[0]));
          }
        }
      }
      """;

  private static final String DEFINITION =
      """
      import dev.outrider.pipeline.Pipeline;

      public final class Defines {
        public static Pipeline pipeline() {
          return Pipeline.define("defines", p -> System.exit(0));
        }
      }
      """;

  @TempDir Path folder;
  private PlainProject project;

  @BeforeEach
  void compile() throws IOException {
    project = new PlainProject(folder).compile("Exits", SOURCE).compile("Defines", DEFINITION);
    Files.createFile(folder.resolve("outrider.properties"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "exit, System.exit, Exits$Quit.run(Exits.java:13)",
    "halt, Runtime.halt, Exits$Quit.run(Exits.java:14)",
    "swallowed, System.exit, Exits$Quit.run(Exits.java:17)",
    "thread, System.exit, Exits$Quit.lambda$run$0(Exits.java:23)",
  })
  void aStepThatWouldEndTheProcessFailsAndEverythingElseContinues(
      String how, String called, String place) {
    PlainProject.Ended ended =
        project.outrider("run", "Exits", "--class-path", "classes", "-P", "how=" + how);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "Step 'quit' failed (USER): java.lang."
                + called
                + ": Step 'quit' called "
                + called
                + " at "
                + place
                + ". A step returns or throws; its process is not its own to end.\n");
    assertThat(project.outrider("runs", "show").out())
        .containsPattern("other +succeeded")
        .containsPattern("quit +failed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"reflection", "reflection-thread"})
  void whatIsNotRewrittenEndsTheProcessAsFailedWithTheStepsFailureRecorded(String how)
      throws Exception {
    PlainProject.Ended ended =
        project.outriderProcess("run", "Exits", "--class-path", "classes", "-P", "how=" + how);

    assertThat(ended.code()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err()).contains("outrider: System.exit was called at ");
    assertThatTheStepHasFailed();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"exit", "thread", "reflection"})
  void inAnEmbeddingProgramTheStepsFailureIsRecordedAndTheProgramEndsAsFailed(String how)
      throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            folder.resolve("classes") + ":" + System.getProperty("java.class.path"),
            "Exits",
            how);
    program.environment().put("OUTRIDER_CACHE", folder.resolve("cache").toString());
    Path printed = folder.resolve("printed.txt");
    Process process =
        program
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended).as(Files.readString(printed)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(1);
    assertThatTheStepHasFailed();
  }

  private void assertThatTheStepHasFailed() {
    assertThat(project.outrider("runs", "list").out()).contains("failed");
    assertThat(project.outrider("runs", "show").out())
        .containsPattern("quit +failed")
        .containsPattern("Step 'quit' called System.exit at \\S*Exits\\$Quit\\.\\S+\\(Exits.java:");
  }

  @Test
  void aDefinitionThatWouldEndTheProcessIsBadInput() {
    PlainProject.Ended ended = project.outrider("plan", "Defines", "--class-path", "classes");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "Pipeline Defines called System.exit at Defines.lambda$pipeline$0(Defines.java:5) while"
                + " it was being defined.");
  }
}
