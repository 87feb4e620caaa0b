// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The run store: one SQLite file on a local disk, written through to the disk with each
 * transaction. Several processes may have it open; each run has one owner, and what an owner writes
 * is refused once the run has another. Thread-safe.
 */
public final class RunStore implements Ledger, AutoCloseable {
  /** The version of the tables, in SQLite's {@code user_version}. */
  private static final int VERSION = 1;

  /** How long a transaction waits for that of another process, where nothing else is said. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What SQLite shares among processes takes 32 KiB at once. */
  private static final long LEAST_ROOM = 64 << 10;

  /** Flyway's own table: there from the first moment of a store on. */
  private static final String HISTORY = "flyway_schema_history";

  private static final String MIGRATIONS = "classpath:dev/outrider/ledger/migrations";

  private final Path file;
  private final Duration patience;
  private final Connection connection;

  /** Reads while a transaction waits for the disk; guarded by itself. */
  private final Connection reader;

  private final String id;

  private RunStore(Path file, Duration patience, Connection connection, Connection reader)
      throws SQLException {
    this.file = file;
    this.patience = patience;
    this.connection = connection;
    this.reader = reader;
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM store")) {
      this.id = row.getString(1);
    }
  }

  /**
   * Opens a store; makes it where it is not there, and brings an older one up to date. What is
   * written waits up to 10 s for other processes.
   *
   * @throws RunStoreException when that cannot be; the file is as it was
   */
  public static RunStore open(Path file) {
    return open(file, PATIENCE);
  }

  /**
   * Opens a store.
   *
   * @param patience how long to wait for a transaction of another process
   * @throws RunStoreException when that cannot be; the file is as it was
   * @see #open(Path)
   */
  public static RunStore open(Path file, Duration patience) {
    if (Files.isDirectory(file)) {
      throw new RunStoreException(
          "The run store " + file + " is a folder. Set 'run-store' to a file.", null);
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new RunStoreException(
          "The folder of the run store "
              + file
              + " cannot be made: "
              + e
              + ". Set 'run-store' to a file in another folder.",
          e);
    }
    checkWritable(file);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return opened(file, patience);
      } catch (SQLException | FlywayException e) {
        // Of several processes that make a store one does; the others find it made.
        if (!isOfARace(e) || System.nanoTime() >= end) {
          throw unusable(file, patience, e);
        }
      }
    }
  }

  private static RunStore opened(Path file, Duration patience) throws SQLException {
    Connection writer = ready(file, patience);
    Connection reader = null;
    try {
      reader = connect(file, patience);
      return new RunStore(file, patience, writer, reader);
    } catch (SQLException | RuntimeException e) {
      close(reader);
      close(writer);
      throw e;
    }
  }

  private static Connection ready(Path file, Duration patience) throws SQLException {
    Connection connection = connect(file, patience);
    try {
      int version = check(file, connection);
      // The mode is written into the file, so it is set once the file is known as a run store.
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
      }
      if (version < VERSION) {
        connection.close();
        migrate(file, patience);
        connection = connect(file, patience);
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /** SQLite writes beside the file too. */
  private static void checkWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean writable = !Files.exists(file) || Files.isWritable(file);
    if (!writable || !Files.isWritable(folder)) {
      throw new RunStoreException(
          "The run store "
              + file
              + " cannot be written: "
              + (writable ? "its folder" : "the file")
              + " is read-only for this user. Set 'run-store' to a file that can, or change its"
              + " rights.",
          null);
    }
  }

  private static Connection connect(Path file, Duration patience) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    config.enforceForeignKeys(true);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /**
   * Reads only.
   *
   * @return the version; 0 of a new store
   */
  private static int check(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      Set<String> tables = new TreeSet<>();
      try (ResultSet row =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      if (!tables.isEmpty() && !tables.contains(HISTORY)) {
        throw new RunStoreException(
            "The run store "
                + file
                + " is a database of something else, with the tables "
                + tables
                + ". It was left as it is: set 'run-store' to another file.",
            null);
      }
      if (version > VERSION) {
        throw new RunStoreException(
            "The run store "
                + file
                + " has version "
                + version
                + ", this Outrider knows up to "
                + VERSION
                + ". It was left as it is: take a newer Outrider, or another 'run-store'.",
            null);
      }
      return version;
    }
  }

  private static void migrate(Path file, Duration patience) {
    Flyway.configure(RunStore.class.getClassLoader())
        .dataSource("jdbc:sqlite:" + file + "?busy_timeout=" + patience.toMillis(), null, null)
        .loggers("slf4j")
        .locations(MIGRATIONS)
        .load()
        .migrate();
  }

  /**
   * Whether two that migrate at once may have come upon each other: by a lock that would never be
   * given, by a table that is there by now, or by a row that is.
   */
  private static boolean isOfARace(Exception e) {
    return code(e)
        .filter(
            code ->
                code == SQLiteErrorCode.SQLITE_BUSY.code
                    || code == SQLiteErrorCode.SQLITE_ERROR.code
                    || code == SQLiteErrorCode.SQLITE_CONSTRAINT.code)
        .isPresent();
  }

  /** SQLite's code in its lower byte; what is above it tells more of the same. */
  private static Optional<Integer> code(Throwable e) {
    return sqlite(e).map(cause -> cause.getResultCode().code & 0xff);
  }

  private static Optional<SQLiteException> sqlite(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static RunStoreException unusable(Path file, Duration patience, Exception e) {
    return new RunStoreException(
        told(file, patience, e)
            .orElseGet(
                () ->
                    "The run store "
                        + file
                        + " cannot be used ("
                        + e.getMessage()
                        + "). Nothing was changed: move it away, or set 'run-store' to another"
                        + " file."),
        e);
  }

  /** A sentence for what SQLite tells by its code; empty for everything else. */
  private static Optional<String> told(Path file, Duration patience, Throwable e) {
    int code = code(e).orElse(SQLiteErrorCode.SQLITE_OK.code);
    String store = "The run store " + file;
    if (code == SQLiteErrorCode.SQLITE_BUSY.code) {
      return Optional.of(
          store
              + " is locked by another process, for longer than "
              + patience.toMillis() / 1000.0
              + " s. This was not written: end the process that holds it ('fuser "
              + file
              + "' names it), then try again.");
    }
    if (code == SQLiteErrorCode.SQLITE_FULL.code
        || code == SQLiteErrorCode.SQLITE_IOERR.code && !hasRoom(file)) {
      return Optional.of(
          store
              + " cannot grow: its disk is full. This was not written, what was written before"
              + " is safe: make room on the disk, then try again.");
    }
    if (code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return Optional.of(
          store
              + " is no run store: it is not a database. It was left as it is: move it away, or"
              + " set 'run-store' to another file.");
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return Optional.of(
          store
              + " is damaged ("
              + sqlite(e).get().getMessage()
              + "). It was left as it is: bring back a copy of it, or move it away to begin a new"
              + " one.");
    }
    return Optional.empty();
  }

  /** Whether SQLite's files beside the store have room: of those it tells no more than "I/O". */
  private static boolean hasRoom(Path file) {
    try {
      return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() > LEAST_ROOM;
    } catch (IOException e) {
      return true;
    }
  }

  private static void close(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // it is given up because of another problem, which is told
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Duration patience() {
    return patience;
  }

  /** The file. */
  public Path file() {
    return file;
  }

  @Override
  public void create(RunRecord run, List<StepRow> steps) {
    writing(
        () -> {
          update(
              "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?)",
              run.id(),
              run.pipeline(),
              run.project().text(),
              run.plan(),
              run.created().toString(),
              null,
              run.outcome(),
              0,
              run.owner().map(RunStore::json).orElse(null),
              run.epoch(),
              run.renewed().map(Instant::toString).orElse(null));
          for (int i = 0; i < steps.size(); i++) {
            update(
                "INSERT INTO step_run VALUES (?,?,?,?)",
                run.id(),
                steps.get(i).step(),
                i,
                steps.get(i).state().text());
          }
        });
  }

  @Override
  public void save(
      String run,
      long epoch,
      String outcome,
      boolean cancelling,
      Optional<Instant> ended,
      List<StepRow> steps,
      List<AttemptRecord> attempts) {
    writing(
        () -> {
          int rows =
              update(
                  "UPDATE run SET outcome = ?, cancelling = ?, ended = ? WHERE id = ? AND epoch = ?",
                  outcome,
                  cancelling ? 1 : 0,
                  ended.map(Instant::toString).orElse(null),
                  run,
                  epoch);
          if (rows != 1) {
            throw new LostOwnershipException(run);
          }
          for (StepRow each : steps) {
            update(
                "UPDATE step_run SET state = ? WHERE run = ? AND step = ?",
                each.state().text(),
                run,
                each.step());
          }
          for (AttemptRecord each : attempts) {
            update(
                "INSERT INTO attempt VALUES (?,?,?,?,?,?,?) ON CONFLICT (key) DO UPDATE SET"
                    + " job = coalesce(attempt.job, excluded.job),"
                    // the first launch that is committed stays
                    + " launch = coalesce(attempt.launch, excluded.launch)",
                each.key(),
                run,
                each.step(),
                each.number(),
                each.request(),
                each.job().map(RunStore::json).orElse(null),
                each.launch().map(URI::toString).orElse(null));
          }
        });
  }

  @Override
  public Optional<Long> take(String run, long before, Owner owner, Instant now) {
    long[] epoch = {0};
    writing(
        () -> {
          int rows =
              update(
                  "UPDATE run SET owner = ?, epoch = ?, renewed = ? WHERE id = ? AND epoch = ?",
                  json(owner),
                  before + 1,
                  now.toString(),
                  run,
                  before);
          epoch[0] = rows;
        });
    return epoch[0] == 1 ? Optional.of(before + 1) : Optional.empty();
  }

  @Override
  public void renew(String run, long epoch, Instant now) {
    writing(
        () -> {
          int rows =
              update(
                  "UPDATE run SET renewed = ? WHERE id = ? AND epoch = ?",
                  now.toString(),
                  run,
                  epoch);
          if (rows != 1) {
            throw new LostOwnershipException(run);
          }
        });
  }

  @Override
  public void release(String run, long epoch) {
    writing(() -> update("UPDATE run SET owner = NULL WHERE id = ? AND epoch = ?", run, epoch));
  }

  /** Tells a run's owner what somebody wants of it, such as {@code cancel}. */
  public void want(String run, String what, Instant now) {
    writing(() -> update("INSERT OR IGNORE INTO wanted VALUES (?,?,?)", run, what, now.toString()));
  }

  @Override
  public boolean isWanted(String run, String what) {
    return !query("SELECT 1 FROM wanted WHERE run = ? AND what = ?", row -> true, run, what)
        .isEmpty();
  }

  @Override
  public Optional<RunRecord> run(String id) {
    return query("SELECT * FROM run WHERE id = ?", RunStore::run, id).stream().findFirst();
  }

  /** All runs, the newest first. */
  public List<RunRecord> runs() {
    return query("SELECT * FROM run ORDER BY created DESC, id DESC", RunStore::run);
  }

  @Override
  public List<StepRow> steps(String run) {
    return query(
        "SELECT step, state FROM step_run WHERE run = ? ORDER BY position",
        row -> new StepRow(row.getString(1), new JsonText(row.getString(2))),
        run);
  }

  /** The attempts of a run. */
  public List<AttemptRecord> attempts(String run) {
    return query(
        "SELECT * FROM attempt WHERE run = ? ORDER BY step, number",
        row ->
            new AttemptRecord(
                row.getString("key"),
                row.getString("step"),
                row.getInt("number"),
                row.getString("request"),
                Optional.ofNullable(row.getString("job"))
                    .map(text -> (JobHandle) JsonForm.read(text, JobHandle.class, "job")),
                Optional.ofNullable(row.getString("launch")).map(URI::create)),
        run);
  }

  private static RunRecord run(ResultSet row) throws SQLException {
    return new RunRecord(
        row.getString("id"),
        row.getString("pipeline"),
        new JsonText(row.getString("project")),
        row.getString("plan"),
        Instant.parse(row.getString("created")),
        Optional.ofNullable(row.getString("ended")).map(Instant::parse),
        row.getString("outcome"),
        row.getInt("cancelling") == 1,
        Optional.ofNullable(row.getString("owner"))
            .map(text -> (Owner) JsonForm.read(text, Owner.class, "owner")),
        row.getLong("epoch"),
        Optional.ofNullable(row.getString("renewed")).map(Instant::parse));
  }

  private static String json(Object value) {
    return JsonForm.write(value, value.getClass(), value.getClass().getSimpleName());
  }

  private interface Writing {
    void run() throws SQLException;
  }

  private interface Reading<T> {
    T run() throws SQLException;
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private synchronized void writing(Writing writing) {
    try (Statement transaction = connection.createStatement()) {
      transaction.execute("BEGIN IMMEDIATE");
      try {
        writing.run();
        transaction.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollBack(transaction, e);
        throw e;
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Where the disk is full SQLite has done so itself, and there is nothing to roll back. */
  private static void rollBack(Statement transaction, Exception reason) {
    try {
      transaction.execute("ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private <T> T reading(Reading<T> reading) {
    try {
      synchronized (reader) {
        return reading.run();
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private RunStoreException broken(SQLException e) {
    return new RunStoreException(
        told(file, patience, e)
            .orElseGet(
                () ->
                    "The run store "
                        + file
                        + " failed ("
                        + e.getMessage()
                        + "). What was written before is safe: see to its disk, then try again."),
        e);
  }

  private int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private <T> List<T> query(String sql, Row<T> read, Object... values) {
    return reading(
        () -> {
          try (PreparedStatement statement = reader.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, Objects.requireNonNull(values[i]));
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                rows.add(read.read(row));
              }
            }
            return rows;
          }
        });
  }

  @Override
  public synchronized void close() {
    synchronized (reader) {
      close(reader);
    }
    close(connection);
  }
}
