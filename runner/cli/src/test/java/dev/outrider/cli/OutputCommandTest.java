// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code runs output} prints or copies what a step has given, or says what there is. */
class OutputCommandTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;
      import java.util.*;

      public final class Things {
        public record Evaluate() implements Step<NoInput, Evaluate.Out> {
          public record Out(double rmse, List<String> worst) {}
          public Out run(NoInput in, StepContext context) {
            return new Out(11.5, List.of("a", "b"));
          }
        }
        public record Text() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) { return "one\\n\\u009btwo"; }
        }
        public record Page(List<Integer> content) implements Step<NoInput, Path> {
          public Path run(NoInput in, StepContext context) throws Exception {
            byte[] bytes = new byte[content.size()];
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = content.get(i).byteValue();
            }
            return Files.write(context.workFolder().resolve("page.txt"), bytes);
          }
        }
        public record Folder() implements Step<NoInput, Path> {
          public Path run(NoInput in, StepContext context) throws Exception {
            Path folder = context.workFolder().resolve("folder");
            Files.createDirectories(folder.resolve("empty"));
            Files.createDirectories(folder.resolve("deep"));
            Files.writeString(folder.resolve("deep/one.txt"), "1");
            Files.writeString(folder.resolve("two.txt"), "22");
            return folder;
          }
        }
        public record Nothing() implements Step<NoInput, NoOutput> {
          public NoOutput run(NoInput in, StepContext context) { return NoOutput.NONE; }
        }
        public record Fails() implements Step<NoInput, Integer> {
          public Integer run(NoInput in, StepContext context) {
            throw new IllegalStateException("on purpose");
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("things", p -> {
            p.step("evaluate", new Evaluate());
            p.step("text", new Text());
            p.step("page", new Page(List.of(0xc3, 0xbc, 0x0a)));
            p.step("binary", new Page(List.of(0xff, 0)));
            p.step("folder", new Folder());
            p.step("nothing", new Nothing());
            p.step("fails", new Fails());
          });
        }
      }
      """;
  private static final String OUTPUTS =
      "The outputs of the run are evaluate.rmse, evaluate.worst, text.output, page.output,"
          + " binary.output, folder.output.\n";

  @TempDir Path temporary;
  private PlainProject project;
  private Path folder;

  @BeforeEach
  void aRunInWhichOneStepFails() throws IOException {
    project = new PlainProject(temporary).compile("Things", SOURCE);
    folder = project.folder();
    assertThat(project.outrider("run", "Things", "--class-path", "classes").code())
        .isEqualTo(ExitCode.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "evaluate.rmse,11.5\\n",
    "evaluate.worst,'[\"a\",\"b\"]\\n'",
    "text,one\\n\\x9btwo\\n",
    "text.output,one\\n\\x9btwo\\n",
    "page,ü\\n"
  })
  void aValueAndTheTextOfAFileArePrinted(String name, String printed) {
    PlainProject.Ended ended = project.outrider("runs", "output", name);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo(printed.replace("\\n", "\n"));
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aRunIsNamedByOptionAndProgramsGetJson() {
    PlainProject.Ended ended =
        project.outrider("runs", "output", "evaluate.rmse", "--run", "r", "--output", "json");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("\"step\": \"evaluate\"", "\"output\": \"rmse\"", "\"kind\": \"value\"")
        .contains("\"value\": 11.5");
  }

  @Test
  void theFilesOfAFolderAreListed() {
    assertThat(project.outrider("runs", "output", "folder").out())
        .startsWith("file, files, in file:")
        .containsPattern("1 +deep/one.txt\n")
        .containsPattern("2 +two.txt\n");
  }

  @Test
  void valuesFilesAndFoldersAreCopied() throws IOException {
    assertThat(copy("evaluate.rmse", "rmse.txt").code()).isZero();
    assertThat(copy("text", "text.txt").code()).isZero();
    assertThat(copy("binary", "page.bin").code()).isZero();
    assertThat(copy("folder", "copy").code()).isZero();

    assertThat(folder.resolve("rmse.txt")).hasContent("11.5\n");
    assertThat(Files.readString(folder.resolve("text.txt"))).isEqualTo("one\n\u009btwo\n");
    assertThat(folder.resolve("page.bin")).hasBinaryContent(new byte[] {(byte) 0xff, 0});
    assertThat(folder.resolve("copy/deep/one.txt")).hasContent("1");
    assertThat(folder.resolve("copy/two.txt")).hasContent("22");
    assertThat(folder.resolve("copy/empty")).isEmptyDirectory();
    assertThat(names()).noneMatch(name -> name.contains("copy-"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | Run RUN has no step ''. OUTPUTS",
        "evaluat.rmse   | Run RUN has no step 'evaluat'; did you mean 'evaluate'? OUTPUTS",
        "evaluate.mse   | Step 'evaluate' of run RUN has no output 'mse'. OUTPUTS",
        "text.          | Step 'text' of run RUN has no output ''. OUTPUTS",
        "evaluate       | Step 'evaluate' has several outputs. Name one: evaluate.rmse,"
            + " evaluate.worst.",
        "nothing        | Step 'nothing' of run RUN gives no output. OUTPUTS",
        "nothing.output | Step 'nothing' of run RUN has no output 'output'. OUTPUTS",
        "fails          | Step 'fails' of run RUN has no outputs. It is failed:"
            + " java.lang.IllegalStateException: on purpose. OUTPUTS",
        "binary         | Output 'output' of step 'binary' is a file that is not text. Copy it with"
            + " -o PATH; it is in STORE.",
      })
  void whatThereIsNotIsRefusedWithWhatThereIs(String name, String message) {
    PlainProject.Ended ended = project.outrider("runs", "output", name);

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().replaceAll("r[0-9a-z]{12}", "RUN").replaceAll("file:[^ ]*txt", "STORE"))
        .isEqualTo("outrider: " + message.replace("OUTPUTS", OUTPUTS.strip()) + "\n");
  }

  @Test
  void withoutANameTheOutputsAreListed() {
    assertThat(project.outrider("runs", "output").err())
        .isEqualTo("outrider: Name an output. " + OUTPUTS);
  }

  @Test
  void aRunningStepHasNoOutputYet() throws IOException {
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      RunRecord run = store.runs(RunQuery.newest(1)).get(0);
      StepRow row = store.steps(run.id()).get(0);
      String state = row.state().text().replaceFirst("SUCCEEDED", "FOLLOWING");
      store.save(
          run.id(),
          run.epoch(),
          "running",
          false,
          Optional.empty(),
          List.of(new StepRow(row.step(), new JsonText(state))),
          List.of());
    }

    PlainProject.Ended ended = project.outrider("runs", "output", "evaluate.rmse");

    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err())
        .contains("has no outputs. It is following. The outputs of the run are text.output,");
  }

  @Test
  void nothingIsOverwrittenAndNothingIsLeft() throws IOException {
    Files.writeString(folder.resolve("there.txt"), "mine");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    List<String> before = names();

    assertRefused("there.txt", "-o was 'there.txt', which exists. Name a new file; nothing is");
    assertRefused(".", "-o was '.', which is a folder. Name a new file in it.");
    assertRefused("/dev/null", "-o was '/dev/null', which exists and is not a file. Name a new");
    assertRefused("link", "-o was 'link', which exists and is not a file. Name a new file");
    assertRefused("no/file", "-o was 'no/file', but there is no folder " + folder + "/no.");

    assertThat(folder.resolve("there.txt")).hasContent("mine");
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void filesThatHaveGoneAreReportedAndNothingIsCopied() throws IOException {
    Path store = folder.resolve(".outrider/store");
    try (Stream<Path> files = Files.walk(store)) {
      for (Path each : files.filter(path -> path.endsWith("two.txt")).toList()) {
        Files.delete(each);
      }
    }
    List<String> before = names();

    PlainProject.Ended ended = copy("folder", "copy");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err())
        .startsWith("outrider: The output could not be copied to " + folder.resolve("copy") + ": ")
        .endsWith("/outputs/output/ has 1 files, but the step wrote 2\n");
    assertThat(names()).isEqualTo(before);
  }

  private void assertRefused(String path, String message) {
    PlainProject.Ended ended = copy("evaluate.rmse", path);
    assertThat(ended.code()).as(path).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).startsWith("outrider: " + message);
  }

  private PlainProject.Ended copy(String name, String path) {
    return project.outrider("runs", "output", name, "-o", path);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
