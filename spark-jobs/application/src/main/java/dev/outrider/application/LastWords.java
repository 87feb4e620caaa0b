// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * What the process prints after its result: threads that the step left at work have 5 s for it, and
 * so have shutdown hooks. It becomes one more chunk of the log, the last thing that is stored
 * before Hadoop closes its file systems. It changes no result.
 */
final class LastWords {

  private static final Duration MOST = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(20);

  /** After Spark's hooks (40 and more), before Hadoop's file systems (10). */
  private static final int LATE = 11;

  private final Heartbeat heartbeat;
  private volatile Set<Thread> before = Thread.getAllStackTraces().keySet();

  /** To be made before the step begins: what runs by then is not the step's. */
  LastWords(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  void install() {
    ShutdownHookManager.get().addShutdownHook(this::atShutdown, LATE);
  }

  /** Waits for the step's threads, when its result is written. */
  void awaitThreads() {
    await();
    before = Thread.getAllStackTraces().keySet();
  }

  private void atShutdown() {
    await();
    heartbeat.storeLastWords();
  }

  private void await() {
    long end = System.nanoTime() + MOST.toNanos();
    try {
      Optional<Thread> speaker = speaker();
      while (speaker.isPresent() && System.nanoTime() < end) {
        speaker.get().join(LOOK.toMillis());
        speaker = speaker();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A thread that may still print something. */
  private Optional<Thread> speaker() {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      Thread thread = each.getKey();
      if (!thread.isDaemon()
          && thread.isAlive()
          && thread != Thread.currentThread()
          && !before.contains(thread)
          && !thread.getName().equals("DestroyJavaVM")
          && Arrays.stream(each.getValue()).noneMatch(LastWords::isSilent)) {
        return Optional.of(thread);
      }
    }
    return Optional.empty();
  }

  /** A thread of a pool without work, or one that waits for the shutdown itself. */
  private static boolean isSilent(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.equals("java.util.concurrent.ThreadPoolExecutor")
            && frame.getMethodName().equals("getTask")
        || type.equals("java.lang.Shutdown")
        || type.equals("java.lang.ApplicationShutdownHooks")
        || type.equals("org.apache.hadoop.util.ShutdownHookManager");
  }
}
