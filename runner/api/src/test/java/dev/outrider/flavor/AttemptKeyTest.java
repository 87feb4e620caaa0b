// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An attempt's name is valid everywhere, and no other's. */
class AttemptKeyTest {

  private static final String RUN = "r0k3v9m2x4q7t";

  @Test
  void aKeyTellsRunStepAndAttempt() {
    assertThat(AttemptKey.of("store", RUN, "clean", 1).value())
        .matches("r0k3v9m2x4q7t-clean-1-[0-9a-f]{10}");
  }

  @Test
  void keysDifferInEachOfTheirPartsAlsoWhereTheStepIsCut() {
    String step = "a".repeat(40);
    Set<AttemptKey> keys = new HashSet<>();
    int made = 0;
    for (String store : new String[] {"one", "two"}) {
      for (String run : new String[] {RUN, "r0k3v9m2x4q7u"}) {
        for (String name : new String[] {step, step.substring(1), step.substring(2) + "b", "a"}) {
          for (int attempt : new int[] {1, 2, 11, 1_000_000}) {
            AttemptKey key = AttemptKey.of(store, run, name, attempt);
            assertThat(key.value()).hasSizeLessThanOrEqualTo(63);
            assertThat(key.value()).startsWith(run + "-a").contains("-" + attempt + "-");
            keys.add(key);
            made++;
          }
        }
      }
    }
    assertThat(keys).hasSize(made);
  }

  @Test
  void whatIsNoKeyIsRefused() {
    for (String text : new String[] {"", "a", "1a", "A-b", "a-", "a_b", "a".repeat(64)}) {
      assertThatThrownBy(() -> new AttemptKey(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("'" + text + "' is no attempt key: at most 63 of [a-z0-9-], a letter first.");
    }
  }
}
