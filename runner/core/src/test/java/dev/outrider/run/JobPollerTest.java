// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonText;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who is asked when, in a time of its own. */
class JobPollerTest {
  private static final JobHandle OLD = new JobHandle("test", 1, new JsonText("1"));
  private static final JobHandle NEWER = new JobHandle("test", 9, new JsonText("2"));

  private final World world = new World(1, Set.of(), 0, Map.of(), false);
  private final World.Process process = new World.Process(world, "orchestrator", Duration.ZERO);
  private final List<RunEvent> events = new ArrayList<>();
  private final List<Duration> asked = new ArrayList<>();

  @Test
  void aHandleThatCannotBeReadIsHeldAndKeepsNoOtherJobFromBeingAsked() {
    JobPoller poller =
        poller(
            jobs -> {
              jobs.forEach(job -> UnreadableHandleException.check(job, "test", 1));
              return running(jobs);
            });
    poller.follow("gpu", "key-1", new Effect.Follow("a", 1, OLD));
    poller.follow("gpu", "key-2", new Effect.Follow("b", 1, NEWER));

    pass(Duration.ofSeconds(1));

    assertThat(events)
        .containsExactlyInAnyOrder(
            new RunEvent.HandleUnreadable(
                "b",
                1,
                "job 2 was written in version 9, and this plugin of flavor 'test' reads up to 1:"
                    + " take a newer one"),
            new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.empty())));
    assertThat(poller.followed()).containsOnlyKeys("key-1");
  }

  @Test
  void anOperatorThatNamesAHandleNobodyAskedForIsAskedLessOftenLikeOneThatFails() {
    JobPoller poller =
        poller(
            jobs -> {
              throw new UnreadableHandleException(NEWER, "not this one");
            });
    poller.follow("gpu", "key-1", new Effect.Follow("a", 1, OLD));

    pass(Duration.ofMinutes(10));

    assertThat(events).isEmpty();
    assertThat(asked).hasSizeBetween(10, 30);
    assertThat(poller.looks().get(0).why()).contains("times: ").contains("not this one");
  }

  @Test
  void aJobThatSeemsToHaveEndedIsAskedForAtOnceHoweverOldItIs() {
    JobPoller poller = poller(JobPollerTest::running);
    poller.follow("gpu", "key-1", new Effect.Follow("a", 1, OLD));
    pass(Duration.ofHours(1));
    assertThat(poller.looks().get(0).every()).isEqualTo(Duration.ofSeconds(5));
    asked.clear();

    poller.lookSoon("key-1");
    pass(Duration.ofSeconds(1));

    assertThat(asked).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aJobThatEndsWhileItIsAskedForIsAskedForAgainAtOnce() {
    JobPoller[] self = new JobPoller[1];
    self[0] =
        poller(
            jobs -> {
              if (asked.size() == 1) {
                self[0].lookSoon("key-1");
              }
              return running(jobs);
            });
    self[0].follow("gpu", "key-1", new Effect.Follow("a", 1, OLD));

    pass(Duration.ofSeconds(1));

    assertThat(asked.get(1)).isEqualTo(asked.get(0));
  }

  private static Map<JobHandle, JobStatus> running(Set<JobHandle> jobs) {
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    jobs.forEach(job -> answers.put(job, new JobStatus.Running(Optional.empty())));
    return answers;
  }

  /** Lets time go on. */
  private void pass(Duration time) {
    boolean[] over = {false};
    world.after(time, null, "over", () -> over[0] = true);
    for (int steps = 0; !over[0]; steps++) {
      assertThat(steps).as("time stands still").isLessThan(100_000);
      world.step();
    }
  }

  @SuppressWarnings("unchecked")
  private JobPoller poller(Function<Set<JobHandle>, Map<JobHandle, JobStatus>> status) {
    StepOperator operator =
        (StepOperator)
            Proxy.newProxyInstance(
                StepOperator.class.getClassLoader(),
                new Class<?>[] {StepOperator.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("status");
                  asked.add(Duration.between(World.START, world.now()));
                  return status.apply((Set<JobHandle>) arguments[0]);
                });
    Workers workers =
        new Workers() {
          @Override
          public void execute(String what, Runnable work) {
            world.after(Duration.ZERO, process, what, work);
          }

          @Override
          public void schedule(String what, Duration delay, Runnable work) {
            world.after(delay, process, what, work);
          }
        };
    JobPoller poller = new JobPoller(workers, process, events::add, warning -> {});
    poller.add("gpu", operator, Duration.ofSeconds(5));
    return poller;
  }
}
