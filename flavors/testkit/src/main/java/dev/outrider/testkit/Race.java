// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that start at the same moment, as often as is asked for. */
final class Race implements AutoCloseable {

  /** Longer than anything takes here; a race that is not over by then is an error. */
  private static final long LONGEST_SECONDS = 60;

  private final int racers;
  private final ExecutorService threads;
  private int runs;

  Race(int racers) {
    this.racers = racers;
    this.threads = Executors.newFixedThreadPool(racers);
  }

  /**
   * Lets the tasks begin at once. The racer that comes to the start last is a little ahead of those
   * that wait there: it is another one in each run.
   *
   * @param tasks one for each racer
   * @return what each gave, in the order of the tasks
   * @throws ExecutionException when one has failed
   */
  <T> List<T> run(List<Callable<T>> tasks) throws Exception {
    if (tasks.size() != racers) {
      throw new IllegalArgumentException(tasks.size() + " tasks for " + racers + " racers");
    }
    CyclicBarrier start = new CyclicBarrier(racers);
    List<Future<T>> answers = new ArrayList<>(Collections.nCopies(racers, null));
    runs++;
    for (int i = 0; i < racers; i++) {
      int racer = (i + runs) % racers;
      Callable<T> task = tasks.get(racer);
      answers.set(
          racer,
          threads.submit(
              () -> {
                start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                return task.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> each : answers) {
      results.add(each.get(LONGEST_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
