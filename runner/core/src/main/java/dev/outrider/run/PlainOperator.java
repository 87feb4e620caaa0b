// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.config.Keys;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs plain steps as threads of this process, a limited number at once; each has a thread of its
 * own, which nothing of another step is left in. A job of another process is lost: with its
 * orchestrator a plain step dies too. Thread-safe.
 */
final class PlainOperator implements StepOperator {
  static final String NAME = Keys.ORCHESTRATOR;

  /** It knows at once what it has, and lets steps wait by itself. */
  static final OperatorPolicy POLICY = new OperatorPolicy(Optional.empty(), Duration.ZERO);

  private static final int HANDLE_VERSION = 1;
  private static final String GONE = "the orchestrator that ran the step is gone";

  private final Workplace workplace;

  /**
   * Where plain steps run.
   *
   * @param loader has their classes
   * @param store the artifact store
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
      Map<String, String> environment,
      String host,
      InstantSource clock,
      RandomGenerator random,
      ThreadFactory threads,
      int limit) {}

  private final Consumer<String> ended;
  private final Map<String, Running> jobs = new HashMap<>();
  private final Queue<Running> waiting = new ArrayDeque<>();
  private int working;

  /**
   * @param ended is told the key of an attempt that has ended
   */
  PlainOperator(Workplace workplace, Consumer<String> ended) {
    this.workplace = workplace;
    this.ended = ended;
  }

  /** What names a job. */
  record Job(String key) {}

  /** Guarded by the operator. */
  private static final class Running {
    private final String key;
    private Optional<PlainLaunch> launch;
    private Optional<Thread> thread = Optional.empty();
    private boolean cancelled;
    private JobStatus status = new JobStatus.Queued();

    Running(String key, PlainLaunch launch) {
      this.key = key;
      this.launch = Optional.of(launch);
    }
  }

  @Override
  public Optional<Platform> platform() {
    return Optional.empty();
  }

  @Override
  public RenderedRequest render(Submission submission) {
    return new RenderedRequest(
        "in the orchestrator's own process",
        submission.context().stepClass() + " " + submission.context().parameters().text() + "\n",
        List.of());
  }

  @Override
  public synchronized JobHandle submit(Submission submission) {
    String key = submission.key().value();
    if (!jobs.containsKey(key)) {
      PlainLaunch launch =
          new PlainLaunch(
              submission.context(),
              String.format("%08x", workplace.random().nextInt()),
              workplace.loader(),
              workplace.store(),
              workplace.environment(),
              workplace.host(),
              workplace.clock(),
              workplace.threads());
      Running job = new Running(key, launch);
      jobs.put(key, job);
      waiting.add(job);
      startWhatMay();
    }
    return handle(submission.key());
  }

  private synchronized void startWhatMay() {
    while (working < workplace.limit() && !waiting.isEmpty()) {
      Running job = waiting.remove();
      working++;
      job.status = new JobStatus.Running(Optional.empty());
      Thread thread = workplace.threads().newThread(() -> work(job));
      thread.setName("step " + job.key);
      job.thread = Optional.of(thread);
      thread.start();
    }
  }

  private void work(Running job) {
    JobStatus end = launch(job);
    synchronized (this) {
      working--;
      job.status = end;
      job.thread = Optional.empty();
      job.launch = Optional.empty();
      startWhatMay();
    }
    ended.accept(job.key);
  }

  private JobStatus launch(Running job) {
    try {
      Optional<ErrorRecord> error = job.launch.orElseThrow().run();
      if (error.isEmpty()) {
        return new JobStatus.Succeeded();
      }
      return isCancelled(job)
          ? new JobStatus.Cancelled()
          : new JobStatus.Failed(error.get().kind(), error.get().message());
    } catch (PlainLaunch.ClaimedException e) {
      return new JobStatus.Lost(GONE);
    } catch (IOException | RuntimeException e) {
      return isCancelled(job)
          ? new JobStatus.Cancelled()
          : new JobStatus.Failed(
              e instanceof DiskFullException ? FailureKind.RESOURCE : FailureKind.PLATFORM,
              "the attempt folder cannot be written: " + e);
    }
  }

  private synchronized boolean isCancelled(Running job) {
    return job.cancelled;
  }

  @Override
  public synchronized FindResult find(AttemptKey key) {
    return jobs.containsKey(key.value())
        ? new FindResult.Found(handle(key))
        : new FindResult.NotThere();
  }

  @Override
  public synchronized Map<JobHandle, JobStatus> status(Set<JobHandle> handles) {
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    for (JobHandle handle : handles) {
      Running job = jobs.get(key(handle));
      answers.put(handle, job == null ? new JobStatus.Lost(GONE) : job.status);
    }
    return answers;
  }

  @Override
  public void requestCancel(JobHandle handle) {
    String key = key(handle);
    synchronized (this) {
      Running job = jobs.get(key);
      if (job == null || job.status.isFinal()) {
        return;
      }
      job.cancelled = true;
      job.thread.ifPresent(Thread::interrupt);
      if (!waiting.remove(job)) {
        return;
      }
      job.status = new JobStatus.Cancelled();
      job.launch = Optional.empty();
    }
    ended.accept(key);
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) {
    return new LogPage(List.of(), from);
  }

  @Override
  public void close() {}

  private static JobHandle handle(AttemptKey key) {
    return new JobHandle(
        NAME, HANDLE_VERSION, new JsonText(JsonForm.write(new Job(key.value()), Job.class, "job")));
  }

  private static String key(JobHandle handle) {
    UnreadableHandleException.check(handle, NAME, HANDLE_VERSION);
    return ((Job) JsonForm.readTolerantly(handle.job().text(), Job.class, "job")).key();
  }
}
