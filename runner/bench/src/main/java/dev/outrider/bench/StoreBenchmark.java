// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Processor time of {@code outrider runs list} and {@code runs show} on a run store of years,
 * beside themselves on a store of some days, and beside {@code flavor list}, which opens no store.
 */
final class StoreBenchmark {
  private static final int ROUNDS = 11;
  private static final int STEPS = 20;
  private static final int LARGE = 10_000;
  private static final int SMALL = 50;

  private StoreBenchmark() {}

  static void run(Path root, Path work, Figures figures) throws Exception {
    Path large = store(work.resolve("large"), LARGE);
    Path small = store(work.resolve("small"), SMALL);
    Path home = root.resolve("runner/cli/target/outrider");
    Map<String, Rounds.Measured> contenders = new LinkedHashMap<>();
    contenders.put("flavor list", outrider(home, work, "step-operator", "flavor", "list"));
    contenders.put("list large", outrider(home, work, "runs", "list", "--config", config(large)));
    contenders.put("list small", outrider(home, work, "runs", "list", "--config", config(small)));
    contenders.put("show large", outrider(home, work, "runs", "show", "--config", config(large)));
    contenders.put("show small", outrider(home, work, "runs", "show", "--config", config(small)));

    Rounds rounds = Rounds.measured(2, ROUNDS, contenders);

    figures.say(
        "processor time of whole processes, %d rounds in turns, after 2 that are not counted",
        ROUNDS);
    figures.say(
        "stores of %d and of %d runs, each with %d steps and attempts; the large one has %d bytes",
        LARGE, SMALL, STEPS, Files.size(large.resolve("runs.db")));
    for (String each : contenders.keySet()) {
      figures.seconds("store." + each.replace(' ', '_'), rounds, each);
    }
    for (String each : List.of("list", "show")) {
      double time = rounds.median(each + " large");
      figures.figure("store." + each + "_to_flavor_list", time / rounds.median("flavor list"), "x");
      figures.figure("store." + each + "_to_small", time / rounds.median(each + " small"), "x");
    }
  }

  private static String config(Path folder) {
    return folder.resolve("outrider.properties").toString();
  }

  /** Seconds of the processor that a command takes, and all that it starts and waits for. */
  private static Rounds.Measured outrider(Path home, Path work, String... words) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/outrider").toString()));
    command.addAll(List.of(words));
    Child child =
        new Child(
            command,
            Map.of("OUTRIDER_CACHE", work.resolve("cache").toString()),
            work.resolve("printed.txt"));
    return () -> {
      long before = ticksOfChildren();
      child.run();
      return (ticksOfChildren() - before) / 100.0;
    };
  }

  /** Linux: cutime and cstime in proc(5), which count hundredths of a second. */
  private static long ticksOfChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }

  /** A store with one run that took place, and copies of it that were begun before. */
  private static Path store(Path folder, int runs) throws Exception {
    Files.createDirectories(folder);
    try (OutriderEngine engine = new OutriderEngine(folder)) {
      engine.fanOut(STEPS).run();
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runs.db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String run = only(statement, "SELECT id FROM run");
      statement.execute("INSERT INTO class_path VALUES ('00', '" + classPath() + "')");
      statement.execute("UPDATE run SET class_path = '00'");
      copy(connection, "run", run, runs, "id", "created");
      copy(connection, "step_run", run, runs, "run");
      copy(connection, "attempt", run, runs, "run", "key");
      connection.commit();
    }
    return folder;
  }

  private static String classPath() {
    return IntStream.range(0, 200)
        .mapToObj(i -> "\"/home/user/.m2/repository/org/example/library-" + i + "/1.0/l.jar\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String only(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * @param changed columns that a copy has otherwise: an id counts, a key ends with it, and a time
   *     is earlier
   */
  private static void copy(
      Connection connection, String table, String run, int runs, String... changed)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
      while (row.next()) {
        columns.add(row.getString(1));
      }
    }
    String id = "'r' || printf('%012d', i)";
    String values =
        columns.stream()
            .map(
                column ->
                    !List.of(changed).contains(column)
                        ? column
                        : switch (column) {
                          case "created" ->
                              "strftime('%Y-%m-%dT%H:%M:%SZ', created, '-' || (i + 1) || ' hours')";
                          case "key" -> "key || i";
                          default -> id;
                        })
            .collect(Collectors.joining(", "));
    String sql =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO "
            + table
            + " ("
            + String.join(", ", columns)
            + ") SELECT "
            + values
            + " FROM n, "
            + table
            + " AS one WHERE one."
            + changed[0]
            + " = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, runs - 1);
      statement.setString(2, run);
      statement.executeUpdate();
    }
  }
}
