// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.run.CrashRun.Count;
import dev.outrider.run.CrashRun.Kill;
import dev.outrider.run.CrashRun.Script;
import dev.outrider.run.CrashRun.Wish;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Kills real orchestrators with {@code kill -9} around everything that they do, while real Spark
 * drivers run, and counts what that doubles, loses and leaks. With sleepers it stops them instead,
 * lets another take the run over by its lease, and wakes them.
 */
final class CrashMatrix {
  private static final int AT_ONCE = 3;

  /** Of sleepers and those who wait for their lease, most of the time of a run. */
  private static final int SLEEPING_AT_ONCE = 6;

  /** How many owners of one run are stopped, one after the other, where there is much to see. */
  private static final int MOST_SLEEPERS = 5;

  private static final int MOST_KILLS = 3;

  private final Map<KillPoint, Row> rows = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Ground ground;
  private int runs;
  private int senders;

  /** What is done to an orchestrator. */
  enum Mode {
    KILLS,
    /** It is stopped, and woken when another has taken its run. */
    SLEEPERS,
    /** The same, and senders neither ask who owns the run nor know of each other. */
    UNCHECKED;

    List<KillPoint> points(boolean makesClusters) {
      return this == KILLS ? KillPoint.of(makesClusters) : KillPoint.SLEEPING;
    }
  }

  /**
   * What is asked of a matrix.
   *
   * @param flavor {@code local}, {@code spark} for a standalone cluster of this machine, or one
   *     that has a rehearsal
   * @param mode what is done there
   * @param point the only kill point; empty for all
   * @param kills how many kills at least; each of the points has two or more
   * @param settings what is set of the step operator besides
   * @param resources what the steps ask for
   */
  record Asked(
      String flavor,
      Mode mode,
      Optional<String> point,
      int kills,
      Map<String, String> settings,
      Map<String, String> resources) {}

  private static final class Row {
    private int kills;
    private int takeovers;
    private int doubled;
    private int lost;
    private int leaked;
  }

  private CrashMatrix(Ground ground) {
    this.ground = ground;
    // in their order
    ground.allPoints().forEach(point -> rows.put(point, new Row()));
  }

  /**
   * Runs the matrix.
   *
   * @param out is told of each run
   */
  static CrashMatrix run(Ground ground, PrintStream out) throws Exception {
    Mode mode = ground.asked().mode();
    List<Script> scripts = scripts(ground);
    CrashMatrix matrix = new CrashMatrix(ground);
    try (ProcessTable table = ProcessTable.watched()) {
      ExecutorService threads =
          Executors.newFixedThreadPool(mode == Mode.KILLS ? AT_ONCE : SLEEPING_AT_ONCE);
      List<CrashRun> begun = new ArrayList<>();
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
          Path place = ground.place().work().resolve(String.format(Locale.ROOT, "run-%03d", i + 1));
          Script script = scripts.get(i);
          CrashRun run = new CrashRun(script, place, ground, table);
          begun.add(run);
          all.add(
              threads.submit(
                  () -> {
                    long start = System.nanoTime();
                    Count count = run.count();
                    matrix.took(script, count, place);
                    out.printf(
                        Locale.ROOT,
                        "%s of %d, %s: %d kills, %s, %.0f s%n",
                        place.getFileName(),
                        scripts.size(),
                        script.row(),
                        count.kills.values().stream().mapToInt(n -> n).sum(),
                        count.isGood() ? "good" : "NOT GOOD",
                        (System.nanoTime() - start) / 1e9);
                    return null;
                  }));
        }
        for (Future<?> each : all) {
          each.get();
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } finally {
        // whatever has happened, each run ends its processes
        threads.shutdownNow();
        begun.forEach(CrashRun::stop);
        threads.awaitTermination(1, TimeUnit.MINUTES);
      }
    }
    return matrix;
  }

  /** Rounds over the kill points, until there are enough kills; each round kills elsewhere. */
  private static List<Script> scripts(Ground ground) {
    Mode mode = ground.asked().mode();
    List<KillPoint> points = ground.points();
    int kills = ground.asked().kills();
    int most = mode == Mode.KILLS ? MOST_KILLS : MOST_SLEEPERS;
    if (kills <= 2 * points.size()) {
      most = 2;
    }
    List<Script> scripts = new ArrayList<>();
    int planned = 0;
    for (int round = 0; planned < kills; round++) {
      for (KillPoint point : points) {
        if (round > 0 && planned >= kills) {
          break;
        }
        // a sender that is stopped there holds its lock, and no other gets as far
        boolean isHeld = point.effect().equals(KillPoint.OWNERSHIP_CHECK) && mode != Mode.UNCHECKED;
        Script script = script(point, round, isHeld ? 1 : most, ground.isLimited());
        scripts.add(script);
        planned += script.kills().size();
      }
    }
    return scripts;
  }

  /**
   * Kills at a point, the later ones of successors; before them what makes the point come.
   *
   * @param lives how many are killed at the point
   * @param limited whether the platform lets itself be asked every few seconds only
   */
  private static Script script(KillPoint point, int round, int lives, boolean limited) {
    List<Kill> kills = new ArrayList<>();
    Wish wish = Wish.NEVER;
    int first = 1;
    switch (point.effect()) {
      case "find" -> {
        boolean accepted = round % 2 == 1;
        kills.add(new Kill(accepted ? KillPoint.after("submit") : KillPoint.before("submit"), 1));
      }
      // where they are limited, a short run has hardly more than three
      case "poll" -> first = 1 + (limited ? round % 3 : 5 * (round % 4));
      case KillPoint.WRITE_DOWN -> first = 1 + round % 5;
      // the last commit ends the run, and what is kept for it is given back once
      case KillPoint.COMMIT, KillPoint.RELEASE -> {}
      case "cancel" -> {
        wish = Wish.WISHES.get(round % Wish.WISHES.size());
        if (wish == Wish.WHILE_NOBODY_OWNS_IT) {
          kills.add(new Kill(KillPoint.after("submit"), 1));
        } else {
          first = 1 + round % 2;
        }
      }
      // two steps have a job
      default -> first = 1 + round % 2;
    }
    // a job, and a commit, comes once for each step
    boolean once = point.after() && List.of("submit", KillPoint.COMMIT).contains(point.effect());
    kills.add(new Kill(point, once ? 1 : first));
    for (int life = 2; life <= (once ? Math.min(2, lives) : lives); life++) {
      kills.add(new Kill(point, 1));
    }
    boolean ownCluster =
        point.effect().equals(KillPoint.RELEASE) || (round + KillPoint.ALL.indexOf(point)) % 2 == 1;
    return new Script(point, kills, wish, ownCluster);
  }

  private synchronized void took(Script script, Count count, Path place) {
    runs++;
    count.kills.forEach((point, n) -> rows.get(point).kills += n);
    count.takeovers.forEach((point, n) -> rows.get(point).takeovers += n);
    senders += count.senders;
    Row row = rows.get(script.row());
    row.doubled += count.doubled.size();
    row.lost += count.lost.size();
    row.leaked += count.leaked.size();
    tell(script, "doubled", count.doubled, place);
    tell(script, "lost", count.lost, place);
    tell(script, "leaked", count.leaked, place);
    tell(script, "missed", count.missed, place);
  }

  private void tell(Script script, String what, List<String> evidence, Path place) {
    for (String each : evidence) {
      problems.add(script.kills() + ", " + what + ": " + each + "; see " + place);
    }
  }

  /** What went wrong, one line each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** How often a process was killed at a point. */
  int kills(KillPoint point) {
    return rows.get(point).kills;
  }

  /** What a matrix of sleepers has to have seen. */
  void checkTakeovers() {
    int least = ground.asked().kills();
    if (!isOfSleepers()) {
      return;
    }
    if (sum(row -> row.takeovers) < least) {
      problems.add(
          "only "
              + sum(row -> row.takeovers)
              + " takeovers while the first owner was stopped, and not "
              + least);
    }
    for (KillPoint point : ground.points()) {
      if (rows.get(point).takeovers == 0) {
        problems.add("no owner that was stopped " + point + " was taken from");
      }
    }
  }

  private int sum(Function<Row, Integer> of) {
    return rows.values().stream().mapToInt(of::apply).sum();
  }

  private boolean isOfSleepers() {
    return ground.asked().mode() != Mode.KILLS;
  }

  void print(PrintStream out) {
    boolean sleepers = isOfSleepers();
    out.printf(
        "%-23s %9s %8s %6s %7s%n",
        sleepers ? "stopped" : "kill point",
        sleepers ? "takeovers" : "kills",
        "doubled",
        "lost",
        "leaked");
    rows.forEach(
        (point, row) ->
            out.printf(
                Locale.ROOT,
                "%-23s %9d %8d %6d %7d%n",
                point,
                sleepers ? row.takeovers : row.kills,
                row.doubled,
                row.lost,
                row.leaked));
    problems.forEach(out::println);
    out.printf(
        "%d %s in %d runs: %d doubled, %d lost, %d leaked%n",
        sum(row -> sleepers ? row.takeovers : row.kills),
        sleepers ? "takeovers while the first owner was stopped" : "kills",
        runs,
        sum(row -> row.doubled),
        sum(row -> row.lost),
        sum(row -> row.leaked));
    if (sleepers) {
      out.printf("%d senders woke after their run was taken over%n", senders);
    }
  }
}
