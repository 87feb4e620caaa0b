// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobHandle;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs are cancelled, tried again, begun in the middle and let go of. */
class RunsCommandsTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;

      public final class Chain {
        /** Leaves a line in a file each time it runs, and fails where another file says so. */
        public record Link(String name) implements Step<Link.In, String> {
          public record In(String before, String folder) {}

          public String run(In in, StepContext context) throws Exception {
            Path folder = Path.of(in.folder());
            Files.writeString(folder.resolve("ran.txt"), name + "\\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (Files.exists(folder.resolve("fail-" + name))) {
              throw new IllegalStateException(name + " was told to fail");
            }
            boolean stubborn = Files.exists(folder.resolve("ignore-" + name));
            while (Files.exists(folder.resolve("wait-" + name))) {
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                if (!stubborn) {
                  throw e;
                }
              }
            }
            return in.before() + name;
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("chain", p -> {
            var folder = p.parameter("folder", String.class);
            var a = p.step("a", new Link("a")).input(Link.In::before).from(p.value("-"))
                .input(Link.In::folder).from(folder);
            var b = p.step("b", new Link("b")).input(Link.In::before).from(a.output())
                .input(Link.In::folder).from(folder);
            p.step("c", new Link("c")).input(Link.In::before).from(b.output())
                .input(Link.In::folder).from(folder);
          });
        }
      }
      """;

  @TempDir Path temporary;
  private PlainProject project;
  private Path folder;

  @BeforeEach
  void compile() throws IOException {
    project = new PlainProject(temporary).compile("Chain", SOURCE);
    folder = project.folder();
  }

  @Test
  void aRunThatFailedIsTriedAgainFromWhereItFailed() throws IOException {
    Files.createFile(folder.resolve("fail-b"));
    assertThat(run().code()).isEqualTo(ExitCode.FAILED);
    Files.delete(folder.resolve("fail-b"));

    PlainProject.Ended retried = project.outrider("runs", "retry");

    assertThat(retried.code()).as(retried.err()).isZero();
    assertThat(retried.out())
        .contains("b  started, attempt 2", "c  succeeded")
        .doesNotContain("a  started");
    assertThat(folder.resolve("ran.txt")).hasContent("a\nb\nb\nc");
    assertThat(project.outrider("runs", "retry").err())
        .isEqualTo("outrider: Run " + id() + " has succeeded: there is nothing to try again.\n");
    assertThat(project.outrider("runs", "retry").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aRunBeginsInTheMiddleWithTheOutputsOfTheLastOne() throws IOException {
    assertThat(run().code()).isZero();
    String first = id();

    PlainProject.Ended second = run("--from", "c");

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(folder.resolve("ran.txt")).hasContent("a\nb\nc\nc");
    assertThat(second.out()).contains("  c  started").doesNotContain("  b  started");
    assertThat(project.outrider("runs", "show", "--run", first).out())
        .isEqualTo(project.outrider("runs", "show", first).out())
        .startsWith("Run " + first);
    assertThat(project.outrider("runs", "show").out())
        .containsPattern("b +succeeded .*output")
        .containsPattern("c +succeeded +1 ");
    try (RunStore store = store()) {
      assertThat(store.steps(id()).get(1).state().text()).contains("taken from run " + first);
    }
  }

  @Test
  void fromAStepThatIsNotThereOrWithoutAnEarlierRunIsRefused() {
    PlainProject.Ended unknown = run("--from", "d");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err())
        .isEqualTo("outrider: Pipeline 'chain' has no step 'd'; it has [a, b, c].\n");

    PlainProject.Ended none = run("--from", "c");
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err())
        .isEqualTo(
            "outrider: No run of pipeline 'chain' with the same parameters in "
                + folder.resolve(".outrider/runs.db")
                + " has the outputs of [b] that step 'c' and what comes after it need; none has"
                + " [b]. Run it without --from.\n");
    assertThat(project.outrider("runs", "list").out()).startsWith("No runs in ");
  }

  @Test
  void aRunOfAnotherProcessIsCancelled() throws Exception {
    Files.createFile(folder.resolve("wait-b"));
    CompletableFuture<PlainProject.Ended> running = CompletableFuture.supplyAsync(this::process);
    awaitStep("b", running);

    PlainProject.Ended cancelled = project.outrider("runs", "cancel");

    assertThat(cancelled.code()).as(cancelled.err()).isZero();
    assertThat(cancelled.out()).isEqualTo("Run " + id() + " cancelled\n");
    assertThat(cancelled.err())
        .matches(
            "Cancelling run r\\w{12}, which process \\d+ on \\S+ runs: waiting for its jobs to end\n");
    assertThat(running.get(1, TimeUnit.MINUTES).code()).isEqualTo(ExitCode.CANCELLED);
    PlainProject.Ended again = project.outrider("runs", "cancel");
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err())
        .isEqualTo(
            "outrider: Run " + id() + " has ended: cancelled. There is nothing to cancel.\n");
    assertThat(project.outrider("runs", "cancel", "rabc").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theSecondCtrlCLetsGoOfARunThatDoesNotEnd() throws Exception {
    Files.createFile(folder.resolve("wait-b"));
    Files.createFile(folder.resolve("ignore-b"));
    SynchronousQueue<Runnable> ctrlC = new SynchronousQueue<>();
    project.with(
        (Signals)
            taken -> {
              CompletableFuture.runAsync(
                  () -> offer(ctrlC, () -> taken.accept(Signals.Kind.CTRL_C)));
              return () -> {};
            });
    CompletableFuture<PlainProject.Ended> running = CompletableFuture.supplyAsync(this::run);
    Runnable press = ctrlC.poll(1, TimeUnit.MINUTES);
    awaitStep("b", running);

    press.run();
    assertThat(running).isNotDone();
    press.run();

    PlainProject.Ended ended = running.get(1, TimeUnit.MINUTES);
    Files.delete(folder.resolve("wait-b"));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("step " + id())) {
        thread.join(); // the step that is given up still writes its result
      }
    }
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.DETACHED);
    assertThat(ended.err())
        .startsWith(
            "Cancelling run "
                + id()
                + ": waiting for its jobs to end; Ctrl-C again lets go of it\n")
        .contains("Run " + id() + " is let go of: it has no jobs, what works in");
  }

  /** Until a step has begun. */
  private void awaitStep(String name, CompletableFuture<PlainProject.Ended> running)
      throws Exception {
    Path ran = folder.resolve("ran.txt");
    while (!Files.exists(ran) || !Files.readString(ran).contains(name)) {
      try {
        throw new AssertionError("ended early: " + running.get(20, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // it runs
      }
    }
  }

  private static void offer(SynchronousQueue<Runnable> queue, Runnable offered) {
    try {
      queue.put(offered);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoLooksForRunsWhereThereAreNoneLeavesNothingThere() {
    Path store = folder.resolve(".outrider/runs.db");

    assertThat(project.outrider("runs", "list").out()).isEqualTo("No runs in " + store + ".\n");
    assertThat(project.outrider("runs", "list", "--output", "json").out()).contains("\"runs\":");
    assertThat(project.outrider("runs", "leaked", "--cancel").out())
        .isEqualTo("No leaked jobs in " + store + ".\n");
    assertThat(project.outrider("runs", "leaked", "--wait", "-1").code()).isEqualTo(ExitCode.USAGE);
    for (String command : List.of("show", "logs", "attach", "cancel", "retry")) {
      PlainProject.Ended refused = project.outrider("runs", command);
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).isEqualTo("outrider: There are no runs in " + store + ".\n");
    }

    assertThat(store.getParent()).doesNotExist();
  }

  @Test
  void whatIsLeakedIsToldAtTheStartOfARunAndListed() throws IOException {
    assertThat(run().code()).isZero();
    assertThat(project.outrider("runs", "leaked").out())
        .isEqualTo("No leaked jobs in " + folder.resolve(".outrider/runs.db") + ".\n");
    AttemptRecord leaked;
    try (RunStore store = store()) {
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      leaked =
          new AttemptRecord(
              run.id() + "-x-1-0123456789",
              run.id(),
              "x",
              1,
              "gone",
              "hash",
              Optional.of(
                  new JobHandle("emr", 1, new JsonText("{\"step\":\"s-1\"}"))
                      .withPages(
                          Optional.empty(),
                          Optional.of(URI.create("https://console.example/emr#j-1")),
                          Optional.empty(),
                          Optional.empty())),
              Optional.empty(),
              true,
              Optional.of("its platform has not confirmed"));
      store.save(
          run.id(), run.epoch(), "succeeded", false, run.ended(), List.of(), List.of(leaked));
    }

    assertThat(run().err())
        .isEqualTo("1 job of earlier runs may still run: 'outrider runs leaked' tells which\n");
    PlainProject.Ended listed = project.outrider("runs", "leaked");
    assertThat(listed.code()).isZero();
    assertThat(listed.out())
        .containsPattern(
            leaked.run() + " +x +1 +gone +\\{\"step\":\"s-1\"} +its platform has not confirmed")
        .endsWith(
            "\nStep 'x' of run " + leaked.run() + ", cluster: https://console.example/emr#j-1\n");
    assertThat(project.outrider("runs", "leaked", "--output", "json").out())
        .contains("\"cluster\": \"https://console.example/emr#j-1\"");
    PlainProject.Ended refused = project.outrider("runs", "leaked", "--cancel", "--wait", "0");
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .isEqualTo("There is no step operator 'gone' any more: its jobs cannot be asked for.\n");
    assertThat(refused.out()).containsPattern("gone +may still run");
  }

  @Test
  void aJobOfAnotherRequestIsListedWithBothHashes() throws IOException {
    assertThat(run().code()).isZero();
    String why =
        "job 7 of the platform has this attempt's key, but carries request h"
            + "1".repeat(40)
            + ", and this attempt's request is h"
            + "2".repeat(40)
            + "; it is neither followed nor stopped";
    try (RunStore store = store()) {
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      AttemptRecord foreign =
          new AttemptRecord(
              run.id() + "-x-1-0123456789",
              run.id(),
              "x",
              1,
              "emr",
              "h" + "2".repeat(40),
              Optional.of(new JobHandle("emr", 1, new JsonText("7"))),
              Optional.empty(),
              false,
              Optional.of(why));
      store.save(run.id(), run.epoch(), "failed", false, run.ended(), List.of(), List.of(foreign));
    }

    assertThat(project.outrider("runs", "leaked").out().replaceAll("\\s+", " "))
        .contains(" x 1 emr 7 " + why);
  }

  @Test
  void aStepWhosePlatformIsGettingReadyIsShownWithWhatItWaitsForAndWhenItIsAskedAgain()
      throws IOException {
    assertThat(run().code()).isZero();
    try (RunStore store = store()) {
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      StepRow row = store.steps(run.id()).get(0);
      String state =
          row.state()
              .text()
              .replaceFirst(
                  "\"phase\":\"SUCCEEDED\"",
                  "\"phase\":\"AWAITING_PLATFORM\",\"due\":\"2100-01-01T00:00:00Z\"")
              .replaceFirst(
                  "\"reason\":\"[^\"]*\"",
                  "\"reason\":\"waits for cluster c-1, which is PROVISIONING\"");
      store.save(
          run.id(),
          run.epoch(),
          "running",
          false,
          Optional.empty(),
          List.of(new StepRow(row.step(), new JsonText(state))),
          List.of());
    }

    assertThat(project.outrider("runs", "show").out())
        .containsPattern(
            "awaiting platform .*waits for cluster c-1, which is PROVISIONING; asked again in ");
  }

  @Test
  void thePagesOfAStepsJobAreShown() throws IOException {
    assertThat(run().code()).isZero();
    String cluster = "https://console.example/emr?region=here#j-1";
    String log = "https://console.example/s3/logs";
    assertThat(project.outrider("runs", "show").out()).doesNotContain("https:");
    try (RunStore store = store()) {
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      StepRow row = store.steps(run.id()).get(0);
      String job =
          "{\"flavor\":\"emr\",\"version\":1,\"job\":{},\"clusterPage\":\"%s\",\"logPage\":\"%s\"}"
              .formatted(cluster, log);
      JsonText state =
          new JsonText(row.state().text().replaceFirst("\\{", "{\"job\":" + job + ","));
      store.save(
          run.id(),
          run.epoch(),
          "succeeded",
          false,
          run.ended(),
          List.of(new StepRow(row.step(), state)),
          List.of());
    }

    assertThat(project.outrider("runs", "show").out())
        .containsPattern(
            "Step '(\\w+)', cluster: %s\nStep '\\1', log: %s\n"
                .formatted(Pattern.quote(cluster), Pattern.quote(log)));
    assertThat(project.outrider("runs", "show", "--output", "json").out())
        .contains("\"cluster\": \"" + cluster + "\"", "\"log\": \"" + log + "\"");
  }

  private String id() {
    try (RunStore store = store()) {
      return store.runs(RunQuery.newest(50)).get(0).id();
    }
  }

  private RunStore store() {
    return RunStore.open(folder.resolve(".outrider/runs.db"));
  }

  private PlainProject.Ended process() {
    try {
      return project.outriderProcess(words());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private PlainProject.Ended run(String... more) {
    List<String> words = new java.util.ArrayList<>(List.of(words()));
    words.addAll(List.of(more));
    return project.outrider(words.toArray(String[]::new));
  }

  private String[] words() {
    return new String[] {"run", "Chain", "--class-path", "classes", "-P", "folder=" + folder};
  }
}
