// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void anArgumentThatWasNotReadAsItWasGivenIsRefused() {
    assertThatThrownBy(() -> Arguments.parse(Arrays.asList("--param", "text=gr\uFFFD\uFFFDe")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "An argument is read as 'text=gr\uFFFD\uFFFDe'. Set LC_ALL=C.UTF-8 and start again.");
  }

  @Test
  void anArgumentOfAnyLettersIsTaken() throws Exception {
    assertThat(Arguments.parse(Arrays.asList("--param", "text=größe 日本")).namedOnce("--param"))
        .containsEntry("text", "größe 日本");
  }
}
