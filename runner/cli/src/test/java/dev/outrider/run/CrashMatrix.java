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
 * lets another take the run over by its lease, and wakes them. As a program: {@code FLAVOR KILLS
 * HOME CACHE SPARK FOLDER kills|sleepers|unchecked [POINT]}.
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
  private final Mode mode;
  private int runs;
  private int senders;

  /** What is done to an orchestrator. */
  enum Mode {
    KILLS,
    /** It is stopped, and woken when another has taken its run. */
    SLEEPERS,
    /** The same, and senders neither ask who owns the run nor know of each other. */
    UNCHECKED;

    List<KillPoint> points(String flavor) {
      return this == KILLS ? KillPoint.of(flavor) : KillPoint.SLEEPING;
    }
  }

  private static final class Row {
    private int kills;
    private int takeovers;
    private int doubled;
    private int lost;
    private int leaked;
  }

  private CrashMatrix(Mode mode, List<KillPoint> points) {
    this.mode = mode;
    // in their order
    points.forEach(point -> rows.put(point, new Row()));
  }

  /**
   * Runs the matrix.
   *
   * @param flavor {@code local}; {@code spark} for a standalone cluster, or {@code emr} for an EMR,
   *     of this machine
   * @param mode what is done there
   * @param points where to kill
   * @param kills how many kills at least; each of the points has two or more
   * @param home the distribution
   * @param cache Outrider's cache
   * @param spark the Spark home
   * @param folder an empty folder; what went wrong can be read there
   * @param out is told of each run
   */
  static CrashMatrix run(
      String flavor,
      Mode mode,
      List<KillPoint> points,
      int kills,
      Path home,
      Path cache,
      Path spark,
      Path folder,
      PrintStream out)
      throws Exception {
    CountingProject.compile(folder, home, spark);
    List<Script> scripts = scripts(flavor, mode, points, kills);
    CrashMatrix matrix = new CrashMatrix(mode, mode.points(flavor));
    try (ProcessTable table = ProcessTable.watched();
        Cluster cluster = new Cluster(flavor, mode, folder, spark)) {
      CrashRun.Stage stage =
          new CrashRun.Stage(
              home,
              cache,
              spark,
              table,
              mode != Mode.KILLS,
              mode != Mode.UNCHECKED,
              cluster.standalone,
              cluster.aws);
      ExecutorService threads =
          Executors.newFixedThreadPool(mode == Mode.KILLS ? AT_ONCE : SLEEPING_AT_ONCE);
      List<CrashRun> begun = new ArrayList<>();
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
          Path place = folder.resolve(String.format(Locale.ROOT, "run-%03d", i + 1));
          Script script = scripts.get(i);
          CrashRun run = new CrashRun(script, place, stage);
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

  /** The cluster of a flavor, if it has one. */
  private static final class Cluster implements AutoCloseable {
    private final Optional<StandaloneCluster> standalone;
    private final Optional<LoopbackAws> aws;

    Cluster(String flavor, Mode mode, Path folder, Path spark) throws Exception {
      if (!flavor.equals("spark")) {
        standalone = Optional.empty();
      } else if (mode == Mode.KILLS) {
        standalone = Optional.of(StandaloneCluster.start(folder, spark));
      } else {
        standalone = Optional.of(StandaloneCluster.startWithRest(folder, spark));
      }
      aws =
          flavor.equals("emr")
              ? Optional.of(LoopbackAws.start(folder.resolve("aws"), spark))
              : Optional.empty();
    }

    @Override
    public void close() {
      standalone.ifPresent(StandaloneCluster::close);
      aws.ifPresent(LoopbackAws::close);
    }
  }

  /** Rounds over the kill points, until there are enough kills; each round kills elsewhere. */
  private static List<Script> scripts(String flavor, Mode mode, List<KillPoint> points, int kills) {
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
        Script script = script(flavor, point, round, isHeld ? 1 : most);
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
   */
  private static Script script(String flavor, KillPoint point, int round, int lives) {
    List<Kill> kills = new ArrayList<>();
    Wish wish = Wish.NEVER;
    int first = 1;
    switch (point.effect()) {
      case "find" -> {
        boolean accepted = round % 2 == 1;
        kills.add(new Kill(accepted ? KillPoint.after("submit") : KillPoint.before("submit"), 1));
      }
      // EMR lets itself be asked every few seconds only: a short run has hardly more than three
      case "poll" -> first = 1 + (flavor.equals("emr") ? round % 3 : 5 * (round % 4));
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
  private void checkTakeovers(List<KillPoint> points, int least) {
    if (mode == Mode.KILLS) {
      return;
    }
    if (sum(row -> row.takeovers) < least) {
      problems.add(
          "only "
              + sum(row -> row.takeovers)
              + " takeovers while the first owner was stopped, and not "
              + least);
    }
    for (KillPoint point : points) {
      if (rows.get(point).takeovers == 0) {
        problems.add("no owner that was stopped " + point + " was taken from");
      }
    }
  }

  private int sum(Function<Row, Integer> of) {
    return rows.values().stream().mapToInt(of::apply).sum();
  }

  void print(PrintStream out) {
    boolean sleepers = mode != Mode.KILLS;
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

  public static void main(String[] words) throws Exception {
    String flavor = words[0];
    long start = System.nanoTime();
    Thread self = Thread.currentThread();
    Thread hook = new Thread(() -> end(self), "Ctrl-C");
    Runtime.getRuntime().addShutdownHook(hook);
    System.out.printf("Flavor %s:%n", flavor);
    Mode mode = Mode.valueOf(words[6].toUpperCase(Locale.ROOT));
    List<KillPoint> points =
        mode.points(flavor).stream()
            .filter(point -> words.length < 8 || point.toString().equals(words[7]))
            .toList();
    CrashMatrix matrix =
        run(
            flavor,
            mode,
            points,
            Integer.parseInt(words[1]),
            Path.of(words[2]),
            Path.of(words[3]),
            Path.of(words[4]),
            Path.of(words[5]),
            System.out);
    matrix.checkTakeovers(points, Integer.parseInt(words[1]));
    matrix.print(System.out);
    System.out.printf(Locale.ROOT, "took %.1f minutes%n", (System.nanoTime() - start) / 6e10);
    Runtime.getRuntime().removeShutdownHook(hook);
    System.exit(matrix.problems().isEmpty() ? 0 : 1);
  }

  private static void end(Thread matrix) {
    matrix.interrupt();
    try {
      matrix.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
