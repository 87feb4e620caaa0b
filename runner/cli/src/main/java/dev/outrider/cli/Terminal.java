// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.SqliteLibrary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where a command runs: what it may read of the outside, and where it prints. Control characters in
 * what is printed are shown and not sent.
 *
 * @param out what was asked for
 * @param err everything else
 * @param workingDirectory what relative paths are relative to
 * @param environment the environment variables
 * @param home the distribution's folder
 * @param cache a folder for what can be made again
 * @param machine decides who owns a run
 * @param patience how long a command waits for another process that holds the run store
 * @param pause lets time pass
 * @param signals what a person's Ctrl-C does
 * @param plugins those of the distribution
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    Path workingDirectory,
    Map<String, String> environment,
    Path home,
    Path cache,
    Machine machine,
    Duration patience,
    Pause pause,
    Signals signals,
    PluginReading plugins) {

  Terminal {
    out = VisibleWriter.over(out);
    err = VisibleWriter.over(err);
  }

  private static final int COLUMNS = 80;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** In real time, and with a patience of 10 s. */
  Terminal(
      PrintWriter out,
      PrintWriter err,
      Path workingDirectory,
      Map<String, String> environment,
      Path home,
      Path cache) {
    this(
        out,
        err,
        workingDirectory,
        environment,
        home,
        cache,
        Machine.here(),
        PATIENCE,
        Pause.real(),
        Signals.ofProcess(),
        new PluginReading(home.resolve("plugins")));
  }

  /** The output with control characters, for a log as it is and for lines that move. */
  PrintWriter raw() {
    return VisibleWriter.over(out).raw();
  }

  /** How wide the terminal is, as {@code COLUMNS} says; 80 where it does not. */
  int columns() {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : COLUMNS;
  }

  /** Whether a person watches the standard output, as {@code bin/outrider} says. */
  boolean interactive() {
    return environment.containsKey("OUTRIDER_TERMINAL");
  }

  /**
   * Opens a run store, with the library of the cache.
   *
   * @throws RunStoreException when that cannot be; the file is as it was
   */
  RunStore open(Path runStore) {
    new SqliteLibrary(cache).use();
    return RunStore.open(runStore, patience);
  }

  /** The same for a command that only reads; a store of the version before stays as it is. */
  RunStore openToRead(Path runStore) {
    new SqliteLibrary(cache).use();
    return RunStore.openToRead(runStore, patience);
  }

  /** The path that a word names. */
  Path path(String word) {
    return workingDirectory.resolve(word).normalize();
  }
}
