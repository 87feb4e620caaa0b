// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.value.JsonText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.ProgressHandler;

/**
 * What a command reads does not grow with the run store. Counted are the instructions of SQLite's
 * virtual machine, of which each row that is read takes some.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunStoreReadsTest {
  private static final int SMALL = 250;
  private static final int LARGE = 5_000;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** A page, and what finds it. */
  private static final int PAGE = 10;

  private Path folder;
  private Path small;
  private Path large;

  @BeforeAll
  void twoStores(@TempDir Path folder) throws SQLException {
    this.folder = folder;
    small = store("small.db", SMALL);
    large = store("large.db", LARGE);
  }

  static Map<String, Consumer<RunStore>> reads() {
    Optional<String> p = Optional.of("p");
    Optional<String> failed = Optional.of("failed");
    Optional<Instant> since = Optional.of(FIRST);
    Map<String, Consumer<RunStore>> reads = new LinkedHashMap<>();
    reads.put("the last run", store -> filled(store.runs(RunQuery.newest(1)), 1));
    reads.put("a page", store -> filled(store.runs(RunQuery.newest(PAGE)), PAGE));
    reads.put("a list", store -> filled(store.listed(RunQuery.newest(PAGE)), PAGE));
    reads.put("a pipeline's page", store -> page(store, p, Optional.empty(), Optional.empty()));
    reads.put(
        "an outcome's page", store -> page(store, Optional.empty(), failed, Optional.empty()));
    reads.put("both", store -> page(store, p, failed, Optional.empty()));
    reads.put("all of them", store -> page(store, p, failed, since));
    reads.put("since", store -> page(store, Optional.empty(), Optional.empty(), since));
    reads.put(
        "the next page",
        store -> {
          RunRecord last = store.runs(RunQuery.newest(PAGE)).get(PAGE - 1);
          filled(store.runs(RunQuery.newest(PAGE).after(last)), PAGE);
        });
    reads.put(
        "the last run with the same parameters",
        store ->
            store.<RuntimeException>eachSame(
                "p", new JsonText("{\"parameters\":{\"n\":\"4\"}}"), run -> true));
    reads.put(
        "no run with the same parameters",
        store ->
            store.<RuntimeException>eachSame(
                "p", new JsonText("{\"parameters\":{\"n\":\"none\"}}"), run -> true));
    reads.put("a run", store -> assertThat(store.run(id(7))).isPresent());
    reads.put("a run's steps", store -> filled(store.steps(id(7)), 4));
    reads.put("a run's attempts", store -> filled(store.attempts(id(7)), 4));
    reads.put("a beginning of an id", store -> filled(store.idsThatBegin(id(7)), 1));
    reads.put("a beginning of many ids", store -> filled(store.idsThatBegin("r"), 2));
    reads.put("ids near a wrong one", store -> assertThat(store.idsNear("r5")).isNotEmpty());
    reads.put("leaked jobs", store -> filled(store.leaked(), 1));
    reads.put("how many leaked jobs", store -> assertThat(store.leakedCount()).isEqualTo(1));
    reads.put("a wish", store -> assertThat(store.isWanted(id(7), "cancel")).isFalse());
    reads.put(
        "places on an operator",
        store -> store.occupy(id(1), 1, "gpu", 1, List.of(attempt(id(1), "new"))));
    return reads;
  }

  static List<String> names() {
    return List.copyOf(reads().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsReadDoesNotGrowWithTheStore(String read) throws SQLException {
    long few = work(small, reads().get(read));
    long many = work(large, reads().get(read));

    // the store is twenty times as large; a tree of it is a level deeper at most
    assertThat(many).as("instructions, where the small store takes %s", few).isLessThan(2 * few);
  }

  @Test
  void aClassPathIsStoredOnce() throws SQLException {
    JsonText project =
        new JsonText("{\"classPath\":[\"/a.jar\",\"/b.jar\"],\"parameters\":{\"n\":\"1\"}}");
    Path file = folder.resolve("shared.db");
    try (RunStore store = RunStore.open(file)) {
      store.create(run("r1", project), List.of());
      store.create(run("r2", project), List.of());
      RunRecord first = store.run("r1").orElseThrow();
      store.reopen(
          first,
          project,
          "plan",
          List.of(),
          List.of(),
          new Owner("host", 1, Optional.empty(), Optional.empty()),
          FIRST);

      assertThat(store.run("r1").orElseThrow().project().text())
          .isEqualTo("{\"parameters\":{\"n\":\"1\"},\"classPath\":[\"/a.jar\",\"/b.jar\"]}");
      assertThat(store.run("r2").orElseThrow().project())
          .isEqualTo(store.run("r1").orElseThrow().project());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertThat(
              statement
                  .executeQuery(
                      "SELECT count(*) FROM class_path WHERE entries = '[\"/a.jar\",\"/b.jar\"]'"
                          + " AND (SELECT max(project) FROM run) NOT LIKE '%jar%'")
                  .getInt(1))
          .isEqualTo(1);
    }
  }

  @Test
  void aListReadsOfARunOnlyWhatItShows() throws SQLException {
    Path file = folder.resolve("listed.db");
    try (RunStore store = RunStore.open(file)) {
      store.create(run("r1", new JsonText("{}")), List.of());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE run SET project = 'damaged', owner = 'damaged', renewed = 'damaged',"
              + " looks = 'damaged', ended = '2026-01-01T00:00:02Z', outcome = 'failed'");
    }
    try (RunStore store = RunStore.openToRead(file, Duration.ofSeconds(1))) {
      assertThat(store.listed(RunQuery.newest(1)))
          .containsExactly(
              new ListedRun("r1", "p", "failed", FIRST, Optional.of(FIRST.plusSeconds(2))));
    }
  }

  @Test
  void aRunBegunWithinTheFirstSecondIsSinceIt() {
    Instant exact = Instant.parse("2026-03-01T10:00:00Z");
    try (RunStore store = RunStore.open(folder.resolve("since.db"))) {
      for (Instant each : List.of(exact.minusMillis(1), exact, exact.plusMillis(500))) {
        store.create(run("r" + each.toEpochMilli(), new JsonText("{}"), each), List.of());
      }

      RunQuery since =
          new RunQuery(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(exact),
              Optional.empty(),
              9);
      assertThat(store.runs(since))
          .extracting(RunRecord::created)
          .containsExactlyInAnyOrder(exact, exact.plusMillis(500));
    }
  }

  private static void page(
      RunStore store,
      Optional<String> pipeline,
      Optional<String> outcome,
      Optional<Instant> since) {
    filled(
        store.runs(
            new RunQuery(pipeline, outcome, Optional.empty(), since, Optional.empty(), PAGE)),
        PAGE);
  }

  private static void filled(List<?> rows, int size) {
    assertThat(rows).hasSize(size);
  }

  private static long work(Path file, Consumer<RunStore> read) throws SQLException {
    AtomicLong instructions = new AtomicLong();
    ProgressHandler counter =
        new ProgressHandler() {
          @Override
          protected int progress() {
            instructions.incrementAndGet();
            return 0;
          }
        };
    try (RunStore store =
        new RunStore(
            new StoreFile(file, Duration.ofSeconds(10), InstantSource.system()),
            connection -> counted(connection, counter))) {
      instructions.set(0);
      read.accept(store);
      return instructions.get();
    }
  }

  private static Connection counted(Connection connection, ProgressHandler counter) {
    try {
      ProgressHandler.setHandler(connection, 1, counter);
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of two pipelines and two outcomes, so that what is asked for is spread over the store. */
  private Path store(String name, int runs) throws SQLException {
    Path file = folder.resolve(name);
    RunStore.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String numbers =
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + (runs - 1)
              + ") ";
      String id = "'r' || printf('%012d', i)";
      statement.execute(
          numbers
              + "INSERT INTO run (id, pipeline, project, parameters, plan, created, outcome,"
              + " cancelling, epoch) SELECT "
              + id
              + ", substr('pq', 1 + (i % 2), 1), '{\"parameters\":{\"n\":\"' || (i % 5) || '\"}}',"
              + " '{\"n\":\"' || (i % 5) || '\"}', 'plan',"
              + " strftime('%Y-%m-%dT%H:%M:%SZ', '2026-01-01', '+' || i || ' minutes'),"
              + " iif(i % 3 = 0, 'failed', 'succeeded'), 0, 1 FROM n");
      for (String step : List.of("a", "b", "c", "d")) {
        statement.execute(
            numbers + "INSERT INTO step_run SELECT " + id + ", '" + step + "', 0, '{}' FROM n");
        statement.execute(
            numbers
                + "INSERT INTO attempt (key, run, step, number, request, operator, leaked) SELECT "
                + id
                + " || '-"
                + step
                + "', "
                + id
                + ", '"
                + step
                + "', 1, 'hash', 'gpu', iif(i = 3 AND '"
                + step
                + "' = 'a', 'lost', NULL) FROM n");
      }
      connection.commit();
    }
    return file;
  }

  private static String id(int number) {
    return String.format("r%012d", number);
  }

  private static AttemptRecord attempt(String run, String step) {
    return new AttemptRecord(
        run + "-" + step,
        run,
        step,
        1,
        "gpu",
        "hash",
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }

  private static RunRecord run(String id, JsonText project) {
    return run(id, project, FIRST);
  }

  private static RunRecord run(String id, JsonText project, Instant created) {
    return new RunRecord(
        id,
        "p",
        project,
        "hash",
        created,
        Optional.empty(),
        "running",
        false,
        Optional.empty(),
        1,
        Optional.empty(),
        List.of());
  }
}
