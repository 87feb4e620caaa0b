// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The owners in a run store of an earlier version. As long as one of them may be alive, the store
 * keeps its form, which is the only one that they can write.
 *
 * @param clock judges leases, which an owner renews every 5 s
 */
record EarlierOwners(InstantSource clock) {
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** Of a version that has leases; a run that has ended has no owner any more. */
  private static final String OWNERS =
      "SELECT id, json_extract(owner, '$.host'), json_extract(owner, '$.pid'),"
          + " json_extract(owner, '$.started'), renewed FROM run WHERE owner IS NOT NULL";

  /** An owner that may be alive, for people; empty if there is none. */
  Optional<String> alive(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OWNERS)) {
      while (row.next()) {
        long pid = row.getLong(3);
        boolean there = isThere(pid, row.getString(4));
        boolean leased = isLeased(row.getString(5));
        if (there || leased) {
          return Optional.of(
              "process "
                  + pid
                  + " on "
                  + row.getString(2)
                  + (there
                      ? " is there and may run run "
                      : " has given a sign of life less than 60 s ago and may run run ")
                  + row.getString(1));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Whether a process has the owner's number. The start that Java tells of a process is another one
   * once the machine's clock was set, so it does not prove that a process is not the owner. Of its
   * own process Java tells the same start always.
   */
  private static boolean isThere(long pid, String started) {
    ProcessHandle self = ProcessHandle.current();
    if (pid == self.pid()) {
      return started == null
          || self.info().startInstant().map(Instant.parse(started)::equals).orElse(true);
    }
    // of(pid) would find threads too
    return ProcessHandle.allProcesses().anyMatch(each -> each.pid() == pid);
  }

  private boolean isLeased(String renewed) {
    return renewed != null && Instant.parse(renewed).plus(LEASE).isAfter(clock.instant());
  }
}
