// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final List<Duration> waits = new ArrayList<>();
  private int throttled;

  private final Patience patience =
      new Patience(
          Duration.ofSeconds(10),
          new Pause() {
            @Override
            public Duration before(int tried) {
              return Duration.ofSeconds(4);
            }

            @Override
            public void take(Duration time) {
              waits.add(time);
            }
          },
          e -> e.getMessage().equals("too often"));

  private String ask() throws IOException {
    if (throttled-- > 0) {
      throw new IOException("too often");
    }
    return "answer";
  }

  @Test
  void aThrottledCallIsMadeAgainUntilPatienceEnds() throws Exception {
    throttled = 2;
    assertThat(patience.answer(this::ask)).isEqualTo("answer");
    assertThat(waits).hasSize(2);

    throttled = 3;
    assertThatThrownBy(() -> patience.answer(this::ask))
        .isInstanceOf(IOException.class)
        .hasMessage("too often");
    assertThat(waits).hasSize(4);
  }

  @Test
  void whatIsNotThrottledIsThrownAtOnce() {
    assertThatThrownBy(
            () ->
                patience.answer(
                    () -> {
                      throw new IllegalStateException("refused");
                    }))
        .hasMessage("refused");
    assertThat(waits).isEmpty();
  }
}
