// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.value.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store of the version before is brought up to date once nobody of that version writes it. */
class EarlierVersionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final long NO_PROCESS = 1L << 40;
  private static final String PROJECT =
      "{\"pipelineClass\":\"Upgrade\",\"classPath\":[\"/a.jar\"],\"parameters\":{\"n\":\"1\"}}";

  @TempDir Path folder;

  @BeforeEach
  void aStoreOfVersionTwo() {
    Flyway.configure(getClass().getClassLoader())
        .dataSource("jdbc:sqlite:" + file(), null, null)
        .loggers("slf4j")
        .locations("classpath:dev/outrider/ledger/migrations")
        .target("2")
        .load()
        .migrate();
  }

  @Test
  void whileAnOwnerOfItIsThereTheStoreStaysAsItIsAndCanBeRead() throws SQLException {
    ProcessHandle self = ProcessHandle.current();
    owned(self.pid(), self.info().startInstant().orElseThrow(), NOW.minusSeconds(600));

    assertThatThrownBy(this::open)
        .isInstanceOf(RunStoreException.class)
        .hasMessage(
            "The run store "
                + file()
                + " is of an earlier version of Outrider, and process "
                + self.pid()
                + " on build-7 is there and may run run r1 with that version. It was left as it is:"
                + " let the run end or detach it there, wait 60 s, then try again. If that process"
                + " is another program by now, attach to the run with that version, and detach it."
                + " 'outrider runs list' and 'outrider runs show' work meanwhile.");
    assertThat(version()).isEqualTo(2);
    try (RunStore store = RunStore.openToRead(file(), Duration.ofSeconds(1))) {
      RunRecord run = store.runs(RunQuery.newest(5)).get(0);
      assertThat(run.project().text()).isEqualTo(PROJECT);
      assertThat(store.run("r1")).contains(run);
      assertThat(store.idsThatBegin("r")).containsExactly("r1");
      assertThat(store.steps("r1")).extracting(StepRow::step).containsExactly("first");
      assertThat(store.attempts("r1")).hasSize(1);
    }
    assertThat(version()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "59, false", "61, true", "86400, true"})
  void aLeaseOfLessThanAMinuteKeepsItsForm(int age, boolean migrated) throws SQLException {
    owned(NO_PROCESS, NOW, NOW.minusSeconds(age));

    if (migrated) {
      open().close();
    } else {
      assertThatThrownBy(this::open)
          .hasMessageContaining(
              "process "
                  + NO_PROCESS
                  + " on build-7 has given a sign of life less than 60 s ago and may run run r1");
    }
    assertThat(version()).isEqualTo(migrated ? StoreFile.VERSION : 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -1, 0, 1, 86_400})
  void aProcessMayBeTheOwnerHoweverFarTheClockWasSetSinceItsStart(long seconds) throws Exception {
    Process process = new ProcessBuilder("cat").start();
    try {
      Instant start = process.info().startInstant().orElseThrow();
      owned(process.pid(), start.plusSeconds(seconds), NOW.minusSeconds(600));

      assertThatThrownBy(this::open)
          .hasMessageContaining(
              "process " + process.pid() + " on build-7 is there and may run run r1");
      assertThat(version()).isEqualTo(2);
    } finally {
      process.destroyForcibly().waitFor();
    }

    open().close();

    assertThat(version()).isEqualTo(StoreFile.VERSION);
  }

  @Test
  void aThreadWithTheNumberOfAnOwnerIsNone() throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      String thread =
          threads
              .map(each -> each.getFileName().toString())
              .filter(each -> !each.equals(self))
              .findFirst()
              .orElseThrow();
      owned(Long.parseLong(thread), NOW, NOW.minusSeconds(600));
    }

    open().close();

    assertThat(version()).isEqualTo(StoreFile.VERSION);
  }

  @Test
  void thisProcessWithTheNumberOfAnOwnerOfAnotherStartIsNone() throws SQLException {
    ProcessHandle self = ProcessHandle.current();
    owned(self.pid(), NOW, NOW.minusSeconds(61));

    try (RunStore store = open()) {
      RunRecord run = store.run("r1").orElseThrow();
      assertThat(run.project().text()).isEqualTo(PROJECT);
      List<RunRecord> same = new ArrayList<>();
      store.<RuntimeException>eachSame("p", new JsonText(PROJECT), same::add);
      assertThat(same).containsExactly(run);
    }
    assertThat(version()).isEqualTo(StoreFile.VERSION);
  }

  @Test
  void aStoreThatNobodyOwnsIsMigratedAtOnce() throws SQLException {
    owned(NO_PROCESS, NOW, NOW);
    try (Connection connection = connection();
        PreparedStatement statement = connection.prepareStatement("UPDATE run SET owner = NULL")) {
      statement.executeUpdate();
    }

    open().close();

    assertThat(version()).isEqualTo(StoreFile.VERSION);
  }

  private RunStore open() {
    return new RunStore(
        new StoreFile(file(), Duration.ofSeconds(1), InstantSource.fixed(NOW)),
        UnaryOperator.identity());
  }

  private Path file() {
    return folder.resolve("runs.db");
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private int version() throws SQLException {
    try (Connection connection = connection()) {
      return StoreFile.version(connection);
    }
  }

  private void owned(long pid, Instant started, Instant renewed) throws SQLException {
    String owner = "{\"host\":\"build-7\",\"pid\":" + pid + ",\"started\":\"" + started + "\"}";
    insert(
        "INSERT INTO run VALUES ('r1','p',?,'hash',?,NULL,'running',0,?,1,?,'{\"of\":[]}')",
        PROJECT,
        renewed.toString(),
        owner,
        renewed.toString());
    insert("INSERT INTO step_run VALUES ('r1','first',0,'{}')");
    insert(
        "INSERT INTO attempt (key, run, step, number, request) VALUES"
            + " ('r1-first-1','r1','first',1,'hash')");
  }

  private void insert(String sql, String... values) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
