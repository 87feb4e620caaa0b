// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

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
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Follows the jobs of one {@link Cluster}. */
final class ClusterOperator implements StepOperator {
  private final String name;
  private final Cluster cluster;
  private final Consumer<Submission> begin;

  /**
   * @param name the cluster's name
   * @param begin makes the cluster run a job
   */
  ClusterOperator(String name, Cluster cluster, Consumer<Submission> begin) {
    this.name = name;
    this.cluster = cluster;
    this.begin = begin;
  }

  @Override
  public Optional<Platform> platform() {
    return Optional.of(new Platform("3.5.5_2.12", 17));
  }

  @Override
  public RenderedRequest render(Submission submission) {
    return new RenderedRequest("to " + name, submission.key().value(), List.of());
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership) {
    Submission submission = order.submission();
    if (!cluster.has(submission.key().value())) {
      begin.accept(submission);
    }
    return found(submission.key());
  }

  @Override
  public FindResult find(AttemptKey key) {
    return cluster.has(key.value()) ? found(key) : new FindResult.NotThere();
  }

  private static FindResult.Found found(AttemptKey key) {
    return new FindResult.Found(handle(key), Optional.empty());
  }

  private static JobHandle handle(AttemptKey key) {
    return new JobHandle("cluster", 1, new JsonText("\"" + key + "\""));
  }

  @Override
  public Optional<CallLimit> statusLimit() {
    return Optional.of(
        new CallLimit(name, Cluster.BURST, Cluster.PER_SECOND, Cluster.JOBS_PER_CALL));
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<String, JobHandle> handles =
        jobs.stream().collect(Collectors.toMap(ClusterOperator::id, job -> job));
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    cluster
        .statuses(handles.keySet())
        .forEach((id, status) -> answers.put(handles.get(id), status));
    return answers;
  }

  private static String id(JobHandle job) {
    return job.job().text().replace("\"", "");
  }

  @Override
  public void requestCancel(JobHandle job) {
    throw new IllegalStateException("nobody cancels here");
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) {
    return new LogPage(List.of(), from);
  }

  @Override
  public void close() {}
}
