// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.home.OwnFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.JDBC;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file of a run store: makes it, refuses what is none, brings an older one up to date, and says
 * what is wrong with it in words.
 *
 * @param file the file
 * @param patience how long a transaction waits for that of another process
 * @param clock judges whether owners of an earlier version are alive
 */
record StoreFile(Path file, Duration patience, InstantSource clock) {
  /** The version of the tables, in SQLite's {@code user_version}. */
  static final int VERSION = 3;

  /** The oldest version that can be read as it is. */
  static final int READABLE = 2;

  /** What SQLite shares among processes takes 32 KiB at once. */
  private static final long LEAST_ROOM = 64 << 10;

  /** So much of the write-ahead log is there before it is needed. */
  private static final long LOG_ROOM = 1 << 20;

  /** With less left on the disk it is left to whoever needs it. */
  private static final long PLENTY = 256 << 20;

  /** Flyway's own table: there from the first moment of a store on. */
  private static final String HISTORY = "flyway_schema_history";

  private static final String MIGRATIONS = "classpath:dev/outrider/ledger/migrations";

  /**
   * Opens it to read and write; brings an older one up to date.
   *
   * @throws RunStoreException when it cannot be opened; the file is as it was
   */
  Connection open() {
    return open(VERSION);
  }

  /**
   * Opens it to read only: one of the version before is left as it is.
   *
   * @throws RunStoreException when it cannot be opened; the file is as it was
   */
  Connection openToRead() {
    return open(READABLE);
  }

  /**
   * @param enough the least version that needs no migration
   */
  private Connection open(int enough) {
    if (Files.isDirectory(file)) {
      throw new RunStoreException(
          "The run store " + file + " is a folder. Set 'run-store' to a file.", null);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new RunStoreException(
          "The run store " + file + " is a device or a pipe. Set 'run-store' to a file.", null);
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent(), OwnFiles.ofReadableFolder());
    } catch (IOException e) {
      throw new RunStoreException(
          "The folder of the run store "
              + file
              + " cannot be made: "
              + e
              + ". Set 'run-store' to a file in another folder.",
          e);
    }
    checkWritable();
    makeOwn();
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return ready(enough);
      } catch (SQLException | FlywayException e) {
        // Of several processes that make a store one does; the others find it made.
        if (!isOfARace(e) || System.nanoTime() >= end) {
          throw unusable(e);
        }
      }
    }
  }

  private Connection ready(int enough) throws SQLException {
    Connection connection = connect();
    try {
      int version = check(connection);
      // The mode is written into the file, so it is set once the file is known as a run store.
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
      }
      if (version < enough) {
        checkOwners(version, connection);
        connection.close();
        migrate();
        connection = connect();
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /**
   * Makes the write-ahead log longer, by zeros, which SQLite reads as the end of what is written. A
   * file that grows has its new size written by each sync, which about doubles what a commit takes.
   * Called within a transaction, so that nobody else appends.
   */
  void makeRoom() {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size < LOG_ROOM && Files.getFileStore(file).getUsableSpace() > PLENTY) {
        channel.write(ByteBuffer.allocate((int) (LOG_ROOM - size)), size);
        channel.force(true);
      }
    } catch (IOException e) {
      // commits are as safe without it, and take longer
    }
  }

  /**
   * Makes a new store for this user alone; SQLite gives the files beside it the same mode. A mode
   * that a person has set stays.
   */
  private void makeOwn() {
    try {
      Files.createFile(file, OwnFiles.ofFile());
    } catch (IOException e) {
      // it is there, or SQLite reports why it cannot be made
    }
  }

  /** SQLite writes beside the file too. */
  private void checkWritable() {
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

  /** A connection to a store that is open already. */
  Connection connect() throws SQLException {
    return source().getConnection();
  }

  /**
   * Where connections come from. The driver takes what stands after a question mark for its own
   * options, so it gets the file as SQLite's own URI, in which every such character is escaped.
   */
  private DataSource source() {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(JDBC.PREFIX + file.toUri());
    return source;
  }

  /**
   * Reads only.
   *
   * @return the version; 0 of a new store
   */
  private int check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = version(connection);
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

  /** A new store has no owners, and those of the first version had no leases. */
  private void checkOwners(int version, Connection connection) throws SQLException {
    Optional<String> alive =
        version == 0 ? Optional.empty() : new EarlierOwners(clock).alive(connection);
    if (alive.isPresent()) {
      throw new RunStoreException(
          "The run store "
              + file
              + " is of an earlier version of Outrider, and "
              + alive.get()
              + " with that version. It was left as it is: let the run end or detach it there, wait"
              + " 60 s, then try again. If that process is another program by now, attach to the"
              + " run with that version, and detach it. 'outrider runs list' and 'outrider runs"
              + " show' work meanwhile.",
          null);
    }
  }

  /** The version of an open store. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private void migrate() {
    Flyway.configure(StoreFile.class.getClassLoader())
        .dataSource(source())
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

  private RunStoreException unusable(Exception e) {
    return new RunStoreException(
        told(e)
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

  private static boolean lacksLibrary(Throwable e) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof NativeLibraryNotFoundException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  /** A sentence for what SQLite or its driver tells; empty for everything else. */
  private Optional<String> told(Throwable e) {
    int code = code(e).orElse(SQLiteErrorCode.SQLITE_OK.code);
    String store = "The run store " + file;
    if (lacksLibrary(e)) {
      return Optional.of(
          store
              + " cannot be opened: SQLite's native library could not be loaded. It is unpacked"
              + " to the cache or to the folder of temporary files, "
              + System.getProperty("java.io.tmpdir")
              + ": set OUTRIDER_CACHE, or in a Java program the property org.sqlite.tmpdir, to a"
              + " folder that can be written and whose files may be executed.");
    }
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
        || code == SQLiteErrorCode.SQLITE_IOERR.code && !hasRoom()) {
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
  private boolean hasRoom() {
    try {
      return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() > LEAST_ROOM;
    } catch (IOException e) {
      return true;
    }
  }

  static void close(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // it is given up because of another problem, which is told
    }
  }

  /** What has happened to a store that was open. */
  RunStoreException broken(SQLException e) {
    return new RunStoreException(
        told(e)
            .orElseGet(
                () ->
                    "The run store "
                        + file
                        + " failed ("
                        + e.getMessage()
                        + "). What was written before is safe: see to its disk, then try again."),
        e);
  }
}
