// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines of plain steps, run through the command line to their end. */
class PlainRunTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;
      import java.util.List;

      public final class Sums {
        public record Pair(long sum, String text) {}

        public record Numbers(int count) implements Step<NoInput, List<Integer>> {
          public List<Integer> run(NoInput in, StepContext context) {
            context.log().info("{} numbers", count);
            return java.util.stream.IntStream.rangeClosed(1, count).boxed().toList();
          }
        }

        public record Sum() implements Step<Sum.In, Pair> {
          public record In(List<Integer> numbers, int least) {}

          public Pair run(In in, StepContext context) {
            long sum = in.numbers().stream().mapToLong(n -> n).sum();
            if (sum < in.least()) {
              throw new IllegalStateException("the sum is " + sum);
            }
            context.metric("sum", sum);
            return new Pair(sum, "sum");
          }
        }

        public record Write() implements Step<Write.In, Path> {
          public record In(long sum) {}

          public Path run(In in, StepContext context) throws java.io.IOException {
            return Files.writeString(context.workFolder().resolve("sum.txt"), in.sum() + "\\n");
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("sums", p -> {
            var numbers = p.step("numbers", new Numbers(4));
            var sum = p.step("sum", new Sum())
                .input(Sum.In::numbers).from(numbers.output())
                .input(Sum.In::least).from(p.parameter("least", 0));
            p.step("write", new Write()).input(Write.In::sum).from(sum.output(Pair::sum));
          });
        }
      }
      """;

  @TempDir Path folder;

  /** What a command printed, and its exit code. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void compile() throws IOException {
    Path file = Files.writeString(folder.resolve("Sums.java"), SOURCE);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                System.err,
                System.err,
                "-parameters",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.resolve("classes").toString(),
                file.toString());
    assertThat(failed).isZero();
  }

  @Test
  void valuesAndFilesGoFromStepToStepAndStayInTheStore() throws IOException {
    Ended ended = outrider("run", "Sums", "--class-path", "classes", "--output", "json");

    assertThat(ended.code()).as(ended.err()).isZero();
    RunSummary run = (RunSummary) JsonForm.read(ended.out(), RunSummary.class, "what was printed");
    assertThat(run.outcome()).isEqualTo("succeeded");
    assertThat(run.steps())
        .extracting(RunSummary.Step::step)
        .containsExactly("numbers", "sum", "write");
    assertThat(run.steps().get(1).metrics()).isEqualTo(Map.of("sum", 10.0));
    Path written = Path.of(run.steps().get(2).outputs().get("output").uri());
    assertThat(written.resolve("sum.txt")).hasContent("10");
    assertThat(outrider("runs", "logs", "numbers").out()).endsWith(" INFO  4 numbers\n");
  }

  @Test
  void aStepThatThrowsIsToldWithItsStackTraceFirstAndItsLogLast() {
    Ended ended = outrider("run", "Sums", "--class-path", "classes", "-P", "least=11");

    assertThat(ended.code()).isEqualTo(1);
    List<String> lines = ended.err().lines().toList();
    assertThat(lines.get(0)).isEqualTo("java.lang.IllegalStateException: the sum is 10");
    assertThat(lines.get(1)).contains("Sums$Sum.run(Sums.java:");
    assertThat(lines.get(lines.size() - 2))
        .isEqualTo("Step 'sum' failed (USER): java.lang.IllegalStateException: the sum is 10");
    assertThat(lines.get(lines.size() - 1))
        .matches("Its log is in \\.outrider/store/runs/r[0-9a-z]{12}/sum/1/[0-9a-f]{8}/logs");
    assertThat(ended.out()).contains("  write    skipped: step 'sum' is failed\n");
    assertThat(outrider("runs", "show").out())
        .contains("sum      failed", "java.lang.IllegalStateException: the sum is 10");
  }

  @Test
  void twoRunsAtOnceOnOneStoreBothWork() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      Callable<Ended> one = () -> outrider("run", "Sums", "--class-path", "classes");
      List<Ended> ended = new ArrayList<>();
      for (Future<Ended> each : executor.invokeAll(List.of(one, one, one, one))) {
        ended.add(each.get());
      }

      assertThat(ended).allSatisfy(each -> assertThat(each.code()).as(each.err()).isZero());
      Set<String> outcomes = new TreeSet<>();
      List<String> rows = outrider("runs", "list").out().lines().skip(1).toList();
      rows.forEach(row -> outcomes.add(row.split(" +")[1]));
      assertThat(rows).hasSize(4);
      assertThat(outcomes).containsExactly("succeeded");
    } finally {
      executor.shutdownNow();
    }
  }

  private Ended outrider(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            folder,
            Map.of("COLUMNS", "200"),
            folder.resolve("home"),
            folder.resolve("cache"));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    return new Ended(code, out.toString(), err.toString());
  }
}
