// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

/** Runs steps that do nothing, with a new store, four at a time. */
interface Engine extends AutoCloseable {
  /** How many steps may run at once. */
  int THREADS = 4;

  /** After this many seconds an engine is taken to be stuck. */
  int PATIENCE = 180;

  /** What is measured: from the order to the end of the last step. */
  interface Work {
    void run() throws Exception;
  }

  /** Defines steps of which each takes what the one before has given. */
  Work chain(int steps) throws Exception;

  /** Defines steps that know nothing of each other. */
  Work fanOut(int steps) throws Exception;
}
