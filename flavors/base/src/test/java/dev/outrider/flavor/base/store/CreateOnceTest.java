// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose object it is after lost answers. */
class CreateOnceTest {

  /** A store whose answers are listed: ok, there, busy, lost or no. */
  private static final class Listed implements CreateOnce.Requests {
    private final Deque<String> answers;
    private final Optional<String> writer;
    private int sent;

    Listed(Optional<String> writer, String... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
      this.writer = writer;
    }

    @Override
    public boolean isCreated(String write) throws IOException {
      sent++;
      String answer = answers.size() > 1 ? answers.pop() : answers.peek();
      return switch (answer) {
        case "ok" -> true;
        case "there" -> false;
        case "busy", "lost" ->
            throw new CreateOnce.AgainException(new IOException(answer), answer.equals("lost"));
        default -> throw new IOException(answer);
      };
    }

    @Override
    public Optional<String> writer() {
      return writer;
    }
  }

  @Test
  void afterALostAnswerTheWriterOfTheObjectDecides() throws Exception {
    assertThat(CreateOnce.create("w1", new Listed(Optional.of("w1"), "lost", "there"))).isTrue();
    assertThat(CreateOnce.create("w1", new Listed(Optional.of("w2"), "lost", "there"))).isFalse();
    assertThat(CreateOnce.create("w1", new Listed(Optional.empty(), "lost", "there"))).isFalse();
  }

  @Test
  void withoutALostAnswerAnObjectThatIsThereIsAnothers() throws Exception {
    assertThat(CreateOnce.create("w1", new Listed(Optional.of("w1"), "there"))).isFalse();
    assertThat(CreateOnce.create("w1", new Listed(Optional.of("w1"), "busy", "there"))).isFalse();
    assertThat(CreateOnce.create("w1", new Listed(Optional.empty(), "busy", "ok"))).isTrue();
  }

  @Test
  void aRefusalIsNotSentAgainAndPatienceEnds() {
    Listed refused = new Listed(Optional.empty(), "no");
    assertThatThrownBy(() -> CreateOnce.create("w1", refused)).hasMessage("no");
    assertThat(refused.sent).isEqualTo(1);

    Listed lost = new Listed(Optional.empty(), "lost");
    assertThatThrownBy(() -> CreateOnce.create("w1", lost))
        .isInstanceOf(IOException.class)
        .hasMessage("lost");
    assertThat(lost.sent).isEqualTo(5);
  }
}
