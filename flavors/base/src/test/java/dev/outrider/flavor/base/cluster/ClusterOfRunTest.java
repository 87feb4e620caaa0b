// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.RandomPause;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cluster for the steps of a run, whatever is lost on the way. */
class ClusterOfRunTest {
  private static final String RUN = "r0k3v9m2x4q7t";
  private static final Duration SETTLING = Duration.ofSeconds(60);

  @TempDir Path work;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final Platform platform = new Platform();
  private ClusterOfRun<String> cluster;

  @BeforeEach
  void start() {
    cluster = process();
  }

  /** As of a process: another one has the same work folder, and nothing else of it. */
  private ClusterOfRun<String> process() {
    Duration limit = Duration.ofSeconds(60);
    return new ClusterOfRun<>(
        platform,
        work,
        limit,
        new AtMostOnce(
            new AtMostOnce.Timing(
                SETTLING,
                limit,
                Duration.ZERO,
                new RandomPause(new Random(1), Duration.ofMillis(1), 1),
                nanos::get),
            () -> "call-" + calls.incrementAndGet()));
  }

  private String id(ClusterOfRun<String> process, int step) throws Exception {
    return process.id(key(step), "two workers", () -> true);
  }

  private static AttemptKey key(int step) {
    return AttemptKey.of("store", RUN, "step-" + step, 1);
  }

  private void loseTheAnswer() {
    platform.isAnswerLost = true;
    assertThatThrownBy(() -> id(cluster, 1)).isInstanceOf(OutcomeUnknownException.class);
    platform.isAnswerLost = false;
  }

  @Test
  void theStepsOfARunShareOneClusterAlsoAfterARestart() throws Exception {
    assertThat(id(cluster, 1)).isEqualTo("c-1");
    assertThat(id(cluster, 2)).isEqualTo("c-1");
    assertThat(id(process(), 3)).isEqualTo("c-1");

    assertThat(platform.lists).as("the mark has the id").isZero();
    assertThat(platform.clusters).containsOnlyKeys("c-1");
  }

  @Test
  void aClusterWhoseAnswerWasLostIsFoundByItsRun() throws Exception {
    loseTheAnswer();

    assertThat(id(process(), 2)).isEqualTo("c-1");
    assertThat(platform.clusters).containsOnlyKeys("c-1");
  }

  @Test
  void whileTheListMayBeLateNoneIsMadeAgainAndNoneIsSaidToBeGone() throws Exception {
    loseTheAnswer();
    platform.isListLate = true;

    assertThatThrownBy(() -> id(cluster, 1)).isInstanceOf(OutcomeUnknownException.class);
    assertThatThrownBy(() -> cluster.release(RUN))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "It is not known yet whether there is a cluster for run r0k3v9m2x4q7t: a request had"
                + " no answer, and the list of clusters may be late. Outrider looks again until it"
                + " has not found one for 60 s.");

    assertThat(platform.clusters).containsOnlyKeys("c-1");
    platform.isListLate = false;
    assertThat(id(cluster, 1)).isEqualTo("c-1");
  }

  @Test
  void aRefusalIsToldAndLeavesNoMark() throws Exception {
    platform.isRefusing = true;
    assertThatThrownBy(() -> id(cluster, 1))
        .isInstanceOfSatisfying(
            NotAcceptedException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
        .hasMessage("no such role");

    cluster.release(RUN);
    assertThat(Files.exists(work.resolve(RUN + ".cluster"))).isFalse();
  }

  @Test
  void theReleaseEndsWhatTheMarkKnowsAndWhatTheListShowsAndNoMore() throws Exception {
    id(cluster, 1);
    platform.clusters.put("c-9", false); // of the same run, from another work folder
    platform.isListLate = true;

    cluster.release(RUN);
    assertThat(platform.ended).containsExactly("c-1");

    platform.isListLate = false;
    cluster.release(RUN);
    cluster.release(RUN);
    assertThat(platform.ended).containsExactly("c-1", "c-9");
  }

  @Test
  void aClusterThatHasEndedIsReplacedOnceAndOneThatRunsIsNot() throws Exception {
    id(cluster, 1);
    assertThat(cluster.isReplaced(key(1), "c-1")).isFalse();

    platform.clusters.put("c-1", true);
    assertThat(cluster.isReplaced(key(1), "c-1")).isTrue();
    assertThat(id(cluster, 1)).isEqualTo("c-2");

    assertThat(process().isReplaced(key(2), "c-1")).as("another call was here").isTrue();
    assertThat(id(cluster, 2)).isEqualTo("c-2");
    assertThat(cluster.holding(key(2))).containsExactly("c-2", "c-1");
  }

  /** Counts its clusters, all of which are of one run. */
  private static final class Platform implements Clusters<String> {
    private final Map<String, Boolean> clusters = new LinkedHashMap<>();
    private final List<String> ended = new ArrayList<>();
    private boolean isAnswerLost;
    private boolean isListLate;
    private boolean isRefusing;
    private int lists;

    @Override
    public boolean isId(String word) {
      return word.startsWith("c-");
    }

    @Override
    public String make(String request) throws IOException {
      if (isRefusing) {
        throw new IllegalArgumentException("no such role");
      }
      String id = "c-" + (clusters.size() + 1);
      clusters.put(id, false);
      if (isAnswerLost) {
        throw new IOException("timeout");
      }
      return id;
    }

    @Override
    public Answer answer(String run, Exception thrown) {
      return thrown instanceof IllegalArgumentException
          ? new Answer.Refused(FailureKind.CONFIGURATION, thrown.getMessage())
          : new Answer.Unknown(thrown.getMessage());
    }

    @Override
    public List<Seen> of(String run) {
      assertThat(run).isEqualTo(RUN);
      lists++;
      return isListLate
          ? List.of()
          : clusters.entrySet().stream()
              .map(each -> new Seen(each.getKey(), each.getValue()))
              .toList();
    }

    @Override
    public boolean hasEnded(String id) {
      return clusters.get(id);
    }

    @Override
    public void end(List<String> ids) {
      ids.forEach(each -> clusters.put(each, true));
      ended.addAll(ids);
    }
  }
}
