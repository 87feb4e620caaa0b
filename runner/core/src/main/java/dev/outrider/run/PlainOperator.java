// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
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
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * Runs plain steps as threads of this process. A job of another process is over: with its
 * orchestrator a plain step dies too. Thread-safe.
 */
final class PlainOperator implements StepOperator {
  static final String NAME = "orchestrator";
  private static final int HANDLE_VERSION = 1;

  private final ClassLoader loader;
  private final ArtifactStore store;
  private final Map<String, String> environment;
  private final String host;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ThreadFactory threads;
  private final Map<String, Running> jobs = new ConcurrentHashMap<>();

  PlainOperator(
      ClassLoader loader,
      ArtifactStore store,
      Map<String, String> environment,
      String host,
      InstantSource clock,
      RandomGenerator random,
      ThreadFactory threads) {
    this.loader = loader;
    this.store = store;
    this.environment = environment;
    this.host = host;
    this.clock = clock;
    this.random = random;
    this.threads = threads;
  }

  /** What names a job. */
  record Job(String key) {}

  private static final class Running {
    private final Thread thread;
    private volatile boolean cancelled;
    private volatile Optional<JobStatus> end = Optional.empty();

    Running(ThreadFactory threads, java.util.function.Consumer<Running> work) {
      this.thread = threads.newThread(() -> work.accept(this));
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
        java.util.List.of());
  }

  @Override
  public JobHandle submit(Submission submission) {
    String id = String.format("%08x", random.nextInt());
    jobs.computeIfAbsent(
        submission.key().value(),
        key -> {
          PlainLaunch launch =
              new PlainLaunch(
                  submission.context(), id, loader, store, environment, host, clock, threads);
          Running running = new Running(threads, self -> self.end = Optional.of(run(launch, self)));
          running.thread.setName("step " + submission.context().step());
          running.thread.start();
          return running;
        });
    return handle(submission.key());
  }

  private static JobStatus run(PlainLaunch launch, Running self) {
    try {
      Optional<ErrorRecord> error = launch.run();
      if (error.isEmpty()) {
        return new JobStatus.Succeeded();
      }
      return self.cancelled
          ? new JobStatus.Cancelled()
          : new JobStatus.Failed(error.get().kind(), error.get().message());
    } catch (IOException | RuntimeException e) {
      return self.cancelled
          ? new JobStatus.Cancelled()
          : new JobStatus.Failed(
              e instanceof DiskFullException ? FailureKind.RESOURCE : FailureKind.PLATFORM,
              "the attempt folder cannot be written: " + e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    return jobs.containsKey(key.value())
        ? new FindResult.Found(handle(key))
        : new FindResult.NotThere();
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> handles) {
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    for (JobHandle handle : handles) {
      Running running = jobs.get(key(handle));
      answers.put(
          handle,
          running == null
              ? new JobStatus.Failed(
                  FailureKind.PLATFORM, "the orchestrator that ran the step is gone")
              : running.end.orElse(new JobStatus.Running(Optional.empty())));
    }
    return answers;
  }

  @Override
  public void requestCancel(JobHandle job) {
    Running running = jobs.get(key(job));
    if (running != null) {
      running.cancelled = true;
      running.thread.interrupt();
    }
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) {
    return new LogPage(java.util.List.of(), from);
  }

  @Override
  public void close() {}

  private static JobHandle handle(AttemptKey key) {
    return new JobHandle(
        NAME, HANDLE_VERSION, new JsonText(JsonForm.write(new Job(key.value()), Job.class, "job")));
  }

  private static String key(JobHandle handle) {
    return ((Job) JsonForm.readTolerantly(handle.job().text(), Job.class, "job")).key();
  }
}
