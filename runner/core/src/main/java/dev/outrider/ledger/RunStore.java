// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The run store: one SQLite file on a local disk, written through to the disk with each
 * transaction. Several processes may have it open; each run has one owner, and what an owner writes
 * is refused once the run has another. Thread-safe.
 */
public final class RunStore implements Ledger, AutoCloseable {
  /** How long a transaction waits for that of another process, where nothing else is said. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A page of runs with the same parameters; the first is nearly always the one. */
  private static final int SAME = 20;

  private static final String WITHOUT_CLASS_PATH = "json_remove(?, '$.classPath')";

  private static final String NO_LOOKS = "{\"of\":[]}";

  /** A run with the class path back in its project. */
  private static final String RUN =
      "SELECT run.*, (SELECT json_set(project, '$.classPath', json(entries)) FROM class_path"
          + " WHERE hash = run.class_path) AS whole_project FROM run";

  /** The same in a store of the version before, where each project has its class path itself. */
  private static final String EARLIER_RUN = "SELECT run.*, project AS whole_project FROM run";

  private final StoreFile file;
  private final Connection connection;

  /** Prepared once; they are closed with their connection. */
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Reads while a transaction waits for the disk; guarded by itself. */
  private final Connection reader;

  private final String id;

  /** A run with the class path in its project. */
  private final String run;

  /**
   * @param around is given each connection
   */
  RunStore(StoreFile file, UnaryOperator<Connection> around) {
    this(file, file.open(), false, around);
  }

  /**
   * @param readOnly whether one connection is enough
   */
  private RunStore(
      StoreFile file, Connection connection, boolean readOnly, UnaryOperator<Connection> around) {
    this.file = file;
    this.connection = around.apply(connection);
    try {
      this.run = StoreFile.version(connection) < StoreFile.VERSION ? EARLIER_RUN : RUN;
      this.reader = readOnly ? this.connection : around.apply(file.connect());
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
    return new RunStore(
        new StoreFile(file, patience, InstantSource.system()), UnaryOperator.identity());
  }

  /**
   * Opens a store to read runs, steps and attempts; one of the version before stays as it is.
   * Nothing may be written.
   *
   * @param patience how long to wait for another process that makes or migrates it
   * @throws RunStoreException when that cannot be; the file is as it was
   */
  public static RunStore openToRead(Path file, Duration patience) {
    StoreFile store = new StoreFile(file, patience, InstantSource.system());
    return new RunStore(store, store.openToRead(), true, UnaryOperator.identity());
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
  public Path owners() {
    return file.file().resolveSibling("owners");
  }

  @Override
  public void create(RunRecord run, List<StepRow> steps) {
    writing(
        () -> {
          file.makeRoom();
          String classPath = keepClassPath(run.project());
          update(
              "INSERT INTO run (id, pipeline, project, class_path, parameters, plan, created,"
                  + " ended, outcome, cancelling, owner, epoch, renewed, looks) VALUES (?,?,"
                  + WITHOUT_CLASS_PATH
                  + ",?,json_extract(?, '$.parameters'),?,?,?,?,?,?,?,?,?)",
              run.id(),
              run.pipeline(),
              run.project().text(),
              classPath,
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

  /**
   * Keeps the class path of a project, unless it is kept already.
   *
   * @return its hash; null if the project has none
   */
  private String keepClassPath(JsonText project) throws SQLException {
    String entries =
        rows(
                connection,
                "SELECT json_extract(?, '$.classPath')",
                row -> Optional.ofNullable(row.getString(1)),
                project.text())
            .get(0)
            .orElse(null);
    if (entries == null) {
      return null;
    }
    String hash = sha256(entries);
    update("INSERT OR IGNORE INTO class_path VALUES (?,?)", hash, entries);
    return hash;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
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
                  "UPDATE run SET outcome = ?, cancelling = ?, ended = ? WHERE id = ? AND epoch ="
                      + " ?",
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
          String classPath = keepClassPath(project);
          ours[0] =
              update(
                      "UPDATE run SET project = "
                          + WITHOUT_CLASS_PATH
                          + ", class_path = ?, plan = ?, outcome = 'running', cancelling = 0, ended"
                          + " = NULL, owner = ?, epoch = ?, renewed = ?, looks = '{\"of\":[]}'"
                          + " WHERE id = ? AND epoch = ?",
                      project.text(),
                      classPath,
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

  /** Records a request to a run's owner, such as {@code cancel}. */
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
    return query(run + " WHERE id = ?", RunStore::run, id).stream().findFirst();
  }

  /** A page of runs, the newest first. */
  public List<RunRecord> runs(RunQuery page) {
    RunQuery.Sql sql = page.sql();
    return query(run + sql.text(), RunStore::run, sql.values());
  }

  /** A page of runs as a list shows them, the newest first; nothing else is read. */
  public List<ListedRun> listed(RunQuery page) {
    RunQuery.Sql sql = page.sql();
    return query(
        "SELECT id, pipeline, outcome, created, ended FROM run" + sql.text(),
        RunStore::listed,
        sql.values());
  }

  private static ListedRun listed(ResultSet row) throws SQLException {
    String ended = row.getString(5);
    return new ListedRun(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Instant.parse(row.getString(4)),
        ended == null ? Optional.empty() : Optional.of(Instant.parse(ended)));
  }

  /** The parameters that a run was given, as a JSON object; empty for an unknown run. */
  public Optional<JsonText> parameters(String run) {
    return query(
            "SELECT coalesce(json_extract(project, '$.parameters'), '{}') FROM run WHERE id = ?",
            row -> JsonText.stored(row.getString(1)),
            run)
        .stream()
        .findFirst();
  }

  /**
   * The newest runs of a pipeline with the same parameters, one after the other until one is taken.
   *
   * @param project has the parameters
   * @param taken whether to go no further
   */
  public <E extends Exception> void eachSame(String pipeline, JsonText project, Taking<E> taken)
      throws E {
    RunQuery page = RunQuery.same(pipeline, project, SAME);
    List<RunRecord> runs = runs(page);
    while (!runs.isEmpty()) {
      for (RunRecord each : runs) {
        if (taken.isTaken(each)) {
          return;
        }
      }
      runs = runs(page.after(runs.get(runs.size() - 1)));
    }
  }

  /** Whether a run is the one that is looked for. */
  public interface Taking<E extends Exception> {
    boolean isTaken(RunRecord run) throws E;
  }

  /**
   * Ids of runs that begin with a text; two where there are more.
   *
   * @param prefix may be a whole id
   */
  public List<String> idsThatBegin(String prefix) {
    return query(
        "SELECT id FROM run WHERE id >= ? AND id < ? LIMIT 2",
        row -> row.getString(1),
        prefix,
        prefix + Character.toString(Character.MAX_CODE_POINT));
  }

  /** Ids that may have been meant by one that is not there: its neighbours, and the newest. */
  public List<String> idsNear(String missing) {
    return query(
        "SELECT id FROM (SELECT id FROM run WHERE id > ?1 ORDER BY id LIMIT 3)"
            + " UNION SELECT id FROM (SELECT id FROM run WHERE id < ?1 ORDER BY id DESC LIMIT 3)"
            + " UNION SELECT id FROM (SELECT id FROM run ORDER BY created DESC, id DESC LIMIT 20)",
        row -> row.getString(1),
        missing);
  }

  @Override
  public List<StepRow> steps(String run) {
    return query(
        "SELECT step, state FROM step_run WHERE run = ? ORDER BY position",
        row -> new StepRow(row.getString(1), JsonText.stored(row.getString(2))),
        run);
  }

  /** The attempts of a run. */
  public List<AttemptRecord> attempts(String run) {
    return query(
        "SELECT * FROM attempt WHERE run = ? ORDER BY step, number", RunStore::attempt, run);
  }

  /** The attempts of all runs whose job is leaked: it may still run, and no run waits for it. */
  public List<AttemptRecord> leaked() {
    return query(
        "SELECT * FROM attempt WHERE leaked IS NOT NULL ORDER BY run, step, number",
        RunStore::attempt);
  }

  /** How many attempts {@link #leaked} has. */
  public int leakedCount() {
    return query("SELECT count(*) FROM attempt WHERE leaked IS NOT NULL", row -> row.getInt(1))
        .get(0);
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
        JsonText.stored(
            Optional.ofNullable(row.getString("whole_project")).orElse(row.getString("project"))),
        row.getString("plan"),
        Instant.parse(row.getString("created")),
        Optional.ofNullable(row.getString("ended")).map(Instant::parse),
        row.getString("outcome"),
        row.getInt("cancelling") == 1,
        Optional.ofNullable(row.getString("owner"))
            .map(text -> (Owner) JsonForm.readTolerantly(text, Owner.class, "owner")),
        row.getLong("epoch"),
        Optional.ofNullable(row.getString("renewed")).map(Instant::parse),
        readLooks(row.getString("looks")));
  }

  /** Lists have many runs without any, and reading JSON is most of what such a row would take. */
  private static List<Look> readLooks(String text) {
    return text.equals(NO_LOOKS)
        ? List.of()
        : ((Looks) JsonForm.readTolerantly(text, Looks.class, "looks")).of();
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
