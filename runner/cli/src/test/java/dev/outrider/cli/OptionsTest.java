// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What a command accepts it applies, and what it does not apply it refuses. */
class OptionsTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;
      import java.time.Duration;

      public final class Two {
        public record Good() implements Step<NoInput, Integer> {
          public Integer run(NoInput in, StepContext context) {
            context.log().info("good says hello\u009b");
            return 7;
          }
        }
        public record Bad(String folder) implements Step<Integer, Integer> {
          public Integer run(Integer in, StepContext context) {
            if (Files.exists(Path.of(folder, "fail"))) {
              throw new IllegalStateException("boom");
            }
            return in;
          }
        }
        public static Pipeline pipeline() {
          return Pipeline.define("two", p -> {
            p.parameter("number", 1);
            var good = p.step("good", new Good());
            p.step("bad", new Bad("FOLDER")).from(good.output());
          });
        }
      }
      """;

  /** What every command has; shown by {@link CommandsTest}. */
  private static final Set<String> EVERYWHERE = Set.of("-h", "-V");

  /** What says which configuration a command uses. */
  private static final Set<String> CONFIGURATION = Set.of("--config", "--profile", "-D");

  /** Words that a command needs besides the option. */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "run", List.of("Two", "--class-path", "classes"),
          "plan", List.of("Two", "--class-path", "classes"),
          "bundle", List.of("Two", "--class-path", "classes", "-o", "two.jar"),
          "new", List.of("fresh"),
          "runs logs", List.of("good"),
          "runs output", List.of("good"),
          "step-operator describe", List.of("toy"),
          "step-operator check", List.of("toy"),
          "step-operator flavor describe", List.of("toy"));

  @TempDir Path temporary;
  private PlainProject project;
  private Path folder;
  private Path fail;

  @BeforeEach
  void aRunThatFailed() throws IOException {
    folder = temporary.toRealPath();
    project =
        new PlainProject(temporary).compile("Two", SOURCE.replace("FOLDER", folder.toString()));
    fail = Files.createFile(folder.resolve("fail"));
    assertThat(run("run").code()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void everyOptionOfEveryCommandHasAnEffectOrIsRefused() throws IOException {
    Map<String, Consumer<String>> effects = effects();
    Set<String> shown = new TreeSet<>();
    for (List<String> command : commands(new ArrayList<>())) {
      String name = String.join(" ", command);
      for (OptionSpec option : leaf(command).getCommandSpec().options()) {
        String word = option.names()[0];
        if (EVERYWHERE.contains(word)) {
          continue;
        }
        shown.add(name + " " + word);
        if (CONFIGURATION.contains(word)) {
          assertRead(name, word);
        } else if (word.equals("--output")) {
          PlainProject.Ended refused = run(name, word, "xml");
          assertThat(refused.code()).as(name).isEqualTo(ExitCode.USAGE);
          assertThat(refused.err()).as(name).contains("'xml'");
        } else {
          assertThat(effects).as("a test of " + name + " " + word).containsKey(name + " " + word);
          effects.get(name + " " + word).accept(name);
        }
      }
    }
    assertThat(shown).hasSizeGreaterThan(60).containsAll(effects.keySet());
  }

  /** Reading annotations takes a tenth of a short command's time. */
  @Test
  void shortCommandsReadNoAnnotations() {
    for (List<String> each :
        List.of(
            List.of("runs", "list"),
            List.of("runs", "show"),
            List.of("step-operator", "list"),
            List.of("step-operator", "flavor", "list"))) {
      assertThat(leaf(each).getCommandSpec().userObject().getClass().getAnnotations())
          .as(each.toString())
          .isEmpty();
    }
  }

  /** A key that is unknown is refused wherever it is written, so what is written is read. */
  private void assertRead(String command, String option) throws IOException {
    Files.writeString(folder.resolve("bogus.properties"), "bogus.key = 1\n");
    Files.writeString(folder.resolve("outrider-bogus.properties"), "bogus.key = 1\n");
    String value =
        switch (option) {
          case "--config" -> "bogus.properties";
          case "--profile" -> "bogus";
          default -> "bogus.key=1";
        };
    PlainProject.Ended refused = run(command, option, value);
    assertThat(refused.code()).as(command + " " + option).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).as(command + " " + option).contains("bogus.key");
  }

  private void assertScala(String command) {
    Path repository = folder.resolve("repository");
    try {
      NewCommandTest.installAll(repository);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    project.with("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
    assertThat(run(command, "--scala").code()).isZero();
    assertThat(folder.resolve("fresh/src/main/scala")).isDirectory();
  }

  private Map<String, Consumer<String>> effects() {
    Map<String, Consumer<String>> effects = new TreeMap<>();
    for (String each : List.of("run", "plan")) {
      effects.put(each + " -P", refused("'nothing'", "-P", "nothing=1"));
      effects.put(each + " --class", refused("--class is for a jar", "--class", "Two"));
      effects.put(each + " --class-path", replaced("missing-folder"));
      effects.put(each + " --rehearse", printed("rehearsal", "--rehearse"));
    }
    effects.put("plan --requests", refused("has no step 'none'", "--requests", "none"));
    effects.put("plan --full", refused("Leave out --full", "--full", "--output", "json"));
    effects.put("run --from", refused("has no step 'none'", "--from", "none"));
    effects.put("run --detach", refused("Leave out --detach", "--rehearse", "--detach"));
    effects.put("bundle --step", refused("none", "--step", "none"));
    effects.put("bundle --class-path", replaced("missing-folder"));
    effects.put("bundle --spark", refused("0.1_2.9", "--spark", "0.1_2.9"));
    effects.put("bundle --spark-home", refused("no-such-home", "--spark-home", "no-such-home"));
    effects.put("bundle --java", refused("'six'", "--java", "six"));
    effects.put(
        "bundle -o", printed("out.jar", "--step", "good", "--spark", "3.5_2.12", "-o", "out.jar"));
    effects.put("new --scala", this::assertScala);
    effects.put("runs list --limit", refused("--limit was 0", "--limit", "0"));
    effects.put("runs list --pipeline", printed("that fit", "--pipeline", "other"));
    effects.put("runs list --outcome", printed("that fit", "--outcome", "succeeded"));
    effects.put("runs list --since", printed("that fit", "--since", "2999-01-01"));
    for (String each : List.of("show", "logs", "output", "attach", "cancel", "retry")) {
      effects.put("runs " + each + " --run", refused("There is no run 'rnone'", "--run", "rnone"));
    }
    effects.put("runs logs -f", refused("leave --platform out", "-f", "--platform"));
    effects.put("runs logs --platform", refused("no job that a platform knows", "--platform"));
    effects.put("runs logs --raw", printed("good says hello\u009b", "--raw"));
    effects.put("runs output -o", refused("which is a folder", "-o", "."));
    effects.put("runs leaked --cancel", printed("No leaked jobs", "--cancel"));
    effects.put("runs leaked --wait", refused("--wait must be", "--wait", "-1"));
    effects.put(
        "runs retry --detach",
        printed(
            "is let go of",
            "--detach",
            "-D",
            "step.bad.retry.user=9",
            "-D",
            "step.bad.retry.backoff=1h"));
    effects.put("step-operator describe --iam", refused("toy", "--iam"));
    return effects;
  }

  private Consumer<String> refused(String message, String... words) {
    return command -> {
      PlainProject.Ended ended = run(command, words);
      assertThat(ended.err()).as(command + " " + List.of(words)).contains(message);
      assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    };
  }

  private Consumer<String> printed(String text, String... words) {
    return command -> {
      PlainProject.Ended ended = run(command, words);
      assertThat(ended.out() + ended.err()).as(command + " " + List.of(words)).contains(text);
    };
  }

  /** A class path without the class. */
  private Consumer<String> replaced(String classPath) {
    return command -> {
      List<String> words = new ArrayList<>(List.of(command, "Two", "--class-path", classPath));
      if (command.equals("bundle")) {
        words.addAll(List.of("-o", "two.jar"));
      }
      PlainProject.Ended ended = project.outrider(words.toArray(String[]::new));
      assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
      assertThat(ended.err()).contains(classPath);
    };
  }

  @Test
  void aRetryTakesItsOwnOptionsOnTopOfTheRecordedOnesAndRecordsThem() throws IOException {
    Files.writeString(folder.resolve("outrider-later.properties"), "step.bad.retry.user = 0\n");

    PlainProject.Ended retried =
        project.outrider(
            "runs",
            "retry",
            "--profile",
            "later",
            "-D",
            "step.bad.deadline.run=40m",
            "-D",
            "step.bad.retry.backoff=1s");

    assertThat(retried.code()).as(retried.err()).isEqualTo(ExitCode.FAILED);
    assertThat(retried.err())
        .contains(
            "Run " + id() + " is retried with changed properties:\n",
            "  step.bad.deadline.run: 40m, was not set\n",
            "  step.bad.retry.backoff: 1s, was not set\n",
            "  step.bad.retry.user: 0, was not set\n");
    PlainProject.Ended again = project.outrider("runs", "retry", "-D", "step.bad.deadline.run=50m");
    assertThat(again.err())
        .contains("  step.bad.deadline.run: 50m, was 40m\n")
        .doesNotContain("retry.user");
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      assertThat(store.run(id()).orElseThrow().project().text())
          .contains(
              "\"profile\":\"later\"",
              "\"step.bad.deadline.run\":\"50m\"",
              "\"step.bad.retry.backoff\":\"1s\"");
    }
  }

  @Test
  void aRetryReachesThePlanOfTheStep() {
    PlainProject.Ended refused =
        project.outrider("runs", "retry", "-D", "step.bad.step-operator=nowhere");

    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("'nowhere'");
  }

  @Test
  void onlyValuesOfStepsAreShownForOthersMayBeSecret() {
    PlainProject.Ended retried =
        project.outrider(
            "runs", "retry", "-D", "plain-steps.max-concurrent=3", "-D", "step.bad.retry.user=0");

    assertThat(retried.err())
        .contains(
            "  plain-steps.max-concurrent: changed\n", "  step.bad.retry.user: 0, was not set\n");
  }

  @Test
  void aRetryRefusesWhatPartsTheRunFromItsStoresAndItsParameters() {
    assertRetryRefused(
        "Run "
            + id()
            + " has its attempts in 'artifact-store' "
            + folder.resolve(".outrider/store").toUri()
            + ", and the options of this command change that to "
            + folder.resolve("elsewhere").toUri()
            + "/. Leave it as it was, or begin a new run.\n",
        "-D",
        "artifact-store=elsewhere");
    assertRetryRefused("unknown option '-P'", "-P", "number=2");
    assertRetryRefused("unknown option '--class'", "--class", "Other");
    assertRetryRefused("names no step of pipeline 'two'", "-D", "step.other.retry.user=1");
  }

  private void assertRetryRefused(String message, String... words) {
    PlainProject.Ended refused = run("runs retry", words);
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains(message);
    assertThat(project.outrider("runs", "show").out()).containsPattern("bad +failed +1 ");
  }

  @Test
  void whatContinuesTheSameAttemptsRefusesOtherOptions() throws IOException {
    heldOpen();
    Path other = Files.writeString(folder.resolve("other.properties"), "");
    Files.writeString(folder.resolve("outrider-p.properties"), "");
    for (String command : List.of("attach", "cancel")) {
      PlainProject.Ended refused =
          project.outrider(
              "runs", command, "--config", "other.properties", "-D", "step.bad.deadline.run=40m");
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .isEqualTo(
              "outrider: Run "
                  + id()
                  + " is "
                  + (command.equals("attach") ? "continued" : "cancelled")
                  + " with the options that it was begun with, which --config "
                  + other
                  + ", -D step.bad.deadline.run would change. Leave them out, or use 'outrider runs"
                  + " cancel "
                  + id()
                  + "', then 'outrider runs retry "
                  + id()
                  + "' with them. '-D run-store=FILE' names the run store.\n");
      assertThat(project.outrider("runs", command, "--profile", "p").err())
          .contains("which --profile p would change");
    }
    Files.delete(fail);
    PlainProject.Ended attached =
        project.outrider("runs", "attach", "-D", "run-store=.outrider/runs.db");
    assertThat(attached.code()).as(attached.err() + attached.out()).isZero();
  }

  /** As if the run's process had gone before it could write that the run has ended. */
  private void heldOpen() {
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      var run = store.run(id()).orElseThrow();
      var rows =
          store.steps(run.id()).stream()
              .filter(row -> row.step().equals("bad"))
              .map(
                  row ->
                      new dev.outrider.ledger.StepRow(
                          row.step(),
                          new dev.outrider.step.value.JsonText(
                              "{\"step\":\"bad\",\"phase\":\"WAITING\",\"attempt\":1,\"failures\":{},\"reason\":\"\",\"since\":\""
                                  + run.created()
                                  + "\"}")))
              .toList();
      store.save(
          run.id(), run.epoch(), "running", false, java.util.Optional.empty(), rows, List.of());
    }
  }

  private String id() {
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      return store.runs(RunQuery.newest(1)).get(0).id();
    }
  }

  private PlainProject.Ended run(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    List<String> needed = NEEDED.getOrDefault(command, List.of());
    boolean target = command.equals("bundle") && List.of(more).contains("-o");
    words.addAll(target ? needed.subList(0, 3) : needed);
    words.addAll(List.of(more));
    return project.outrider(words.toArray(String[]::new));
  }

  /** The words of each command that has no commands below it. */
  private List<List<String>> commands(List<String> group) {
    Set<String> below = leaf(group).getSubcommands().keySet();
    if (below.isEmpty()) {
      return List.of(group);
    }
    return below.stream()
        .map(word -> Stream.concat(group.stream(), Stream.of(word)).toList())
        .flatMap(words -> commands(words).stream())
        .toList();
  }

  private CommandLine leaf(List<String> words) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            folder,
            Map.of(),
            folder,
            folder.resolve("cache"));
    CommandLine line = new Main(terminal).line(words.toArray(String[]::new));
    for (String word : words) {
      line = line.getSubcommands().get(word);
    }
    return line;
  }
}
