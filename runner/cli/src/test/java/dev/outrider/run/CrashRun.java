// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.ledger.RunStore;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.value.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of the pipeline whose orchestrator is killed some times, and gone on with by another
 * process each time, until it has ended. What is left is counted from outside: the process table,
 * the master and the attempts' folders.
 */
final class CrashRun {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(8);

  /** What a process ends with that SIGKILL has ended. */
  private static final int KILLED = 137;

  private static final Duration MOMENT = Duration.ofSeconds(30);

  /** So long a taker may need until it has sent its steps: it waits for what another has sent. */
  private static final Duration SENT = Duration.ofSeconds(60);

  /** The same where it waits for the sleeper. */
  private static final Duration HELD = Duration.ofSeconds(10);

  /**
   * A kill.
   *
   * @param passing at which passing of its point, from 1
   */
  record Kill(KillPoint point, int passing) {}

  /** When somebody wants the run to be cancelled. */
  enum Wish {
    NEVER,
    /** As soon as there is a driver. */
    AT_THE_FIRST_DRIVER,
    /** When both steps are under way. */
    WHILE_STEPS_RUN,
    /** After the first kill, when nobody owns the run. */
    WHILE_NOBODY_OWNS_IT;

    /** Those that come. */
    static final List<Wish> WISHES =
        List.of(WHILE_STEPS_RUN, WHILE_NOBODY_OWNS_IT, AT_THE_FIRST_DRIVER);
  }

  /**
   * What is to happen.
   *
   * @param row the kill point that this is about
   * @param kills in their order, each in a process of its own
   * @param ownCluster whether its steps run on a cluster that is made for the run, where there are
   *     such; else on one that is there
   */
  record Script(KillPoint row, List<Kill> kills, Wish wish, boolean ownCluster) {}

  /** What was counted. */
  static final class Count {
    final Map<KillPoint, Integer> kills = new HashMap<>();

    /** Of the stopped owners, those whose run was taken while they were stopped. */
    final Map<KillPoint, Integer> takeovers = new HashMap<>();

    /** Senders that were stopped, and woke after that. */
    int senders;

    final List<String> doubled = new ArrayList<>();
    final List<String> lost = new ArrayList<>();
    final List<String> leaked = new ArrayList<>();

    /** What was to be seen and was not, such as a kill whose point never came. */
    final List<String> missed = new ArrayList<>();

    boolean isGood() {
      return doubled.isEmpty() && lost.isEmpty() && leaked.isEmpty() && missed.isEmpty();
    }
  }

  private final Script script;
  private final Path folder;
  private final Ground ground;
  private final ProcessTable table;
  private final Optional<RehearsedPlatform> platform;
  private final boolean sleeps;

  /** Whether who sends is told the truth about who owns the run. */
  private final boolean checked;

  private final Count count = new Count();
  private Optional<String> run = Optional.empty();
  private boolean wished;
  private int lives;
  private Process process;
  private boolean stopped;
  private final List<Sleeper> sleepers = new ArrayList<>();
  private final List<Process> woken = new ArrayList<>();
  private final Set<Process> slept = ConcurrentHashMap.newKeySet();

  /** An owner that is stopped. */
  private record Sleeper(Process process, KillPoint point) {}

  /**
   * @param folder is made, beside the pipeline's classes
   */
  CrashRun(Script script, Path folder, Ground ground, ProcessTable table) {
    this.script = script;
    this.folder = folder;
    this.ground = ground;
    this.table = table;
    this.platform = ground.platform(script.ownCluster());
    this.sleeps = ground.asked().mode() != CrashMatrix.Mode.KILLS;
    this.checked = ground.asked().mode() != CrashMatrix.Mode.UNCHECKED;
  }

  /** Runs to the end; leaves no process behind, however that is. */
  Count count() throws IOException, InterruptedException {
    ground.prepare(folder, script.ownCluster());
    try {
      Optional<String> end = Optional.empty();
      for (Kill kill : script.kills()) {
        end = live(Optional.of(kill));
        if (end.isPresent()) {
          count.missed.add(kill + ": " + end.get());
          break;
        }
        count.kills.merge(kill.point(), 1, Integer::sum);
        if (script.wish() == Wish.WHILE_NOBODY_OWNS_IT && !wished) {
          wish();
        }
      }
      if (end.isEmpty()) {
        end = live(Optional.empty());
      }
      wake();
      awaitWoken();
      look(end.orElse("its last orchestrator was killed"));
    } finally {
      sleepers.forEach(each -> each.process().destroyForcibly());
      woken.forEach(Process::destroyForcibly);
      if (run.isPresent()) {
        table.awaitLook();
        table.kill(run.get());
      }
    }
    return count;
  }

  /**
   * One process that owns the run.
   *
   * @param kill where it is killed; empty to let it live
   * @return how the run ended; empty when it was killed
   */
  private Optional<String> live(Optional<Kill> kill) throws IOException, InterruptedException {
    if (!checked) {
      forgetMarks();
    }
    begin(kill);
    boolean asleep = false;
    Process living = process;
    // a life that neither ends nor comes to its point is ended; a sleeper's time begins as it wakes
    process
        .onExit()
        .orTimeout(LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS)
        .whenComplete(
            (ended, late) -> {
              if (late != null && !slept.contains(living)) {
                living.destroyForcibly();
              }
            });
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", 2);
        if (words[0].equals("at") && sleeps) {
          slept.add(process);
          signal(process, "STOP");
          sleepers.add(new Sleeper(process, kill.orElseThrow().point()));
          asleep = true;
          return Optional.empty();
        } else if (words[0].equals("at")) {
          int code = process.destroyForcibly().waitFor();
          if (code != KILLED) {
            throw new IllegalStateException("An orchestrator that was killed ended with " + code);
          }
          return Optional.empty();
        } else if (words[0].equals("ended")) {
          return Optional.of(words[1]);
        } else if (words[0].equals("run") && run.isEmpty()) {
          run = Optional.of(words[1]);
          // from now on they are counted
          platform.ifPresent(jobs -> jobs.clusters(words[1]));
          wishWhileItRuns();
        } else if (words[0].equals("run") && sleeps) {
          Sleeper last = sleepers.get(sleepers.size() - 1);
          count.takeovers.merge(last.point(), 1, Integer::sum);
          if (kill.isEmpty()) {
            wakeWhileItRuns();
          }
        }
      }
      return Optional.of("the orchestrator ended without a word, with " + process.waitFor());
    } finally {
      if (!asleep) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** What senders know of each other, were there no protocol among them. */
  private void forgetMarks() throws IOException {
    Path operators = ground.state(folder).resolve("operators");
    if (Files.exists(operators)) {
      try (Stream<Path> files = Files.walk(operators)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static void signal(Process process, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder("bash", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid()))
        .start()
        .waitFor();
  }

  /** Wakes the sleepers when the last owner has sent all steps, or waits for one of them. */
  private void wakeWhileItRuns() throws IOException, InterruptedException {
    boolean isHeld = checked && script.row().effect().equals(KillPoint.OWNERSHIP_CHECK);
    table.await(
        () -> table.attempts(run.get()).size() == CountingProject.SPARK_STEPS.size(),
        isHeld ? HELD : SENT);
    wake();
  }

  private void wake() throws IOException, InterruptedException {
    for (Sleeper each : List.copyOf(sleepers)) {
      sleepers.remove(each);
      if (!checked) {
        forgetMarks();
      }
      if (each.point().isOfASender()) {
        count.senders++;
      }
      // what it reads goes first: it may end at once when it wakes
      each.process().getOutputStream().write('\n');
      each.process().getOutputStream().flush();
      signal(each.process(), "CONT");
      woken.add(each.process());
    }
  }

  /** Those who were woken end by themselves, as soon as they see that their run is another's. */
  private void awaitWoken() throws InterruptedException {
    for (Process each : woken) {
      if (!each.waitFor(LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS)) {
        count.leaked.add("orchestrator " + each.pid() + " was woken, and does not end");
        each.destroyForcibly().waitFor();
      }
    }
  }

  private synchronized void begin(Optional<Kill> kill) throws IOException {
    if (stopped) {
      throw new IllegalStateException("The matrix is over");
    }
    lives++;
    process = start(kill);
  }

  /** Ends what it does at once. */
  synchronized void stop() {
    stopped = true;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private Process start(Optional<Kill> kill) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            MortalOrchestrator.class.getName(),
            folder.toString(),
            ground.place().home().toString(),
            ground.place().cache().toString(),
            // what is to be cancelled does not end before
            script.wish() == Wish.NEVER ? "1" : "120",
            kill.map(each -> each.point().toString()).orElse("nowhere"),
            kill.map(each -> Integer.toString(each.passing())).orElse("0")));
    if (sleeps) {
      command.add("boot-" + lives);
      command.add(checked ? "checked" : "unchecked");
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(ground.environment());
    return builder.redirectError(folder.resolve("life-" + lives + ".txt").toFile()).start();
  }

  private void wishWhileItRuns() throws InterruptedException {
    boolean come =
        switch (script.wish()) {
          case NEVER, WHILE_NOBODY_OWNS_IT -> false;
          case AT_THE_FIRST_DRIVER ->
              table.await(() -> !table.attempts(run.get()).isEmpty(), LONGEST_LIFE);
          case WHILE_STEPS_RUN ->
              table.await(
                  () ->
                      CountingProject.SPARK_STEPS.stream()
                          .allMatch(step -> Files.exists(attempt(step, 1, "claim.json"))),
                  LONGEST_LIFE);
        };
    if (come) {
      wish();
    }
  }

  private void wish() {
    wished = true;
    try (RunStore store = store()) {
      store.want(run.orElseThrow(), "cancel", Instant.now());
    }
  }

  private Path attempt(String step, int number, String file) {
    return ground
        .state(folder)
        .resolve("store/runs/" + run.orElseThrow() + "/" + step + "/" + number + "/" + file);
  }

  private RunStore store() {
    return RunStore.open(ground.state(folder).resolve("runs.db"));
  }

  private void look(String end) throws IOException, InterruptedException {
    if (run.isEmpty()) {
      count.lost.add("no run was begun: " + end);
      return;
    }
    table.awaitLook();
    table.await(() -> table.live(run.get()).isEmpty(), MOMENT);
    table.live(run.get()).forEach(each -> count.leaked.add(each + " is left"));
    count.doubled.addAll(table.doubled(run.get()));
    if (!wished && table.attempts(run.get()).size() < CountingProject.SPARK_STEPS.size()) {
      count.missed.add("only these drivers were seen: " + table.attempts(run.get()));
    }
    if (ground.standalone().isPresent()) {
      lookAtTheMaster(ground.standalone().get());
    }
    if (platform.isPresent()) {
      lookAtThePlatform(platform.get());
    }
    String expected = wished ? "cancelled" : "succeeded";
    if (!end.equals(expected)) {
      count.lost.add("the run is not " + expected + ": " + end);
    }
    for (String step : CountingProject.SPARK_STEPS) {
      lookAtLaunches(step, 1);
      if (Files.exists(attempt(step, 2, ""))) {
        count.lost.add("the end of the first attempt of " + step + " was not taken");
      }
    }
    if (!wished) {
      lookAtTheSum();
    }
  }

  private void lookAtLaunches(String step, int number) throws IOException {
    Path folder = attempt(step, number, "");
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path order = folder.resolve(AttemptLayout.ORDER).getParent();
      List<Path> launches =
          files.filter(Files::isDirectory).filter(each -> !each.equals(order)).toList();
      if (launches.size() > 1) {
        count.doubled.add("attempt " + number + " of " + step + " had the launches " + launches);
      }
    }
  }

  /** The last step is a plain one, whose value is kept with the state of the run. */
  private void lookAtTheSum() {
    try (RunStore store = store()) {
      RunState state = Orchestrator.state(store.run(run.get()).orElseThrow(), store);
      Optional<JsonText> sum =
          state
              .step(CountingProject.LAST_STEP)
              .result()
              .map(result -> result.values().get("output"));
      if (!sum.map(JsonText::text).equals(Optional.of(CountingProject.SUM))) {
        count.lost.add("there is no sum of the steps: " + sum);
      }
    }
  }

  private void lookAtItsClusters(RehearsedPlatform.Clusters made) {
    if (made.most() > 1) {
      count.doubled.add("the run had " + made.most() + " clusters at one time");
    } else if (made.most() == 0 && !wished) {
      count.missed.add("the run had no cluster");
    }
    if (made.now() > 0) {
      count.leaked.add(made.now() + " clusters of the run are left");
    }
  }

  private void lookAtThePlatform(RehearsedPlatform jobs) throws InterruptedException {
    String id = run.orElseThrow();
    table.await(() -> jobs.clusters(id).map(each -> each.now() == 0).orElse(true), MOMENT);
    jobs.clusters(id).ifPresent(this::lookAtItsClusters);
    try (RunStore store = store()) {
      for (String step : CountingProject.SPARK_STEPS) {
        AttemptKey key = AttemptKey.of(store.id(), id, step, 1);
        int made = jobs.jobs(key);
        if (made > 1) {
          count.doubled.add("the platform had " + made + " jobs of " + key);
        } else if (made == 0 && !wished) {
          count.missed.add("the platform had no job of " + key);
        }
        if (!table.await(() -> !jobs.runs(key), MOMENT)) {
          count.leaked.add("the platform runs a job of " + key);
        }
      }
    }
  }

  private void lookAtTheMaster(StandaloneCluster cluster) throws IOException, InterruptedException {
    Map<String, List<String>> ids = new TreeMap<>();
    for (StandaloneCluster.App app : cluster.applications(run.get())) {
      ids.computeIfAbsent(app.name(), name -> new ArrayList<>()).add(app.id());
    }
    if (!wished && ids.size() < CountingProject.SPARK_STEPS.size()) {
      count.missed.add("the master has seen these applications only: " + ids);
    }
    Set<String> all = new HashSet<>();
    ids.forEach(
        (name, each) -> {
          all.addAll(each);
          if (each.size() > 1) {
            count.doubled.add("the master had the applications " + each + " of " + name);
          }
        });
    List<String> applications = List.copyOf(all);
    table.await(
        () -> active(cluster).isEmpty() && table.withExecutors(applications).isEmpty(), MOMENT);
    active(cluster).forEach(name -> count.leaked.add("the master has the application " + name));
    table
        .withExecutors(applications)
        .forEach(id -> count.leaked.add("application " + id + " has an executor"));
  }

  private List<String> active(StandaloneCluster cluster) {
    try {
      return cluster.active(run.orElseThrow());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the master was asked", e);
    }
  }
}
