// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.RehearsalDraft;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.step.value.JsonForm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The platform of a flavor, as its plugin rehearses it, in a process of its own: {@code HOME CACHE
 * FLAVOR FOLDER [KEY=VALUE]...}. Prints what the operator gets of it as JSON, then an answer to
 * each line that it reads: {@code jobs KEY}, {@code runs KEY}, {@code clusters RUN}. Ends with its
 * input.
 */
final class PlatformProcess {
  private static final long LOOK_MILLIS = 100;

  private final Rehearsal.Counts counts;
  private final Map<String, Integer> most = new ConcurrentHashMap<>();

  private PlatformProcess(Rehearsal.Counts counts) {
    this.counts = counts;
  }

  public static void main(String[] words) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // what a platform prints is no answer
    Map<String, String> settings = new HashMap<>();
    for (String each : List.of(words).subList(4, words.length)) {
      settings.put(each.split("=", 2)[0], each.split("=", 2)[1]);
    }
    Path cache = Path.of(words[1]);
    Rehearsal rehearsal =
        new Flavors(
                new PluginFolder(Path.of(words[0]).resolve("plugins")).read(),
                new PluginLoader(cache.resolve("plugins")))
            .rehearsal(words[2])
            .orElseThrow();
    OperatorContext context =
        new OperatorContext(
            Ground.OPERATOR, Path.of(words[3]), cache, System.getenv(), InstantSource.system());
    Rehearsal.Stage stage = rehearsal.start(words[2], settings, context);
    // it is the end of its input, or a signal
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
    answers.println(
        JsonForm.write(
            new RehearsalDraft.Staged(stage.settings(), stage.withheld()),
            RehearsalDraft.Staged.class,
            "stage"));
    new PlatformProcess(stage).answer(answers);
    System.exit(0);
  }

  private void answer(PrintStream answers) throws IOException {
    ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    looks.scheduleWithFixedDelay(
        () -> most.replaceAll((run, before) -> Math.max(before, counts.clusters(run).orElse(0))),
        0,
        LOOK_MILLIS,
        TimeUnit.MILLISECONDS);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] words = line.split(" ");
      answers.println(
          switch (words[0]) {
            case "jobs" -> counts.jobs(new AttemptKey(words[1]));
            case "runs" -> counts.runs(new AttemptKey(words[1]));
            case "clusters" -> clusters(words[1]);
            default -> throw new IllegalArgumentException(line);
          });
    }
  }

  /** How many clusters a run has, and the most that it had at one time since this was asked. */
  private String clusters(String run) {
    OptionalInt now = counts.clusters(run);
    return now.isEmpty()
        ? "none"
        : now.getAsInt() + " " + most.merge(run, now.getAsInt(), Math::max);
  }
}
