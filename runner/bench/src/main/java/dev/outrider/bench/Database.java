// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A new database of an opponent, with a pool of connections.
 *
 * @param kind {@code sqlite} or {@code h2}
 */
record Database(String kind, HikariDataSource source) {

  /**
   * @param connections the pool's size
   */
  static Database sqlite(Path folder, int connections) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setMaximumPoolSize(connections);
    return new Database("sqlite", new HikariDataSource(pool));
  }

  static Database h2(Path folder) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl("jdbc:h2:file:" + folder.resolve("state") + ";WRITE_DELAY=0");
    pool.setUsername("sa");
    pool.setMaximumPoolSize(12);
    return new Database("h2", new HikariDataSource(pool));
  }
}
