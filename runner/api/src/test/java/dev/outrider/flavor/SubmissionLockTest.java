// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionLockTest {
  private static final AttemptKey KEY = new AttemptKey("r0k3v9m2x4q7t-shout-1-0123456789");

  @TempDir Path folder;

  @Test
  void aSecondSubmissionOfAKeyWaitsForTheFirst() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> second;
      try (SubmissionLock first = SubmissionLock.of(folder, KEY)) {
        second = threads.submit(() -> overWhenLocked(isOver));
        isOver.set(true);
      }

      assertThat(second.get(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean overWhenLocked(AtomicBoolean isOver) throws Exception {
    try (SubmissionLock second = SubmissionLock.of(folder, KEY)) {
      return isOver.get();
    }
  }

  @Test
  void anotherKeyDoesNotWait() throws Exception {
    AttemptKey other = new AttemptKey("r0k3v9m2x4q7t-shout-2-0123456789");

    try (SubmissionLock first = SubmissionLock.of(folder, KEY);
        SubmissionLock second = SubmissionLock.of(folder, other)) {
      assertThat(first.lock().isValid()).isTrue();
      assertThat(second.lock().isValid()).isTrue();
    }
  }

  @Test
  void aMissingWorkFolderIsMade() throws Exception {
    Path work = folder.resolve("work");

    try (SubmissionLock lock = SubmissionLock.of(work, KEY)) {
      assertThat(work).isDirectory();
    }
  }

  @Test
  void anInterruptedThreadStopsToWaitAndKeepsItsFlag() throws Exception {
    try (SubmissionLock first = SubmissionLock.of(folder, KEY)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> SubmissionLock.of(folder, KEY))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
