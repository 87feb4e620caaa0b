// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down stays, and only by a run's owner; a store that is none is left alone. */
class RunStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** No system gives a process this number. */
  private static final long NO_PROCESS = 4_194_305;

  private static final Owner OWNER = new Owner("host", 1, Optional.of("boot"), Optional.of("r1"));

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadByAnotherConnection() {
    try (RunStore one = open();
        RunStore other = open()) {
      one.create(run("r1"), List.of(row("clean", "{}"), row("a", "{}")));
      one.save(
          "r1",
          1,
          "running",
          false,
          Optional.empty(),
          List.of(row("a", "{\"x\":1}")),
          List.of(attempt(Optional.empty())));

      assertThat(other.id()).isEqualTo(one.id()).hasSize(32);
      assertThat(other.runs(RunQuery.newest(50))).containsExactly(run("r1"));
      assertThat(other.steps("r1")).containsExactly(row("clean", "{}"), row("a", "{\"x\":1}"));
      assertThat(other.attempts("r1")).containsExactly(attempt(Optional.empty()));
    }
  }

  @Test
  void whatALossOfPowerLeavesIsReadToItsLastCommitThoughTheLogIsLonger() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (RunStore store = open()) {
      store.create(run("r1"), List.of(row("a", "{}")));
      store.save(
          "r1", 1, "failed", false, Optional.of(NOW), List.of(row("a", "{\"x\":1}")), List.of());
      Path log = Path.of(file() + "-wal");
      assertThat(Files.size(log)).isEqualTo(1 << 20);
      Files.copy(file(), copy);
      Files.copy(log, Path.of(copy + "-wal"));
    }
    try (RunStore store = RunStore.open(copy)) {
      assertThat(store.run("r1").orElseThrow().outcome()).isEqualTo("failed");
      assertThat(store.steps("r1")).containsExactly(row("a", "{\"x\":1}"));

      store.create(run("r2"), List.of());
      assertThat(store.runs(RunQuery.newest(50))).hasSize(2);
    }
    assertThat(Path.of(copy + "-wal")).doesNotExist();
  }

  @Test
  void aLogThatIsLongFromTheBeginningIsAnEmptyOne() throws Exception {
    try (RunStore store = open()) {
      assertThat(store.runs(RunQuery.newest(50))).isEmpty();
    }
    Files.write(Path.of(file() + "-wal"), new byte[1 << 20]);

    try (RunStore one = open();
        RunStore other = open()) {
      one.create(run("r1"), List.of());
      assertThat(other.runs(RunQuery.newest(50))).hasSize(1);
    }
    try (RunStore store = open()) {
      assertThat(store.runs(RunQuery.newest(50))).hasSize(1);
    }
  }

  @Test
  void severalThatMakeAStoreAtOnceAllOpenTheSame() throws Exception {
    int openers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(openers);
    try {
      for (int round = 0; round < 8; round++) {
        Path file = folder.resolve("new-" + round + ".db");
        CyclicBarrier start = new CyclicBarrier(openers);
        Callable<String> opener =
            () -> {
              start.await();
              try (RunStore store = RunStore.open(file)) {
                return store.id();
              }
            };
        Set<String> ids = new HashSet<>();
        for (Future<String> each : threads.invokeAll(Collections.nCopies(openers, opener))) {
          ids.add(each.get());
        }
        assertThat(ids).as("round %s", round).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theFirstLaunchThatIsCommittedStays() {
    try (RunStore store = open()) {
      store.create(run("r1"), List.of());
      for (String launch : List.of("file:///one/", "file:///two/")) {
        store.save(
            "r1",
            1,
            "running",
            false,
            Optional.empty(),
            List.of(),
            List.of(attempt(Optional.of(URI.create(launch)))));
      }

      assertThat(store.attempts("r1"))
          .containsExactly(attempt(Optional.of(URI.create("file:///one/"))));
    }
  }

  @Test
  void anOwnerThatHasLostItsRunWritesNothing() {
    try (RunStore store = open()) {
      store.create(run("r1"), List.of(row("a", "{}")));
      Owner second = new Owner("host", 2, Optional.of("boot"), Optional.of("r1"));

      assertThat(store.take("r1", 1, second, NOW)).contains(2L);
      assertThat(store.take("r1", 1, OWNER, NOW)).isEmpty();
      assertThatThrownBy(
              () ->
                  store.save(
                      "r1",
                      1,
                      "failed",
                      false,
                      Optional.empty(),
                      List.of(row("a", "[]")),
                      List.of()))
          .isInstanceOf(LostOwnershipException.class)
          .hasMessage("Run r1 has another owner by now; this process has let it go.");
      assertThatThrownBy(() -> store.renew("r1", 1, NOW, List.of()))
          .isInstanceOf(LostOwnershipException.class);
      assertThat(store.steps("r1")).containsExactly(row("a", "{}"));
      assertThat(store.run("r1").orElseThrow().owner()).contains(second);
    }
  }

  @Test
  void placesOnAnOperatorAreCountedOverAllRuns() {
    try (RunStore one = open();
        RunStore other = open()) {
      one.create(run("r1"), List.of());
      other.create(run("r2"), List.of());
      AttemptRecord a = attempt("r1", "a", true, Optional.empty());
      AttemptRecord b = attempt("r1", "b", true, Optional.empty());
      AttemptRecord c = attempt("r2", "c", true, Optional.empty());

      assertThat(one.occupy("r1", 1, "gpu", 2, List.of(a))).containsExactly(a.key());
      assertThat(other.occupy("r2", 1, "gpu", 2, List.of(c))).containsExactly(c.key());
      assertThat(one.occupy("r1", 1, "gpu", 2, List.of(b, a)))
          .as("who has a place keeps it, and there is no third")
          .containsExactly(a.key());
      assertThat(one.attempts("r1")).containsExactly(a);

      AttemptRecord ended = attempt("r2", "c", false, Optional.empty());
      other.save("r2", 1, "running", false, Optional.empty(), List.of(), List.of(ended));

      assertThat(one.occupy("r1", 1, "gpu", 2, List.of(b))).containsExactly(b.key());
      assertThatThrownBy(() -> one.occupy("r1", 7, "gpu", 9, List.of(c)))
          .isInstanceOf(LostOwnershipException.class);
    }
  }

  @Test
  void aLeakedJobIsListedUntilItIsKnownToHaveEndedAndTakesNoPlace() {
    try (RunStore store = open()) {
      store.create(run("r1"), List.of());
      AttemptRecord leaked =
          new AttemptRecord(
              "r1-a-1-0123456789",
              "r1",
              "a",
              1,
              "gpu",
              "hash",
              Optional.empty(),
              Optional.empty(),
              false,
              Optional.of("nobody has confirmed"));
      store.save("r1", 1, "failed", false, Optional.of(NOW), List.of(), List.of(leaked));
      AttemptRecord other = attempt("r1", "b", true, Optional.empty());

      assertThat(store.leaked()).containsExactly(leaked);
      assertThat(store.occupy("r1", 1, "gpu", 1, List.of(other))).containsExactly(other.key());
      store.hasEnded(leaked);

      assertThat(store.leaked()).isEmpty();
    }
  }

  @Test
  void anOwnerOfAnEarlierVersionIsReadWithoutBootAndLock() throws Exception {
    try (RunStore store = open()) {
      store.create(run("r1"), List.of());
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(
            "UPDATE run SET owner = '{\"host\": \"no-such-host.invalid\", \"pid\": 4711,"
                + " \"started\": \"2026-01-01T00:00:00Z\"}'");
      }

      assertThat(store.run("r1").orElseThrow().owner())
          .contains(new Owner("no-such-host.invalid", 4711, Optional.empty(), Optional.empty()));
      assertThat(store.owners()).isEqualTo(file().resolveSibling("owners"));
    }
  }

  @Test
  void aRunThatHasEndedGoesOnWithANewOwnerAndWithoutOldWishes() {
    try (RunStore store = open()) {
      store.create(run("r1"), List.of(row("a", "{}"), row("b", "{}")));
      store.want("r1", "cancel", NOW);
      store.save("r1", 1, "cancelled", true, Optional.of(NOW), List.of(), List.of());
      RunRecord ended = store.run("r1").orElseThrow();
      Owner second = new Owner("host", 2, Optional.of("boot"), Optional.of("r1"));

      assertThat(
              store.reopen(
                  ended,
                  new JsonText("[]"),
                  "new",
                  List.of(row("b", "[]")),
                  List.of(),
                  second,
                  NOW))
          .contains(2L);
      assertThat(store.reopen(ended, new JsonText("[]"), "new", List.of(), List.of(), OWNER, NOW))
          .isEmpty();

      RunRecord now = store.run("r1").orElseThrow();
      assertThat(now.outcome()).isEqualTo("running");
      assertThat(now.cancelling()).isFalse();
      assertThat(now.ended()).isEmpty();
      assertThat(now.owner()).contains(second);
      assertThat(now.plan()).isEqualTo("new");
      assertThat(store.isWanted("r1", "cancel")).isFalse();
      assertThat(store.steps("r1")).containsExactly(row("a", "{}"), row("b", "[]"));
    }
  }

  @Test
  void aStoreOfVersionOneIsBroughtUpToDateWithAllThatIsInIt() throws IOException {
    try (InputStream old = RunStoreTest.class.getResourceAsStream("runs-v1.db")) {
      Files.copy(old, file());
    }
    String id;
    try (RunStore store = open()) {
      id = store.id();
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      assertThat(run.id()).isEqualTo("r0aaaaaaaaaaa");
      assertThat(run.pipeline()).isEqualTo("flight-delays");
      assertThat(run.owner())
          .contains(new Owner("host", NO_PROCESS, Optional.empty(), Optional.empty()));
      assertThat(run.looks()).isEmpty();
      assertThat(store.steps(run.id())).extracting(StepRow::step).containsExactly("clean", "train");
      assertThat(store.attempts(run.id()))
          .extracting(AttemptRecord::step, AttemptRecord::request, AttemptRecord::operator)
          .containsExactly(tuple("clean", "h1", ""), tuple("train", "h2", ""));
      assertThat(store.attempts(run.id()).get(1).job().orElseThrow().flavor()).isEqualTo("local");
      assertThat(store.isWanted(run.id(), "cancel")).isTrue();
      Look look = new Look("gpu", 1, NOW, Duration.ofSeconds(2), "its job is young");
      store.renew(run.id(), 1, NOW, List.of(look));
      assertThat(store.run(run.id()).orElseThrow().looks()).containsExactly(look);
    }
    try (RunStore again = open()) {
      assertThat(again.id()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a, b",
        "p [v1]",
        "{x,y}",
        "a#b",
        "why?",
        "what?mode=memory&x=%41",
        "100%",
        "%3F",
        "a;b",
        "a*b",
        "a&b=c",
        "file:x",
        ":memory:",
        ":resource:x",
        "größe",
        "a+b\\c",
        "'\"`$x"
      })
  void aStoreIsTheFileOfItsNameWhateverCharactersStandInIt(String name) throws IOException {
    Path file = folder.resolve(name).resolve(name);
    try (RunStore store = RunStore.open(file)) {
      store.create(run("r1"), List.of(row("a", "{}")));
    }
    try (RunStore again = RunStore.open(file)) {
      assertThat(again.runs(RunQuery.newest(50))).containsExactly(run("r1"));
    }
    assertThat(filesIn(folder)).containsExactly(file.getParent());
    assertThat(filesIn(file.getParent())).containsExactly(file);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aFolderIsNoRunStore() {
    assertThatThrownBy(() -> RunStore.open(folder))
        .hasMessage("The run store " + folder + " is a folder. Set 'run-store' to a file.");
  }

  @Test
  void aPipeIsNoRunStoreAndStaysOne() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();

    assertThatThrownBy(this::open)
        .isInstanceOf(RunStoreException.class)
        .hasMessage(
            "The run store " + file() + " is a device or a pipe. Set 'run-store' to a file.");
    assertThat(filesIn(folder)).containsExactly(file());
  }

  @Test
  void aNewerStoreIsRefusedAndLeftAsItIs() throws SQLException, IOException {
    open().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 9");
    }
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(this::open)
        .hasMessage(
            "The run store "
                + file()
                + " has version 9, this Outrider knows up to 3. It was left as it is: take a newer"
                + " Outrider, or another 'run-store'.");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aFileOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
    Files.writeString(file(), "these are my notes, and no database at all\n".repeat(100));
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(this::open)
        .isInstanceOf(RunStoreException.class)
        .hasMessage(
            "The run store "
                + file()
                + " is no run store: it is not a database. It was left as it is: move it away, or"
                + " set 'run-store' to another file.");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE songs (title TEXT)");
      statement.execute("PRAGMA user_version = 1");
    }
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(this::open)
        .hasMessage(
            "The run store "
                + file()
                + " is a database of something else, with the tables [songs]. It was left as it is:"
                + " set 'run-store' to another file.");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aTransactionThatDidNotBeginIsNotContinuedByTheNext() throws SQLException {
    try (RunStore store = RunStore.open(file(), Duration.ofMillis(1));
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      store.create(run("r1"), List.of(row("a", "{}")));
      statement.execute("BEGIN IMMEDIATE");
      String message =
          "The run store "
              + file()
              + " is locked by another process, for longer than 0.001 s. This was not written: end"
              + " the process that holds it ('fuser "
              + file()
              + "' names it), then try again.";
      assertThatThrownBy(() -> store.renew("r1", 1, NOW.plusSeconds(5), List.of()))
          .hasMessage(message);
      assertThatThrownBy(() -> store.release("r1", 1)).hasMessage(message);
      assertThat(store.run("r1")).contains(run("r1"));
      statement.execute("ROLLBACK");

      store.release("r1", 1);

      assertThat(store.run("r1").orElseThrow().owner()).isEmpty();
    }
  }

  private RunStore open() {
    return RunStore.open(file());
  }

  private Path file() {
    return folder.resolve("runs.db");
  }

  private static StepRow row(String step, String json) {
    return new StepRow(step, new JsonText(json));
  }

  private static AttemptRecord attempt(Optional<URI> launch) {
    return attempt("r1", "a", true, launch);
  }

  private static AttemptRecord attempt(
      String run, String step, boolean live, Optional<URI> launch) {
    return new AttemptRecord(
        run + "-" + step + "-1-0123456789",
        run,
        step,
        1,
        "gpu",
        "hash",
        Optional.empty(),
        launch,
        live,
        Optional.empty());
  }

  private static RunRecord run(String id) {
    return new RunRecord(
        id,
        "p",
        new JsonText("{}"),
        "hash",
        NOW,
        Optional.empty(),
        "running",
        false,
        Optional.of(OWNER),
        1,
        Optional.of(NOW),
        List.of());
  }
}
