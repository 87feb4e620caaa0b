// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.CallLimit;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.ledger.Look;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is asked when, in a time of its own. */
class JobPollerTest {
  private static final JobHandle OLD = new JobHandle("test", 1, new JsonText("1"));
  private static final JobHandle NEWER = new JobHandle("test", 9, new JsonText("2"));
  private static final CallLimit LIMIT = new CallLimit("account", 10, 0.5, 10);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final String WHY_100 =
      "'account' may be asked 0.5 times a second, and has 100 jobs that are followed";

  private final World world = new World(1, Set.of(), 0, Map.of(), false);
  private final World.Process process = new World.Process(world, "orchestrator", Duration.ZERO);
  private final JobPoller poller = new JobPoller(new WorldsWorkers(), process);
  private final List<Call> calls = new ArrayList<>();
  private final Run run = new Run();

  /** One call that a platform got. */
  private record Call(Duration at, String operator, Set<JobHandle> jobs) {}

  /** What a platform says. */
  private interface Platform {
    Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException;
  }

  /** A run, with what it hears. */
  private final class Run {
    private final List<RunEvent> events = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final FollowedJobs jobs = poller.join(events::add, warnings::add);

    void add(String name, Optional<CallLimit> limit, Platform platform) {
      jobs.add(name, name, operator(name, limit, platform), LONGEST);
    }

    void follow(String operator, String step, JobHandle handle) {
      jobs.follow(operator, "key-" + step, new Effect.Follow(step, 1, handle));
    }

    void follow(String operator, int from, int to) {
      for (int i = from; i < to; i++) {
        follow(operator, "s" + i, handle(i));
      }
    }
  }

  @Test
  void aHandleThatCannotBeReadIsHeldAndKeepsNoOtherJobFromBeingAsked() {
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          jobs.forEach(job -> UnreadableHandleException.check(job, "test", 1));
          return running(jobs);
        });
    run.follow("gpu", "a", OLD);
    run.follow("gpu", "b", NEWER);

    pass(Duration.ofSeconds(1));

    assertThat(run.events)
        .containsExactlyInAnyOrder(
            new RunEvent.HandleUnreadable(
                "b",
                1,
                "job 2 was written in version 9, and this plugin of flavor 'test' reads up to 1:"
                    + " take a newer one"),
            new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.empty())));
    assertThat(run.jobs.followed()).containsOnlyKeys("key-a");
  }

  @Test
  void anOperatorThatNamesAHandleNobodyAskedForIsAskedLessOftenLikeOneThatFails() {
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          throw new UnreadableHandleException(NEWER, "not this one");
        });
    run.follow("gpu", "a", OLD);

    pass(Duration.ofMinutes(10));

    assertThat(run.events).isEmpty();
    assertThat(calls).hasSizeBetween(10, 30);
    assertThat(look(run).why()).contains("times: ").contains("not this one");
    assertThat(run.warnings).hasSameSizeAs(calls);
  }

  @Test
  void aJobThatSeemsToHaveEndedIsAskedForAtOnceHoweverOldItIs() {
    run.add("gpu", Optional.empty(), JobPollerTest::running);
    run.follow("gpu", "a", OLD);
    pass(Duration.ofHours(1));
    assertThat(look(run).every()).isBetween(Duration.ofSeconds(4), LONGEST);
    calls.clear();

    run.jobs.lookSoon("key-a");
    pass(Duration.ofSeconds(1));

    assertThat(calls).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aJobThatEndsWhileItIsAskedForIsAskedForAgainAtOnce() {
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          if (calls.size() == 1) {
            run.jobs.lookSoon("key-a");
          }
          return running(jobs);
        });
    run.follow("gpu", "a", OLD);

    pass(Duration.ofSeconds(1));

    assertThat(calls.get(1).at()).isEqualTo(calls.get(0).at());
  }

  @Test
  void jobsOfOneAgeOnTwoOperatorsGetOutOfStep() {
    run.add("gpu", Optional.empty(), JobPollerTest::running);
    run.add("cpu", Optional.empty(), JobPollerTest::running);
    run.follow("gpu", "a", handle(1));
    run.follow("cpu", "b", handle(2));

    pass(Duration.ofHours(1));

    Set<Duration> gpu = new HashSet<>(times("gpu"));
    assertThat(times("cpu")).hasSizeGreaterThan(500);
    assertThat(times("cpu").stream().filter(gpu::contains).count()).isLessThan(20);
  }

  @Test
  void noCallIsOneTooManyForAPlatformThatHadNoneLeftAtTheStart() {
    Bucket platform = new Bucket();
    run.add("gpu", Optional.of(LIMIT), platform::answer);
    run.follow("gpu", 0, 300);
    for (int second = 0; second < 3600; second++) {
      String key = "key-s" + world.random().nextInt(300);
      world.after(Duration.ofSeconds(second), process, "mark", () -> run.jobs.lookSoon(key));
    }

    pass(Duration.ofHours(3));

    assertThat(platform.refused).isZero();
    assertThat(calls).hasSizeGreaterThan(5000);
    assertThat(calls).allSatisfy(call -> assertThat(call.jobs()).hasSize(10));
  }

  @Test
  void afterAPauseNoMoreIsAskedAtOnceThanTheLimitAllows() {
    Bucket platform = new Bucket();
    run.add("gpu", Optional.of(LIMIT), platform::answer);
    pass(Duration.ofHours(1));

    run.follow("gpu", 0, 300);
    pass(Duration.ofMinutes(10));

    assertThat(calls.stream().filter(call -> call.at().minusHours(1).toSeconds() < 1))
        .hasSizeBetween(8, 10);
    assertThat(platform.refused).isZero();
  }

  @Test
  void aMarkedJobIsAskedForInTheNextCallWhichIsMadeAtOnce() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 250);
    pass(Duration.ofMinutes(5));
    for (int i = 0; i < 4; i++) {
      int marked = 50 * i;
      calls.clear();

      run.jobs.lookSoon("key-s" + marked);
      pass(Duration.ofSeconds(1));

      assertThat(calls.get(0).jobs()).contains(handle(marked)).hasSize(10);
    }
  }

  @Test
  void aJobThatIsAskedToStopIsAskedForAtOnce() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 250);
    pass(Duration.ofMinutes(5));
    calls.clear();

    run.follow("gpu", 77, 78);
    pass(Duration.ofMillis(300));

    assertThat(asked()).contains(handle(77));
  }

  @Test
  void everyJobIsAskedForInTheEndWhileMarkedOnesWouldFillEveryCall() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 200);
    pass(Duration.ofMinutes(5));
    for (int second = 0; second < 1800; second++) {
      world.after(
          Duration.ofSeconds(second),
          process,
          "marks",
          () -> {
            for (int i = 0; i < 100; i++) {
              run.jobs.lookSoon("key-s" + i);
            }
          });
    }
    pass(Duration.ofSeconds(1));
    calls.clear();

    pass(Duration.ofMinutes(5)); // a fourth of 150 calls has room for 370

    assertThat(asked()).contains(handles(100, 200));
  }

  @Test
  void aJobWithoutAnEndIsNotForeverAskedForBeforeOthers() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 200);
    pass(Duration.ofMinutes(5));
    run.jobs.lookSoon("key-s0");
    pass(Duration.ofMinutes(2));
    calls.clear();

    pass(Duration.ofMinutes(10));

    assertThat(calls.stream().filter(call -> call.jobs().contains(handle(0))).count())
        .isLessThan(25);
  }

  @Test
  void operatorsThatShareALimitKeepWithinItTogetherAndAllAreAsked() {
    Bucket platform = new Bucket();
    run.add("gpu", Optional.of(LIMIT), platform::answer);
    run.add("cpu", Optional.of(LIMIT), platform::answer);
    run.add("other", Optional.of(new CallLimit("account", 5, 0.25, 20)), platform::answer);
    run.follow("gpu", 0, 200);
    run.follow("cpu", 200, 300);
    run.follow("other", 300, 350);

    pass(Duration.ofMinutes(20));

    assertThat(platform.refused).isZero();
    assertThat(asked()).contains(handles(0, 350));
    assertThat(calls).hasSizeBetween(290, 300);
    calls.clear();
    run.jobs.lookSoon("key-s250");
    pass(Duration.ofSeconds(1));
    assertThat(calls.get(0).jobs()).contains(handle(250));
  }

  @Test
  void aThousandJobsOnFiveClustersOfAnAccountAreFollowedForAnHourAndNoCallIsOneTooMany() {
    // as those of an account of EMR: 10 at once, and one each 2 s; what is stated leaves some over
    Bucket platform = new Bucket();
    CallLimit stated = new CallLimit("account", 6, 0.4, 10);
    Set<JobHandle> ended = new HashSet<>();
    run.add("one-cluster", Optional.of(stated), jobs -> platform.answer(jobs, ended));
    run.add("four-clusters", Optional.of(stated), jobs -> platform.answer(jobs, ended));
    for (int i = 0; i < 1000; i++) {
      int cluster = i % 5;
      run.follow(cluster == 0 ? "one-cluster" : "four-clusters", "s" + i, handle(cluster, i));
    }
    for (int i = 0; i < 500; i++) {
      int job = 2 * i;
      Duration at =
          Duration.ofMinutes(5).plus(Duration.ofMillis(world.random().nextInt(3_000_000)));
      world.after(
          at,
          process,
          "mark",
          () -> {
            ended.add(handle(job % 5, job));
            if (job % 20 != 0) { // some die without a mark
              run.jobs.lookSoon("key-s" + job);
            }
          });
    }

    pass(Duration.ofHours(1).plusMinutes(10));

    assertThat(platform.refused).isZero();
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.jobs().stream().map(JobPollerTest::group).distinct())
                    .as("a list is of one cluster")
                    .hasSize(1));
    assertThat(run.events.stream().filter(JobPollerTest::tellsEnd)).hasSize(500);
    // all of them once: 100 calls, of which one comes in each 2.5 s
    assertThat(longestUnasked()).isLessThan(Duration.ofMinutes(10));
    assertThat(run.warnings).isEmpty();
  }

  /** The longest time for which a job that ran to the end was not asked for. */
  private Duration longestUnasked() {
    Map<JobHandle, Duration> last = new HashMap<>();
    Duration longest = Duration.ZERO;
    for (Call call : calls) {
      for (JobHandle job : call.jobs()) {
        Duration before = last.put(job, call.at());
        Duration wait = call.at().minus(before == null ? Duration.ZERO : before);
        longest = wait.compareTo(longest) > 0 ? wait : longest;
      }
    }
    return longest;
  }

  private static boolean tellsEnd(RunEvent event) {
    return event instanceof RunEvent.StatusSeen seen && seen.status().isFinal();
  }

  @Test
  void marksOnOneOperatorDoNotKeepAnotherThatSharesItsLimitFromBeingAsked() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.add("cpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 100);
    run.follow("cpu", 100, 120);
    pass(Duration.ofMinutes(5));
    for (int second = 0; second < 600; second++) {
      world.after(
          Duration.ofSeconds(second),
          process,
          "marks",
          () -> {
            for (int i = 0; i < 100; i++) {
              run.jobs.lookSoon("key-s" + i);
            }
          });
    }
    calls.clear();

    pass(Duration.ofMinutes(10));

    assertThat(times("cpu")).hasSizeGreaterThan(20);
  }

  @Test
  void lookUpsByKeyKeepWithinTheCallRateThatPollsShare() {
    run.add("emr", Optional.of(LIMIT), JobPollerTest::running);
    run.add("gpu", Optional.empty(), JobPollerTest::running);
    pass(Duration.ofMinutes(1));
    Duration waited = Duration.ZERO;

    for (int left = 37; left > 0; ) {
      Duration wait = run.jobs.lookUp("emr");
      left -= wait.isZero() ? 1 : 0;
      waited = waited.plus(wait);
      pass(wait);
      assertThat(run.jobs.lookUp("gpu")).as("without a limit").isZero();
    }

    // 9 at once, and one each 2 s
    assertThat(waited).isEqualTo(Duration.ofSeconds(56));
    run.follow("emr", "a", OLD);
    pass(Duration.ofMillis(1900));
    assertThat(calls).as("polls, while look-ups have used the calls up").isEmpty();
  }

  @Test
  void aPlatformThatRefusesIsLeftInPeaceUntilItHasCallsAgain() {
    boolean[] throttles = {false};
    run.add(
        "gpu",
        Optional.of(LIMIT),
        jobs -> {
          if (throttles[0]) {
            throw new IOException("429");
          }
          return running(jobs);
        });
    run.follow("gpu", 0, 100);
    pass(Duration.ofMinutes(5));
    throttles[0] = true;
    calls.clear();
    pass(Duration.ofSeconds(9));
    assertThat(calls).hasSize(1);
    assertThat(look(run).why()).contains("it gave no answer 1 times: ").contains("429");
    throttles[0] = false;

    pass(Duration.ofMinutes(1));

    assertThat(calls.size()).isBetween(20, 30);
    assertThat(look(run).why()).isEqualTo(WHY_100);
  }

  @Test
  void theNextLookIsToldWithTheLimitThatItWaitsFor() {
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.add("without-jobs", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 100);
    pass(Duration.ofMinutes(5));
    Look told = look(run);
    calls.clear();

    pass(Duration.ofSeconds(4));

    assertThat(told.jobs()).isEqualTo(100);
    assertThat(told.every()).isEqualTo(Duration.ofSeconds(20));
    assertThat(told.why()).isEqualTo(WHY_100);
    assertThat(Duration.between(World.START, told.due())).isEqualTo(calls.get(0).at());
  }

  @Test
  void aRunWhoseJobsAreAskedForAfterThoseOfAnotherIsToldWhen() {
    Run second = new Run();
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    second.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 50);
    second.follow("gpu", 50, 55);
    pass(Duration.ofMinutes(5));
    Look told = look(second);
    calls.clear();

    pass(Duration.ofMinutes(1));

    Duration asked = firstCallFor(handle(50)).at();
    assertThat(Duration.between(World.START, told.due())).isEqualTo(asked);
    assertThat(told.jobs()).isEqualTo(5);
  }

  @Test
  void twoRunsOfOneOperatorShareCallsAndEachHearsOnlyOfItsOwnJobs() {
    Run second = new Run();
    run.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    second.add("gpu", Optional.of(LIMIT), JobPollerTest::running);
    run.follow("gpu", 0, 3);
    second.follow("gpu", 3, 8);

    pass(Duration.ofMinutes(1));

    assertThat(calls).allSatisfy(call -> assertThat(call.jobs()).hasSize(8));
    assertThat(steps(run.events)).containsExactlyInAnyOrder("s0", "s1", "s2");
    assertThat(steps(second.events)).containsExactlyInAnyOrder("s3", "s4", "s5", "s6", "s7");
  }

  @Test
  void twoRunsWithoutALimitShareCallsToo() {
    Run second = new Run();
    run.add("gpu", Optional.empty(), JobPollerTest::running);
    second.add("gpu", Optional.empty(), JobPollerTest::running);
    run.follow("gpu", 0, 3);
    second.follow("gpu", 3, 8);

    pass(Duration.ofMillis(300));

    assertThat(calls.get(0).jobs()).hasSize(8);
    assertThat(steps(run.events)).hasSize(3);
    assertThat(steps(second.events)).hasSize(5);
  }

  @Test
  void aRunThatEndsDuringACallThroughItsOperatorIsToldNothingAndTheOthersJobsAreAskedForAtOnce() {
    Run second = new Run();
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          run.jobs.close();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          throw new IOException("closed");
        });
    List<Set<JobHandle>> throughSecond = new ArrayList<>();
    second.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          throughSecond.add(Set.copyOf(jobs));
          return running(jobs);
        });
    run.follow("gpu", 0, 1);
    second.follow("gpu", 1, 2);

    pass(Duration.ofMinutes(10));

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(run.events).isEmpty();
    assertThat(run.warnings).isEmpty();
    assertThat(second.warnings).isEmpty();
    assertThat(steps(second.events)).containsExactly("s1");
    assertThat(calls.get(1).at().minus(calls.get(0).at())).isLessThan(Duration.ofMillis(100));
    assertThat(calls).hasSize(1 + throughSecond.size());
    assertThat(throughSecond).allSatisfy(jobs -> assertThat(jobs).containsExactly(handle(1)));
  }

  @Test
  void aRunThatEndsDuringACallOfAnotherIsToldNothing() {
    Run second = new Run();
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          second.jobs.close();
          return running(jobs);
        });
    second.add("gpu", Optional.empty(), JobPollerTest::running);
    run.follow("gpu", 0, 1);
    second.follow("gpu", 1, 2);

    pass(Duration.ofMinutes(10));

    assertThat(second.events).isEmpty();
    assertThat(steps(run.events)).containsExactly("s0");
    assertThat(calls.get(calls.size() - 1).jobs()).containsExactly(handle(0));
  }

  @Test
  void afterTheLastRunNothingIsAskedAndWhatWasUsedUpIsNotForgotten() {
    Bucket platform = new Bucket();
    run.add("gpu", Optional.of(LIMIT), platform::answer);
    run.follow("gpu", 0, 100);
    pass(Duration.ofMinutes(5));
    run.jobs.close();
    calls.clear();
    pass(Duration.ofMinutes(5));
    assertThat(calls).isEmpty();

    Run second = new Run();
    second.add("gpu", Optional.of(LIMIT), platform::answer);
    second.follow("gpu", 0, 100);
    pass(Duration.ofSeconds(1));

    assertThat(calls).hasSizeBetween(8, 10);
    assertThat(platform.refused).isZero();
  }

  @Test
  void anOperatorThatFailsIsAskedThroughTheInstanceOfAnotherRun() {
    Run second = new Run();
    run.add(
        "gpu",
        Optional.empty(),
        jobs -> {
          throw new IOException("expired");
        });
    second.add("gpu", Optional.empty(), JobPollerTest::running);
    run.follow("gpu", 0, 1);

    pass(Duration.ofSeconds(2));

    assertThat(steps(run.events)).containsExactly("s0");
  }

  /** A platform's own count of calls, which had used up all at the start. */
  private final class Bucket {
    private double calls;
    private Instant filled = World.START;
    private int refused;

    Map<JobHandle, JobStatus> answer(Set<JobHandle> jobs) throws IOException {
      double seconds = Duration.between(filled, world.now()).toNanos() / 1e9;
      calls = Math.min(LIMIT.burst(), calls + seconds * LIMIT.perSecond());
      filled = world.now();
      if (calls < 1) {
        refused++;
        throw new IOException("429");
      }
      calls--;
      return running(jobs);
    }

    Map<JobHandle, JobStatus> answer(Set<JobHandle> jobs, Set<JobHandle> ended) throws IOException {
      Map<JobHandle, JobStatus> answers = new HashMap<>(answer(jobs));
      answers.replaceAll((job, status) -> ended.contains(job) ? new JobStatus.Succeeded() : status);
      return answers;
    }
  }

  private static JobHandle handle(int number) {
    return new JobHandle("test", 1, new JsonText(Integer.toString(1000 + number)));
  }

  private static JobHandle handle(int cluster, int number) {
    return new JobHandle("test", 1 + cluster, new JsonText(Integer.toString(10000 + number)));
  }

  private static JobHandle[] handles(int from, int to) {
    List<JobHandle> handles = new ArrayList<>();
    for (int i = from; i < to; i++) {
      handles.add(handle(i));
    }
    return handles.toArray(JobHandle[]::new);
  }

  private static Map<JobHandle, JobStatus> running(Set<JobHandle> jobs) {
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    jobs.forEach(job -> answers.put(job, new JobStatus.Running(Optional.empty())));
    return answers;
  }

  private static Look look(Run run) {
    List<Look> looks = run.jobs.looks();
    assertThat(looks).hasSize(1);
    return looks.get(0);
  }

  private Set<JobHandle> asked() {
    Set<JobHandle> asked = new HashSet<>();
    calls.forEach(call -> asked.addAll(call.jobs()));
    return asked;
  }

  private Call firstCallFor(JobHandle job) {
    return calls.stream().filter(call -> call.jobs().contains(job)).findFirst().orElseThrow();
  }

  private List<Duration> times(String operator) {
    return calls.stream().filter(call -> call.operator().equals(operator)).map(Call::at).toList();
  }

  private static List<String> steps(List<RunEvent> events) {
    return events.stream().map(event -> ((RunEvent.StatusSeen) event).step()).toList();
  }

  /** What has to be asked with the one handle cannot be asked with the other. */
  private static String group(JobHandle job) {
    return "cluster " + job.version();
  }

  /** Lets time go on. */
  private void pass(Duration time) {
    boolean[] over = {false};
    world.after(time, null, "over", () -> over[0] = true);
    for (int steps = 0; !over[0]; steps++) {
      assertThat(steps).as("time stands still").isLessThan(1_000_000);
      world.step();
    }
  }

  @SuppressWarnings("unchecked")
  private StepOperator operator(String name, Optional<CallLimit> limit, Platform platform) {
    return (StepOperator)
        Proxy.newProxyInstance(
            StepOperator.class.getClassLoader(),
            new Class<?>[] {StepOperator.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("statusLimit")) {
                return limit;
              }
              if (method.getName().equals("statusGroup")) {
                return group((JobHandle) arguments[0]);
              }
              assertThat(method.getName()).isEqualTo("status");
              Set<JobHandle> jobs = (Set<JobHandle>) arguments[0];
              Duration at = Duration.between(World.START, world.now());
              calls.add(new Call(at, name, Set.copyOf(jobs)));
              return platform.status(jobs);
            });
  }

  private final class WorldsWorkers implements Workers {
    @Override
    public void execute(String what, Runnable work) {
      world.after(Duration.ZERO, process, what, work);
    }

    @Override
    public void schedule(String what, Duration delay, Runnable work) {
      world.after(delay, process, what, work);
    }
  }
}
