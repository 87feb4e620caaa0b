// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.outrider.testkit.platform.JobTable.Job;
import dev.outrider.testkit.platform.JobTable.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobTableTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final SparkArguments WHAT =
      new SparkArguments(
          "acme.Main", URI.create("file:///app.jar"), List.of(), Map.of(), List.of(), Map.of());

  private final ByHand backEnd = new ByHand();
  private volatile Instant now = Instant.parse("2026-12-01T12:00:00Z");
  private final JobTable<String> table =
      new JobTable<>("test", n -> "job-" + n, backEnd, () -> now);

  /** Drivers that end when the test says so. */
  private static final class ByHand implements BackEnd {

    private final List<Driver> drivers = new ArrayList<>();
    private boolean isBroken;

    @Override
    public synchronized Execution start(SparkArguments what) {
      if (isBroken) {
        throw new IllegalStateException("no disk");
      }
      drivers.add(new Driver());
      return drivers.get(drivers.size() - 1);
    }

    synchronized List<Driver> drivers() {
      return List.copyOf(drivers);
    }

    @Override
    public void close() {
      drivers().forEach(each -> each.end(143));
    }
  }

  private static final class Driver implements BackEnd.Execution {

    private OptionalInt code = OptionalInt.empty();
    private boolean isKilled;

    synchronized void end(int with) {
      code = OptionalInt.of(with);
    }

    @Override
    public synchronized OptionalInt exitCode() {
      return code;
    }

    @Override
    public synchronized void kill() {
      isKilled = true;
    }

    synchronized boolean isKilled() {
      return isKilled;
    }

    @Override
    public List<String> log(int from) {
      return List.of("one", "two").subList(from, 2);
    }
  }

  @AfterEach
  void close() {
    table.close();
  }

  private Job<String> added(String key) {
    return table.add(key, "request of " + key, WHAT, Optional.empty());
  }

  private Job<String> running(String key) {
    Job<String> job = added(key);
    awaitState(job, State.RUNNING);
    return job;
  }

  private static void awaitState(Job<String> job, State state) {
    await("state of " + job.id()).atMost(LIMIT).until(job::state, state::equals);
  }

  private Driver driver(int number) {
    await("driver " + number).atMost(LIMIT).until(() -> backEnd.drivers().size() > number);
    return backEnd.drivers().get(number);
  }

  @Test
  void aJobEndsWithTheCodeOfItsDriver() throws Exception {
    Job<String> good = running("a");
    Job<String> bad = running("b");

    driver(0).end(0);
    driver(1).end(3);

    assertThat(good.state()).isEqualTo(State.SUCCEEDED);
    assertThat(good.ended()).contains(now);
    assertThat(good.log(1)).containsExactly("two");
    assertThat(bad.state()).isEqualTo(State.FAILED);
    assertThat(bad.exitCode()).hasValue(3);
    assertThat(table.runs("a")).isFalse();
    assertThat(table.made("a")).isEqualTo(1);
  }

  @Test
  void aStoppedJobIsStoppingUntilItsDriverHasEnded() {
    Job<String> job = running("a");

    job.end(State.STOPPED);
    job.end(State.TIMED_OUT);

    assertThat(driver(0).isKilled()).isTrue();
    assertThat(job.state()).isEqualTo(State.STOPPING);
    assertThat(job.ended()).isEmpty();
    driver(0).end(143);
    assertThat(job.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void aHeldJobThatIsStoppedNeverStarts() {
    table.hold();
    Job<String> stopped = added("a");
    added("b");

    stopped.end(State.STOPPED);
    table.release();

    driver(0);
    awaitState(table.only("b"), State.RUNNING);
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(backEnd.drivers()).hasSize(1);
  }

  @Test
  void aPreemptedJobHasLostItsMachine() {
    Job<String> job = running("a");

    table.preempt("a");
    driver(0).end(143);

    assertThat(job.state()).isEqualTo(State.LOST_MACHINE);
  }

  @Test
  void aJobThatIsStartedAgainRunsUntilBothDriversHaveEnded() {
    Job<String> job = running("a");

    table.startAgain("a");

    driver(0).end(0);
    assertThat(job.state()).isEqualTo(State.RUNNING);
    driver(1).end(75);
    assertThat(job.state()).isEqualTo(State.SUCCEEDED);
    assertThat(table.made("a")).isEqualTo(1);
  }

  @Test
  void aForgottenJobIsInNoListAndItsDriverContinues() {
    Job<String> job = running("a");

    table.forget("a");

    assertThat(table.job(job.id())).isEmpty();
    assertThat(table.listed()).isEmpty();
    assertThat(driver(0).isKilled()).isFalse();
    assertThat(table.made("a")).isEqualTo(1);
  }

  @Test
  void jobsOfOthersAreListedAndNeverStart() {
    table.addOther("x", "waits", State.QUEUED);
    table.addOther("y", "ended", State.SUCCEEDED);
    running("a");

    assertThat(table.listed())
        .extracting(Job::id, Job::state)
        .containsExactly(
            tuple("job-3", State.RUNNING),
            tuple("job-2", State.SUCCEEDED),
            tuple("job-1", State.QUEUED));
    assertThat(backEnd.drivers()).hasSize(1);
  }

  @Test
  void aJobIsListedLateAndFoundByItsIdAtOnce() {
    table.listAfter(Duration.ofSeconds(10));
    Job<String> job = added("a");

    assertThat(table.listed()).isEmpty();
    assertThat(table.job(job.id())).contains(job);
    now = now.plusSeconds(10);
    assertThat(table.listed()).containsExactly(job);
  }

  @Test
  void aJobIsEndedAtItsLimit() {
    Job<String> job = table.add("a", "", WHAT, Optional.of(Duration.ofSeconds(10)));
    awaitState(job, State.RUNNING);

    now = now.plusSeconds(10);

    awaitState(job, State.STOPPING);
    driver(0).end(143);
    assertThat(job.state()).isEqualTo(State.TIMED_OUT);
  }

  @Test
  void aJobWithoutAPlaceWaits() {
    table.placeWhere(each -> !table.runs("a"));
    Job<String> first = running("a");
    Job<String> second = table.add("b", "", WHAT, Optional.empty());

    assertThat(second.state()).isEqualTo(State.QUEUED);
    driver(0).end(0);
    awaitState(second, State.RUNNING);
    assertThat(first.state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void aJobWhoseDriverCannotBeStartedHasFailedWithAReason() {
    backEnd.isBroken = true;
    Job<String> job = added("a");

    awaitState(job, State.FAILED);
    assertThat(job.problem())
        .contains("the driver cannot be started: java.lang.IllegalStateException: no disk");
    assertThat(job.exitCode()).isEmpty();
  }
}
