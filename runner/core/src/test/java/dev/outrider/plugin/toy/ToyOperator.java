// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.CallLimit;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.step.value.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every call needs the SDK; a page of the log tells who has it, and the thread's loader. */
final class ToyOperator implements StepOperator {
  @Override
  public Optional<Platform> platform() {
    return Optional.of(new Platform(ToySdk.name(), 17));
  }

  @Override
  public RenderedRequest render(Submission submission) {
    return new RenderedRequest(ToySdk.name(), "", List.of());
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership) {
    return new FindResult.Found(
        new JobHandle(ToySdk.name(), 1, new JsonText("{}")), Optional.empty());
  }

  @Override
  public FindResult find(AttemptKey key) {
    return new FindResult.Unknown(ToySdk.name());
  }

  @Override
  public Duration settling() {
    return Duration.ofDays(ToySdk.name().length());
  }

  @Override
  public Optional<CallLimit> statusLimit() {
    return Optional.of(new CallLimit(ToySdk.name(), 1, 1, 1));
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) {
    return Map.of(jobs.iterator().next(), new JobStatus.Lost(ToySdk.name()));
  }

  @Override
  public void requestCancel(JobHandle job) {
    ToySdk.name();
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) {
    ClassLoader thread = Thread.currentThread().getContextClassLoader();
    return new LogPage(
        List.of(ToySdk.name(), String.valueOf(thread == ToySdk.class.getClassLoader())), from);
  }

  @Override
  public void close() {
    ToySdk.name();
  }
}
