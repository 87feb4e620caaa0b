// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The run store: one SQLite file on a local disk, written through to the disk with each
 * transaction. Several processes may have it open; each run has one owner, and what an owner writes
 * is refused once the run has another. Thread-safe.
 */
public final class RunStore implements Ledger, AutoCloseable {
  /** How long a transaction waits for that of another process, where nothing else is said. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StoreFile file;
  private final Connection connection;

  /** Prepared once; they are closed with their connection. */
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Reads while a transaction waits for the disk; guarded by itself. */
  private final Connection reader;

  private final String id;

  private RunStore(StoreFile file) {
    this.file = file;
    this.connection = file.open();
    try {
      this.reader = file.connect();
      this.id = query("SELECT id FROM store", row -> row.getString(1)).get(0);
    } catch (SQLException e) {
      StoreFile.close(connection);
      throw file.broken(e);
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
    return new RunStore(new StoreFile(file, patience));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Duration patience() {
    return file.patience();
  }

  /** The file. */
  public Path file() {
    return file.file();
  }

  @Override
  public void create(RunRecord run, List<StepRow> steps) {
    writing(
        () -> {
          file.makeRoom();
          update(
              "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
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
              run.renewed().map(Instant::toString).orElse(null),
              looks(run.looks()));
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
            write(run, each);
          }
          for (AttemptRecord each : attempts) {
            write(each);
          }
        });
  }

  private void write(String run, StepRow step) throws SQLException {
    update(
        "UPDATE step_run SET state = ? WHERE run = ? AND step = ?",
        step.state().text(),
        run,
        step.step());
  }

  private void write(AttemptRecord attempt) throws SQLException {
    update(
        "INSERT INTO attempt VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (key) DO UPDATE SET"
            + " job = coalesce(attempt.job, excluded.job),"
            // the first launch that is committed stays
            + " launch = coalesce(attempt.launch, excluded.launch),"
            + " operator = excluded.operator, live = excluded.live, leaked = excluded.leaked",
        attempt.key(),
        attempt.run(),
        attempt.step(),
        attempt.number(),
        attempt.request(),
        attempt.job().map(RunStore::json).orElse(null),
        attempt.launch().map(URI::toString).orElse(null),
        attempt.operator(),
        attempt.live() ? 1 : 0,
        attempt.leaked().orElse(null));
  }

  @Override
  public Set<String> occupy(
      String run, long epoch, String operator, int limit, List<AttemptRecord> attempts) {
    Set<String> taken = new LinkedHashSet<>();
    writing(
        () -> {
          checkEpoch(run, epoch);
          Set<String> live =
              new HashSet<>(
                  rows(
                      connection,
                      "SELECT key FROM attempt WHERE operator = ? AND live = 1",
                      row -> row.getString(1),
                      operator));
          for (AttemptRecord each : attempts) {
            if (live.contains(each.key())) {
              taken.add(each.key());
            } else if (live.size() < limit) {
              write(each);
              live.add(each.key());
              taken.add(each.key());
            }
          }
        });
    return taken;
  }

  private void checkEpoch(String run, long epoch) throws SQLException {
    String sql = "SELECT 1 FROM run WHERE id = ? AND epoch = ?";
    if (rows(connection, sql, row -> true, run, epoch).isEmpty()) {
      throw new LostOwnershipException(run);
    }
  }

  @Override
  public Optional<Long> take(String run, long before, Owner owner, Instant now) {
    long[] epoch = {0};
    writing(
        () -> {
          file.makeRoom();
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
  public Optional<Long> reopen(
      RunRecord run,
      JsonText project,
      String plan,
      List<StepRow> steps,
      List<AttemptRecord> attempts,
      Owner owner,
      Instant now) {
    long epoch = run.epoch() + 1;
    boolean[] ours = {false};
    writing(
        () -> {
          file.makeRoom();
          ours[0] =
              update(
                      "UPDATE run SET project = ?, plan = ?, outcome = 'running', cancelling = 0,"
                          + " ended = NULL, owner = ?, epoch = ?, renewed = ?, looks = '{\"of\":[]}'"
                          + " WHERE id = ? AND epoch = ?",
                      project.text(),
                      plan,
                      json(owner),
                      epoch,
                      now.toString(),
                      run.id(),
                      run.epoch())
                  == 1;
          if (ours[0]) {
            update("DELETE FROM wanted WHERE run = ?", run.id());
            for (StepRow each : steps) {
              write(run.id(), each);
            }
            for (AttemptRecord each : attempts) {
              write(each);
            }
          }
        });
    return ours[0] ? Optional.of(epoch) : Optional.empty();
  }

  @Override
  public void renew(String run, long epoch, Instant now, List<Look> looks) {
    writing(
        () -> {
          int rows =
              update(
                  "UPDATE run SET renewed = ?, looks = ? WHERE id = ? AND epoch = ?",
                  now.toString(),
                  looks(looks),
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
        "SELECT * FROM attempt WHERE run = ? ORDER BY step, number", RunStore::attempt, run);
  }

  /** The attempts of all runs whose job may still run though nobody waits for its end. */
  public List<AttemptRecord> leaked() {
    return query(
        "SELECT * FROM attempt WHERE leaked IS NOT NULL ORDER BY run, step, number",
        RunStore::attempt);
  }

  /** The job of a leaked attempt is known to have ended. */
  public void hasEnded(AttemptRecord leaked) {
    writing(() -> update("UPDATE attempt SET leaked = NULL WHERE key = ?", leaked.key()));
  }

  private static AttemptRecord attempt(ResultSet row) throws SQLException {
    return new AttemptRecord(
        row.getString("key"),
        row.getString("run"),
        row.getString("step"),
        row.getInt("number"),
        row.getString("operator"),
        row.getString("request"),
        Optional.ofNullable(row.getString("job"))
            .map(text -> (JobHandle) JsonForm.read(text, JobHandle.class, "job")),
        Optional.ofNullable(row.getString("launch")).map(URI::create),
        row.getInt("live") == 1,
        Optional.ofNullable(row.getString("leaked")));
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
        Optional.ofNullable(row.getString("renewed")).map(Instant::parse),
        ((Looks) JsonForm.readTolerantly(row.getString("looks"), Looks.class, "looks")).of());
  }

  /** How the looks of a run are written. */
  record Looks(List<Look> of) {}

  private static String looks(List<Look> looks) {
    return json(new Looks(looks));
  }

  private static String json(Object value) {
    return JsonForm.write(value, value.getClass(), value.getClass().getSimpleName());
  }

  private interface Writing {
    void run() throws SQLException;
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
      throw file.broken(e);
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

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  private int update(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement.executeUpdate();
  }

  /** Reads what is committed, outside of transactions. */
  private <T> List<T> query(String sql, Row<T> read, Object... values) {
    synchronized (reader) {
      try {
        return rows(reader, sql, read, values);
      } catch (SQLException e) {
        throw file.broken(e);
      }
    }
  }

  private static <T> List<T> rows(Connection on, String sql, Row<T> read, Object... values)
      throws SQLException {
    try (PreparedStatement statement = on.prepareStatement(sql)) {
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
  }

  @Override
  public synchronized void close() {
    synchronized (reader) {
      StoreFile.close(reader);
    }
    StoreFile.close(connection);
  }
}
