// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets some of one kind of work go on at a time, in the order in which it came, and leaves the
 * workers' other hands free for the rest. Thread-safe.
 */
final class Lane {
  private final Workers workers;
  private final int most;
  private final Map<String, Runnable> waiting = new LinkedHashMap<>();
  private int going;

  /**
   * @param most how much goes on at once, 1 or more
   */
  Lane(Workers workers, int most) {
    this.workers = workers;
    this.most = most;
  }

  /**
   * Does something as soon as it is its turn.
   *
   * @param what names it; of two that wait under one name only the later is done
   */
  synchronized void execute(String what, Runnable work) {
    waiting.put(what, work);
    begin();
  }

  /** Takes back what waits; false where it has begun, or was never there. */
  synchronized boolean withdraw(String what) {
    return waiting.remove(what) != null;
  }

  private void begin() {
    Iterator<Map.Entry<String, Runnable>> first = waiting.entrySet().iterator();
    while (going < most && first.hasNext()) {
      Map.Entry<String, Runnable> each = first.next();
      first.remove();
      going++;
      workers.execute(each.getKey(), () -> run(each.getValue()));
    }
  }

  private void run(Runnable work) {
    try {
      work.run();
    } finally {
      synchronized (this) {
        going--;
        begin();
      }
    }
  }
}
