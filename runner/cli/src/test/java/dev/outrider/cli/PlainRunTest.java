// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.attempt.FormatSchema;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  private static final String TALK =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import org.slf4j.*;

      public final class Talk {
        static final class Library {
          private static final Logger LOG = LoggerFactory.getLogger(Library.class);

          static void say(String what) {
            LOG.info("says {}", what);
          }
        }

        public record Say() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) throws Exception {
            Library.say("hello");
            Thread thread = new Thread(() -> Library.say("hello from a thread"));
            thread.start();
            thread.join();
            context.progress(0.5, "half");
            System.out.println("printed to out");
            System.err.println("printed to err");
            System.out.print("not ended");
            return "said";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("talk", p -> p.step("say", new Say()));
        }
      }
      """;

  @TempDir Path folder;

  /** What a command printed, and its exit code. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void compile() throws IOException {
    compile("Sums", SOURCE);
  }

  private void compile(String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
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
    assertThat(run.steps().get(1).outputs().get("sum").value()).contains(new JsonText("10"));
    Path written = Path.of(run.steps().get(2).outputs().get("output").uri().orElseThrow());
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

  @Test
  void whatLibrariesLogIsInTheStepsLogWhateverBindingTheProjectHas() throws IOException {
    compile("Talk", TALK);
    compile("StaticLoggerBinder", "package org.slf4j.impl; public class StaticLoggerBinder {}");
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(
        services.resolve("org.slf4j.spi.SLF4JServiceProvider"), "acme.BindingThatIsNotThere\n");

    Ended ended = outrider("run", "Talk", "--class-path", "classes");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).isEqualTo("printed to err\n");
    assertThat(outrider("runs", "logs", "say").out().lines().map(line -> line.split(" ", 2)[1]))
        .containsExactly(
            "INFO  Talk$Library: says hello", "INFO  Talk$Library: says hello from a thread");
    try (Stream<Path> files = Files.walk(folder.resolve(".outrider/store"))) {
      List<Path> events = files.filter(file -> file.toString().endsWith(".jsonl")).toList();
      assertThat(events).isNotEmpty();
      for (Path file : events) {
        assertThat(Files.readAllLines(file))
            .allSatisfy(line -> assertThat(FormatSchema.EVENT.problems(line)).isEmpty());
      }
    }
  }

  @Test
  void whatAStepPrintsStandsAboveTheLinesThatAreRedrawn() throws IOException {
    compile("Talk", TALK);
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    int code;
    try (PrintStream print = new PrintStream(screen, true)) {
      System.setOut(print);
      System.setErr(print);
      PrintWriter writer = new PrintWriter(print, true);
      Map<String, String> environment = Map.of("OUTRIDER_TERMINAL", "1", "NO_COLOR", "1");
      code =
          new Main(terminal(writer, writer, environment))
              .run("run", "Talk", "--class-path", "classes");
      writer.flush();

      assertThat(System.out).isSameAs(print);
      assertThat(System.err).isSameAs(print);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    assertThat(code).isZero();
    List<String> shown = seen(screen.toString());
    assertThat(shown.subList(0, 3))
        .containsExactly("printed to out", "printed to err", "not ended");
    assertThat(shown.get(3)).startsWith("talk  run r");
    assertThat(shown.get(4)).contains(" say  ").endsWith(" s");
    assertThat(shown.get(5)).matches("Run r[0-9a-z]{12} succeeded");
  }

  @Test
  void jsonStandsAloneOnTheOutputWhateverAStepPrints() throws IOException {
    compile("Talk", TALK);

    Ended ended = outrider("run", "Talk", "--class-path", "classes", "--output", "json");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith("{").doesNotContain("printed", "not ended");
    assertThat(ended.err().lines()).contains("printed to out", "printed to err", "not ended");
  }

  /**
   * The lines that a person sees in the end, on a terminal that can go up and erase what follows.
   */
  private static List<String> seen(String printed) {
    List<String> lines = new ArrayList<>();
    for (String line : printed.split("\n")) {
      Matcher up = Pattern.compile("\u001b\\[(\\d+)A\u001b\\[J").matcher(line);
      int from = 0;
      while (up.find()) {
        assertThat(line.substring(from, up.start())).isEmpty();
        int stay = lines.size() - Integer.parseInt(up.group(1));
        lines.subList(stay, lines.size()).clear();
        from = up.end();
      }
      lines.add(line.substring(from));
    }
    return lines;
  }

  private Terminal terminal(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    return new Terminal(
        out, err, folder, environment, folder.resolve("home"), folder.resolve("cache"));
  }

  private Ended outrider(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        terminal(new PrintWriter(out, true), new PrintWriter(err, true), Map.of("COLUMNS", "200"));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    return new Ended(code, out.toString(), err.toString());
  }
}
