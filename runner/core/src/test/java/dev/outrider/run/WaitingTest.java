// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting costs nothing, and ends well however long it lasts. */
class WaitingTest {
  private static final String RUN = "r0k3v9m2x4q7t";
  private static final int MANY = 10_000;
  private static final int THREADS = 16;
  private static final long HEAP = 256L << 20;
  private static final int ERRORS = 500;
  private static final OperatorPolicy UNLIMITED =
      new OperatorPolicy(Optional.empty(), Duration.ofSeconds(30), false);

  @TempDir Path folder;

  @Test
  void tenThousandStepsThatWaitTakeFewThreadsAndLittleMemory() throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long heapBefore = usedHeap();
    int threadsBefore = threads.getThreadCount();
    threads.resetPeakThreadCount();
    SlowOperator slow = new SlowOperator();
    LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
    try (RunStore ledger = RunStore.open(folder.resolve("runs.db"));
        WorkerPool workers = new WorkerPool(4, Thread::new)) {
      Plan plan = SimulatedPipeline.wide(MANY, "slow");
      RunLoop loop =
          loop(plan, "slow", slow, shared(), ledger, workers, InstantSource.system(), events);

      runUntil(loop, events, Phase.FOLLOWING);
      int threadsMore = threads.getPeakThreadCount() - threadsBefore;
      long heapMore = usedHeap() - heapBefore;

      System.out.printf(
          "%d steps that wait: %d threads and %d MiB more%n", MANY, threadsMore, heapMore >> 20);
      assertThat(threadsMore).isLessThanOrEqualTo(THREADS);
      assertThat(heapMore).isLessThanOrEqualTo(HEAP);
      events.add(new RunEvent.CancelWanted());
      runUntil(loop, events, Phase.CANCELLED);
      assertThat(loop.state().outcome()).isEqualTo(RunState.Outcome.CANCELLED);
      assertThat(slow.asked).hasSize(MANY);
    }
  }

  @Test
  void ofManyStepsThatAPlatformKeepsWaitingACancelSubmitsNoneThatWasNotBegun()
      throws InterruptedException {
    CountDownLatch turn = new CountDownLatch(1);
    AtomicInteger submitted = new AtomicInteger();
    SlowOperator slow =
        new SlowOperator() {
          @Override
          public FindResult.Found submit(Order order, Ownership ownership) {
            submitted.incrementAndGet();
            awaitTurn(turn);
            return super.submit(order, ownership);
          }
        };
    LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
    try (RunStore ledger = RunStore.open(folder.resolve("runs.db"));
        WorkerPool workers = new WorkerPool(6, Thread::new)) {
      Plan plan = SimulatedPipeline.wide(20, "slow");
      RunLoop loop =
          loop(plan, "slow", slow, shared(), ledger, workers, InstantSource.system(), events);

      // others of the hands prepare all of them meanwhile
      runUntil(loop, events, Phase.SUBMITTING);
      loop.offer(new RunEvent.CancelWanted());
      loop.turn();
      turn.countDown();
      runUntil(loop, events, Phase.CANCELLED);

      assertThat(submitted).hasValue(4);
      assertThat(slow.asked).hasSize(4);
      assertThat(loop.state().outcome()).isEqualTo(RunState.Outcome.CANCELLED);
    }
  }

  @Test
  void aCancelIsUnderWayUntilEveryPlatformHasAnswered() throws InterruptedException {
    CountDownLatch turn = new CountDownLatch(1);
    SlowOperator slow =
        new SlowOperator() {
          @Override
          public void requestCancel(JobHandle job) {
            awaitTurn(turn);
            super.requestCancel(job);
          }
        };
    LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
    try (RunStore ledger = RunStore.open(folder.resolve("runs.db"));
        WorkerPool workers = new WorkerPool(6, Thread::new)) {
      Plan plan = SimulatedPipeline.wide(20, "slow");
      RunLoop loop =
          loop(plan, "slow", slow, shared(), ledger, workers, InstantSource.system(), events);
      runUntil(loop, events, Phase.FOLLOWING);
      assertThat(loop.isAsking()).isFalse();

      loop.offer(new RunEvent.CancelWanted());
      loop.turn();
      assertThat(loop.isAsking()).isTrue();
      assertThat(slow.asked).isEmpty();
      turn.countDown();
      runUntil(loop, events, Phase.CANCELLED);

      while (loop.isAsking()) {
        Thread.onSpinWait(); // the last call has yet to return
      }
      assertThat(slow.asked).hasSize(20);
    }
  }

  private static void awaitTurn(CountDownLatch turn) {
    try {
      turn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void fiveHundredErrorsWhileAskingAndThenSuccessIsSuccess() {
    World world = new World(1, Set.of(), 0, Map.of(), false);
    World.Process process = new World.Process(world, "orchestrator 1", Duration.ZERO);
    SimulatedStore store = new SimulatedStore(world);
    Plan plan = SimulatedPipeline.wide(1, "alpha");
    Promises promises = new Promises(plan, Map.of(), store, List.of());
    SimulatedPlatform platform = new SimulatedPlatform(world, "alpha", true, store, promises);
    Failing failing = new Failing(platform.reachedBy(process), ERRORS);
    Queue<RunEvent> events = new ArrayDeque<>();
    SimulatedLedger written = new SimulatedLedger(world, row -> {});
    Workers workers =
        new Workers() {
          @Override
          public void execute(String what, Runnable work) {
            world.after(Duration.ofMillis(1), process, what, work);
          }

          @Override
          public void schedule(String what, Duration delay, Runnable work) {
            world.after(delay, process, what, work);
          }
        };
    RunCore core = core(plan, "alpha");
    written.create(
        record(world.now()),
        RunLoop.rows(core.initial(RUN, world.now(), Optional.empty()).steps().values()));
    Ledger ledger = written.writtenBy(process);
    RunLoop loop =
        loop(plan, "alpha", failing, store.reachedBy(process), ledger, workers, process, events);

    while (loop.state().outcome() == RunState.Outcome.RUNNING) {
      Duration wait = Duration.between(world.now(), loop.turn());
      world.after(wait.isNegative() ? Duration.ZERO : wait, process, "turn", () -> {});
      world.step();
    }

    assertThat(loop.state().step("s0").phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(loop.state().step("s0").attempt()).isEqualTo(1);
    assertThat(failing.left).isZero();
    assertThat(Duration.between(World.START, world.now())).isGreaterThan(Duration.ofHours(8));
  }

  private static RunCore core(Plan plan, String operator) {
    return new RunCore(plan, RunPolicy.standard(Map.of(operator, UNLIMITED)));
  }

  private RunLoop loop(
      Plan plan,
      String name,
      StepOperator operator,
      ArtifactStore store,
      Ledger ledger,
      Workers workers,
      InstantSource clock,
      Queue<RunEvent> events) {
    RunCore core = core(plan, name);
    RunState begun = core.initial(RUN, clock.instant(), Optional.empty());
    if (ledger instanceof RunStore runs) {
      runs.create(record(clock.instant()), RunLoop.rows(begun.steps().values()));
    }
    Consumer<RunEvent> sink = events::add;
    Consumer<String> warnings = warning -> {};
    FollowedJobs followed = new JobPoller(workers, clock).join(sink, warnings);
    followed.add(name, name, operator, Duration.ofSeconds(5));
    EffectRunner effects =
        new EffectRunner(
            new EffectRunner.Context(
                plan.steps().stream().collect(Collectors.toMap(PlannedStep::name, s -> s)),
                SimulatedPipeline.orders(),
                Map.of(name, operator),
                noPlainSteps(),
                store,
                new Judging(store),
                ledger,
                new AttemptFolders(SimulatedPipeline.STORE, RUN),
                new AttemptKeys(ledger.id(), RUN),
                RUN,
                1),
            workers,
            followed,
            sink,
            warnings);
    return new RunLoop(
        core, ledger, 1, effects, clock, new Silent(), events, begun, Optional.empty());
  }

  private static PlainSteps noPlainSteps() {
    return new PlainSteps() {
      @Override
      public void begin(String step, int attempt, AttemptKey key, Order order) {
        throw new IllegalStateException("there are no plain steps");
      }

      @Override
      public void interrupt(String step, int attempt) {
        throw new IllegalStateException("there are no plain steps");
      }
    };
  }

  /** As an orchestrator does, until all steps are in a phase. */
  private static void runUntil(RunLoop loop, LinkedBlockingQueue<RunEvent> events, Phase phase)
      throws InterruptedException {
    Instant next = loop.turn();
    while (!loop.state().steps().values().stream().allMatch(step -> step.phase() == phase)) {
      long wait = Duration.between(Instant.now(), next).toMillis();
      RunEvent event = events.poll(Math.max(0, wait), TimeUnit.MILLISECONDS);
      if (event != null) {
        loop.offer(event);
      }
      next = loop.turn();
    }
  }

  private static RunRecord record(Instant now) {
    return new RunRecord(
        RUN,
        "simulated",
        new JsonText("{}"),
        "",
        now,
        Optional.empty(),
        "running",
        false,
        Optional.of(new Owner("host", 1, Optional.empty(), Optional.empty())),
        1,
        Optional.of(now),
        List.of());
  }

  /** A store in memory that several threads use. */
  private static ArtifactStore shared() {
    SimulatedStore store = new SimulatedStore(new World(1, Set.of(), 0, Map.of(), false));
    return (ArtifactStore)
        Proxy.newProxyInstance(
            ArtifactStore.class.getClassLoader(),
            new Class<?>[] {ArtifactStore.class},
            (proxy, method, arguments) -> {
              synchronized (store) {
                try {
                  return method.invoke(store, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }
            });
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static final class Silent implements RunListener {
    @Override
    public void changed(RunState state) {}

    @Override
    public void warned(String message) {}
  }

  /** Everything runs, until it is asked to stop. */
  private static class SlowOperator implements StepOperator {
    final Set<JobHandle> asked = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<Platform> platform() {
      return Optional.empty();
    }

    @Override
    public RenderedRequest render(Submission submission) {
      return new RenderedRequest("slow", submission.key().value(), List.of());
    }

    @Override
    public FindResult.Found submit(Order order, Ownership ownership) {
      JsonText job = new JsonText("\"" + order.submission().key() + "\"");
      return new FindResult.Found(new JobHandle("slow", 1, job), Optional.of(order.hash()));
    }

    @Override
    public FindResult find(AttemptKey key) {
      return new FindResult.NotThere();
    }

    @Override
    public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) {
      Map<JobHandle, JobStatus> answers = new HashMap<>();
      for (JobHandle job : jobs) {
        answers.put(
            job,
            asked.contains(job)
                ? new JobStatus.Cancelled()
                : new JobStatus.Running(Optional.empty()));
      }
      return answers;
    }

    @Override
    public void requestCancel(JobHandle job) {
      asked.add(job);
    }

    @Override
    public LogPage logs(JobHandle job, LogCursor from) {
      return new LogPage(List.of(), from);
    }

    @Override
    public void close() {}
  }

  /** An operator that does not say how its jobs are, so many times. */
  private static final class Failing implements StepOperator {
    private final StepOperator operator;
    private int left;

    Failing(StepOperator operator, int errors) {
      this.operator = operator;
      this.left = errors;
    }

    @Override
    public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
      if (left > 0) {
        left--;
        throw new IOException("503 Service Unavailable");
      }
      return operator.status(jobs);
    }

    @Override
    public Optional<Platform> platform() throws IOException {
      return operator.platform();
    }

    @Override
    public RenderedRequest render(Submission submission) throws NotAcceptedException {
      return operator.render(submission);
    }

    @Override
    public FindResult.Found submit(Order order, Ownership ownership)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      return operator.submit(order, ownership);
    }

    @Override
    public FindResult find(AttemptKey key) {
      return operator.find(key);
    }

    @Override
    public void requestCancel(JobHandle job) throws IOException {
      operator.requestCancel(job);
    }

    @Override
    public LogPage logs(JobHandle job, LogCursor from) throws IOException {
      return operator.logs(job, from);
    }

    @Override
    public void close() {}
  }
}
