// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.plan.DefinitionLoader;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.FailureText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs plain steps on a few threads of this process. A thread does one step after the other, as a
 * new one would cost more than many a step: its name, its context class loader, its logging context
 * and its interruption are put back between two. Thread-safe.
 */
final class InProcessSteps implements PlainSteps, AutoCloseable {
  /** What works for so long is told, and has its log stored while it works on. */
  private static final Duration LONG = Duration.ofMillis(200);

  /** After this time, in milliseconds, a thread without work ends. */
  private static final long IDLE = 1000;

  private static final String NAME = "plain steps";

  private final Workplace workplace;
  private final Workers workers;
  private final Consumer<RunEvent> events;
  private final Map<String, Work> all = new HashMap<>();
  private final ThreadPoolExecutor threads;
  private boolean watching;

  /**
   * Where plain steps run.
   *
   * @param loader has their classes
   * @param store the artifact store
   * @param place where that is
   * @param environment the environment variables
   * @param host this machine's name
   * @param clock tells the time
   * @param random draws the ids of launches
   * @param threads makes the threads of steps
   * @param limit how many steps work at once
   */
  record Workplace(
      ClassLoader loader,
      ArtifactStore store,
      URI place,
      Map<String, String> environment,
      String host,
      InstantSource clock,
      RandomGenerator random,
      ThreadFactory threads,
      int limit) {}

  InProcessSteps(Workplace workplace, Workers workers, Consumer<RunEvent> events) {
    this.workplace = workplace;
    this.workers = workers;
    this.events = events;
    this.threads =
        new ThreadPoolExecutor(
            workplace.limit(),
            workplace.limit(),
            IDLE,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            workplace.threads());
    threads.allowCoreThreadTimeOut(true);
    if (workplace.loader() instanceof DefinitionLoader definition) {
      definition.onExit(StepThreads::exitCalled);
    }
  }

  /** An attempt; guarded by the steps. */
  private final class Work implements Runnable {
    private final String step;
    private final int attempt;
    private final AttemptKey key;
    private final Order order;
    private Optional<Thread> thread = Optional.empty();
    private Optional<PlainLaunch> launch = Optional.empty();
    private Instant begun = Instant.MAX;
    private boolean told;
    private boolean interrupted;

    Work(String step, int attempt, AttemptKey key, Order order) {
      this.step = step;
      this.attempt = attempt;
      this.key = key;
      this.order = order;
    }

    /** Whether a call is from the step: on its thread, or by its class on another. */
    boolean made(ExitHook.Call call) {
      return thread.filter(call.thread()::equals).isPresent()
          || launch.filter(each -> each.isOn(call.stack())).isPresent();
    }

    @Override
    public void run() {
      Thread current = Thread.currentThread();
      synchronized (InProcessSteps.this) {
        thread = Optional.of(current);
        begun = workplace.clock().instant();
        watch();
        if (interrupted) {
          current.interrupt();
        }
      }
      current.setName("step " + key.value());
      RunEvent ended = work(this);
      synchronized (InProcessSteps.this) {
        thread = Optional.empty();
        all.remove(step, this);
      }
      // an interruption was of this step, and not of what the thread does next
      Thread.interrupted();
      current.setName(NAME);
      events.accept(ended);
    }
  }

  @Override
  public synchronized void begin(String step, int attempt, AttemptKey key, Order order) {
    Work work = new Work(step, attempt, key, order);
    all.put(step, work);
    threads.execute(work);
  }

  private RunEvent work(Work work) {
    try {
      PlainLaunch launch =
          new PlainLaunch(
              work.order.context(),
              String.format("%08x", workplace.random().nextInt()),
              workplace.loader(),
              workplace.store(),
              workplace.environment(),
              workplace.host(),
              workplace.clock(),
              workplace.threads());
      synchronized (this) {
        work.launch = Optional.of(launch);
      }
      KeptResult result = launch.run(() -> isInterrupted(work));
      Optional<ErrorRecord> error = result.record().error();
      if (error.isEmpty()) {
        return ended(work, new Verdict.Success(launch.folder()), Optional.of(result));
      }
      String reason = error.get().type() + ": " + error.get().message();
      return ended(
          work,
          new Verdict.Failure(error.get().kind(), reason, Optional.of(launch.folder())),
          Optional.empty());
    } catch (IOException | RuntimeException | Error e) {
      FailureKind kind =
          e instanceof DiskFullException || e instanceof OutOfMemoryError
              ? FailureKind.RESOURCE
              : FailureKind.PLATFORM;
      String reason =
          e instanceof IOException
              ? "the artifact store " + workplace.place() + " cannot be used: " + e
              : "the attempt broke off outside of the step: " + FailureText.line(e);
      return ended(work, new Verdict.Failure(kind, reason, Optional.empty()), Optional.empty());
    }
  }

  private static RunEvent ended(Work work, Verdict verdict, Optional<KeptResult> result) {
    return new RunEvent.WorkEnded(work.step, work.attempt, verdict, result);
  }

  private synchronized boolean isInterrupted(Work work) {
    return work.interrupted;
  }

  private void watch() {
    if (!watching) {
      watching = true;
      workers.schedule("watch plain steps", LONG, this::look);
    }
  }

  private void look() {
    List<Work> longer = new ArrayList<>();
    synchronized (this) {
      watching = false;
      Instant before = workplace.clock().instant().minus(LONG);
      for (Work work : all.values()) {
        if (!work.told && work.launch.isPresent() && !work.begun.isAfter(before)) {
          work.told = true;
          longer.add(work);
        }
      }
      if (threads.getActiveCount() > 0) {
        watch();
      }
    }
    for (Work work : longer) {
      work.launch.orElseThrow().storeMeanwhile();
      events.accept(new RunEvent.Works(work.step, work.attempt));
    }
  }

  @Override
  public void interrupt(String step, int attempt) {
    RunEvent answer;
    synchronized (this) {
      Work work = all.get(step);
      if (work == null || work.attempt != attempt) {
        return;
      }
      if (threads.remove(work)) {
        all.remove(step);
        answer = ended(work, new Verdict.Stopped(), Optional.empty());
      } else if (work.thread.isEmpty()) {
        work.interrupted = true; // it is just taken up
        return;
      } else {
        Thread thread = work.thread.get();
        work.interrupted = true;
        thread.interrupt();
        answer = new RunEvent.StillWorks(step, attempt, stack(thread));
      }
    }
    events.accept(answer);
  }

  /**
   * Ends the step that a call is from as failed: the call ends the process, and never returns.
   *
   * @return whether it is from a plain step
   */
  boolean exitCalled(ExitHook.Call call) {
    Optional<Work> caller;
    synchronized (this) {
      caller = all.values().stream().filter(work -> work.made(call)).findFirst();
      caller.ifPresent(work -> all.remove(work.step, work));
    }
    caller.ifPresent(
        work ->
            events.accept(
                ended(
                    work,
                    new Verdict.Failure(
                        FailureKind.USER,
                        "java.lang.System.exit: Step '"
                            + work.step
                            + "' called System.exit at "
                            + call.place()
                            + ". A step returns or throws; its process is not its own to end.",
                        Optional.empty()),
                    Optional.empty())));
    return caller.isPresent();
  }

  private static String stack(Thread thread) {
    StringJoiner stack = new StringJoiner("\n");
    for (StackTraceElement each : thread.getStackTrace()) {
      stack.add("\tat " + each);
    }
    return stack.toString();
  }

  /** Begins nothing more; what works is left to itself, and nobody hears of its end. */
  @Override
  public void close() {
    threads.getQueue().clear();
    threads.shutdown();
  }
}
