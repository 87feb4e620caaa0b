// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionLockTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("work/a.lock");
  }

  private static Optional<SubmissionLock> inAnotherThread(Path file, Duration limit) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return SubmissionLock.take(file, limit);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .join();
  }

  @Test
  void aSecondThreadWaitsForTheFirst() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Boolean> second;
    try (SubmissionLock first = SubmissionLock.take(file, LONG).orElseThrow()) {
      second =
          CompletableFuture.supplyAsync(
              () -> {
                try (SubmissionLock lock = SubmissionLock.take(file, LONG).orElseThrow()) {
                  return isOver.get();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      isOver.set(true);
    }

    assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatIsNotFreeInTimeIsNotTaken() throws Exception {
    try (SubmissionLock first = SubmissionLock.take(file, LONG).orElseThrow()) {
      assertThat(inAnotherThread(file, SHORT)).isEmpty();
    }
    try (SubmissionLock again = SubmissionLock.take(file, Duration.ZERO).orElseThrow()) {
      assertThat(again.channel().isOpen()).isTrue();
    }
  }

  @Test
  void anotherFileDoesNotWait() throws Exception {
    Path other = folder.resolve("work/b.lock");

    try (SubmissionLock first = SubmissionLock.take(file, Duration.ZERO).orElseThrow();
        SubmissionLock second = SubmissionLock.take(other, Duration.ZERO).orElseThrow()) {
      assertThat(first.channel()).isNotSameAs(second.channel());
    }
  }

  /** POSIX: a process that closes any channel of a file loses its lock of the file. */
  @Test
  void aThreadThatGivesUpLeavesTheLockWithTheProcess() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("work"));
    try (SubmissionLock first = SubmissionLock.take(file, LONG).orElseThrow()) {
      assertThat(inAnotherThread(file, SHORT)).isEmpty();
      assertThat(inAnotherThread(link.resolve("a.lock"), SHORT)).isEmpty();

      try (LockedElsewhere other = LockedElsewhere.start(file)) {
        assertThat(other.isHeld()).as("another process has it too").isFalse();
      }
    }
    try (LockedElsewhere other = LockedElsewhere.start(file)) {
      assertThat(other.isHeld()).isTrue();
    }
  }

  @Test
  void aStoppedProcessKeepsTheLockAndADeadOneDoesNot() throws Exception {
    try (LockedElsewhere other = LockedElsewhere.start(file)) {
      assertThat(other.isHeld()).isTrue();
      other.stop();

      assertThat(SubmissionLock.take(file, SHORT)).isEmpty();
    }

    SubmissionLock.take(file, LONG).orElseThrow().close();
  }

  @Test
  void anInterruptedThreadStopsToWaitAndKeepsItsFlag() throws Exception {
    try (SubmissionLock first = SubmissionLock.take(file, LONG).orElseThrow()) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> SubmissionLock.take(file, LONG))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aHolderWhoseChannelAnInterruptHasClosedLeavesTheFileUsable() throws Exception {
    try (SubmissionLock first = SubmissionLock.take(file, LONG).orElseThrow()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> first.channel().write(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
    }

    try (SubmissionLock second = SubmissionLock.take(file, Duration.ZERO).orElseThrow()) {
      assertThat(second.channel().isOpen()).isTrue();
    }
  }
}
