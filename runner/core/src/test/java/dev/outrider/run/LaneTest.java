// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Deque<Runnable> begun = new ArrayDeque<>();
  private final List<String> titles = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Lane lane = new Lane(new Hands(), 2);

  @Test
  void onlySomeGoOnAtATimeInTheOrderInWhichTheyCame() {
    for (String each : List.of("a", "b", "c", "d")) {
      lane.execute(each, () -> done.add(each));
    }
    assertThat(titles).containsExactly("a", "b");

    begun.removeLast().run();

    assertThat(titles).containsExactly("a", "b", "c");
    while (!begun.isEmpty()) {
      begun.removeFirst().run();
    }
    assertThat(done).containsExactly("b", "a", "c", "d");
  }

  @Test
  void whatHasNotBegunCanBeTakenBackAndWhatHasCannot() {
    for (String each : List.of("a", "b", "c", "d")) {
      lane.execute(each, () -> done.add(each));
    }

    assertThat(lane.withdraw("c")).isTrue();
    assertThat(lane.withdraw("c")).isFalse();
    assertThat(lane.withdraw("a")).isFalse();

    while (!begun.isEmpty()) {
      begun.removeFirst().run();
    }
    assertThat(done).containsExactly("a", "b", "d");
  }

  @Test
  void whatFailsMakesRoomForTheNext() {
    lane.execute(
        "a",
        () -> {
          throw new IllegalStateException("a");
        });
    lane.execute("b", () -> done.add("b"));
    lane.execute("c", () -> done.add("c"));

    assertThatThrownBy(() -> begun.removeFirst().run()).hasMessage("a");

    assertThat(titles).containsExactly("a", "b", "c");
  }

  private final class Hands implements Workers {
    @Override
    public void execute(String what, Runnable work) {
      titles.add(what);
      begun.add(work);
    }

    @Override
    public void schedule(String what, Duration delay, Runnable work) {
      throw new AssertionError(what);
    }
  }
}
