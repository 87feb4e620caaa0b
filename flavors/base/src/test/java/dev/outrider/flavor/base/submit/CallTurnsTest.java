// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallTurnsTest {
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

  /** What is left of 10 at once and one each 2 s. */
  private static final CallTurns.Rate RATE = new CallTurns.Rate(8, Duration.ofMillis(2250));

  @TempDir Path folder;

  private Instant now = START;
  private final List<Duration> waits = new ArrayList<>();

  /** As of one operator, or of one process. */
  private CallTurns turns() {
    return new CallTurns(folder.resolve("cache/turns.txt"), RATE, () -> now, new Written());
  }

  @Test
  void aThousandStepsOfTwoOperatorsAreSentAsFastAsTheAccountAllowsAndNoneTooFast()
      throws Exception {
    CallTurns one = turns();
    CallTurns other = turns();
    TreeSet<Instant> sent = new TreeSet<>();
    int together = 0;
    for (int i = 0; i < 1000; i++) {
      (i % 3 == 0 ? other : one).await();
      Duration wait = waits.isEmpty() ? Duration.ZERO : waits.remove(0);
      together += sent.add(now.plus(wait)) ? 0 : 1;
      now = now.plusSeconds(2); // so that no more wait than there can be
    }

    assertThat(together).as("sent at one time, those of the first burst").isLessThanOrEqualTo(7);
    double tokens = 10;
    Instant before = sent.first();
    for (Instant each : sent) {
      tokens = Math.min(10, tokens + Duration.between(before, each).toMillis() / 2000.0);
      before = each;
      int calls = each.equals(sent.first()) ? 1 + together : 1;
      assertThat(tokens).as("calls left at " + each).isGreaterThanOrEqualTo(calls);
      tokens -= calls;
    }
    assertThat(Duration.between(START, sent.last())).isBetween(minutes(37), minutes(38));
  }

  @Test
  void afterAPauseSomeAreSentAtOnceAgain() throws Exception {
    for (int i = 0; i < 20; i++) {
      turns().await();
    }
    now = now.plus(minutes(10));
    waits.clear();

    for (int i = 0; i < 9; i++) {
      turns().await();
    }

    assertThat(waits).containsExactly(Duration.ofMillis(2250));
  }

  @Test
  void aFileOfSomethingElseOrOfAnotherClockKeepsNobodyWaiting() throws Exception {
    Path file = folder.resolve("cache/turns.txt");
    Files.createDirectories(file.getParent());
    for (String content : List.of("", "soon", "2026-11-26T10:11:00Z", "x".repeat(1000))) {
      Files.writeString(file, content);

      turns().await();

      assertThat(waits).isEmpty();
      assertThat(file).hasContent("2026-11-26T10:00:02.250Z");
    }
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNobodyWaiting() throws Exception {
    Files.createDirectories(folder.resolve("cache/turns.txt"));

    for (int i = 0; i < 20; i++) {
      turns().await();
    }

    assertThat(waits).isEmpty();
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsHasNoTurn() throws Exception {
    for (int i = 0; i < 8; i++) {
      turns().await();
    }
    CallTurns interrupted =
        new CallTurns(folder.resolve("cache/turns.txt"), RATE, () -> now, new Interrupted());

    assertThatThrownBy(interrupted::await).isInstanceOf(InterruptedIOException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private class Written implements Pause {
    @Override
    public Duration before(int tried) {
      return Duration.ZERO;
    }

    @Override
    public void take(Duration time) {
      waits.add(time);
    }
  }

  private static final class Interrupted implements Pause {
    @Override
    public Duration before(int tried) {
      return Duration.ZERO;
    }

    @Override
    public void take(Duration time) throws InterruptedException {
      throw new InterruptedException();
    }
  }
}
