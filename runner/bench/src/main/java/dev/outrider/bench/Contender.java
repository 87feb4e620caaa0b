// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Path;

/** The engines, and what each keeps its state in. */
enum Contender {
  OUTRIDER("Outrider", "SQLite, synchronous = FULL", Kind.DURABLE) {
    @Override
    Engine open(Path folder) throws Exception {
      return new OutriderEngine(folder);
    }
  },
  DB_SCHEDULER("db-scheduler 16.12.0", "SQLite, synchronous = FULL", Kind.DURABLE) {
    @Override
    Engine open(Path folder) throws Exception {
      return new DbSchedulerEngine(Database.sqlite(folder, 2));
    }
  },
  SPRING_BATCH("Spring Batch 5.2.2", "SQLite, synchronous = FULL", Kind.DURABLE) {
    @Override
    Engine open(Path folder) throws Exception {
      return new SpringBatchEngine(Database.sqlite(folder, 1));
    }
  },
  DB_SCHEDULER_H2("db-scheduler 16.12.0, H2", "H2 file, WRITE_DELAY = 0", Kind.NEVER_SYNCED) {
    @Override
    Engine open(Path folder) throws Exception {
      return new DbSchedulerEngine(Database.h2(folder));
    }
  },
  SPRING_BATCH_H2("Spring Batch 5.2.2, H2", "H2 file, WRITE_DELAY = 0", Kind.NEVER_SYNCED) {
    @Override
    Engine open(Path folder) throws Exception {
      return new SpringBatchEngine(Database.h2(folder));
    }
  },
  TEMPORAL("Temporal test server 1.30.1", "memory", Kind.IN_MEMORY) {
    @Override
    Engine open(Path folder) {
      return new TemporalEngine();
    }
  },
  QUARTZ("Quartz 2.5.2", "memory (RAM store)", Kind.IN_MEMORY) {
    @Override
    Engine open(Path folder) throws Exception {
      return new QuartzEngine();
    }
  };

  /** What a loss of power leaves of the state. */
  enum Kind {
    DURABLE("durable"),
    NEVER_SYNCED("not durable: files, never synced"),
    IN_MEMORY("not durable: in memory");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  final String title;
  final String store;
  final Kind kind;

  Contender(String title, String store, Kind kind) {
    this.title = title;
    this.store = store;
    this.kind = kind;
  }

  /** Opens the engine with a new store in an empty folder. */
  abstract Engine open(Path folder) throws Exception;

  boolean isDurable() {
    return kind == Kind.DURABLE;
  }
}
