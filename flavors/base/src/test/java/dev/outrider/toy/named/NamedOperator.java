// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

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
import dev.outrider.flavor.base.follow.HandleForm;
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.follow.Pages;
import dev.outrider.flavor.base.follow.StoredLog;
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.MarkedRequest;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.Sending;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs steps as jobs that are named by their attempts. Thread-safe.
 *
 * @param service closed with this
 * @param work the operator's work folder
 */
record NamedOperator(
    NamedRequestMapping requests,
    JsonService service,
    Path work,
    AtMostOnce atMostOnce,
    MissingJobs missing)
    implements StepOperator {

  private static final String JOBS = "/jobs";
  private static final HandleForm<Job> HANDLES = new HandleForm<>("named", 1, Job.class, "job");

  /** What names a job: the key of its attempt. */
  record Job(String name) {
    Job {
      new AttemptKey(name);
    }

    String path() {
      return JOBS + "/" + name;
    }
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    NamedJob.Versions versions = service.get("/platform", NamedJob.Versions.class);
    return Optional.of(new Platform(versions.spark(), versions.java()));
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    return new RenderedRequest(
        "POST " + service.endpoint() + JOBS, requests.body(submission), List.of());
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    Job job = new Job(order.submission().key().value());
    return atMostOnce.submit(
        AtMostOnce.Subject.in(work, order.submission().key()),
        new Sending<FindResult.Found>() {
          @Override
          public Optional<FindResult.Found> find(String mark) throws IOException {
            return there(job);
          }

          @Override
          public FindResult.Found send() throws IOException {
            return found(service.post(JOBS, MarkedRequest.of(order, "tags"), NamedJob.class));
          }

          @Override
          public Answer answer(Exception thrown) {
            return switch (JsonService.status(thrown)) {
              case 409 -> new Answer.Taken(thrown.getMessage());
              case 422 -> new Answer.Refused(FailureKind.CAPACITY, thrown.getMessage());
              case 425 ->
                  new Answer.NotYet(
                      Duration.ofSeconds(10), thrown.getMessage(), Duration.ofMinutes(20));
              default -> JsonService.answer(thrown);
            };
          }
        },
        ownership);
  }

  private Optional<FindResult.Found> there(Job job) throws IOException {
    try {
      return Optional.of(found(service.get(job.path(), NamedJob.class)));
    } catch (JsonService.RefusedException e) {
      return e.ifMissing(Optional.empty());
    }
  }

  private static FindResult.Found found(NamedJob job) {
    return new FindResult.Found(
        HANDLES.write(new Job(job.summary().name())),
        Optional.ofNullable(job.tags().get(Order.TAG)));
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      return there(new Job(key.value()))
          .<FindResult>map(each -> each)
          .orElseGet(FindResult.NotThere::new);
    } catch (IOException | RuntimeException e) {
      return new FindResult.Unknown(e.getMessage());
    }
  }

  @Override
  public Duration settling() {
    return atMostOnce.settling();
  }

  /** Reads the list, newest first, until it has shown every job; failed ones are described. */
  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, Job> asked = HANDLES.read(jobs);
    Set<String> names = asked.values().stream().map(Job::name).collect(Collectors.toSet());
    Map<String, NamedJob.Summary> listed = new HashMap<>();
    Pages.read(
        "the jobs",
        from -> {
          NamedJob.Page page = service.get(JOBS + "?from=" + from.orElse("0"), NamedJob.Page.class);
          return new Pages.Page<>(Optional.of(page.jobs()), page.next());
        },
        page -> {
          page.forEach(each -> listed.put(each.name(), each));
          return listed.keySet().containsAll(names);
        });
    return missing.answers(
        asked,
        job -> {
          NamedJob.Summary summary = listed.get(job.name());
          if (summary == null) {
            return Optional.empty();
          }
          return Optional.of(
              summary.state().equals(NamedStatusMapping.FAILED)
                  ? NamedStatusMapping.of(service.get(job.path(), NamedJob.class))
                  : NamedStatusMapping.of(summary));
        },
        this::lookedUp);
  }

  private JobStatus lookedUp(Job job) throws IOException {
    try {
      return NamedStatusMapping.of(service.get(job.path(), NamedJob.class));
    } catch (JsonService.RefusedException e) {
      return e.ifMissing(MissingJobs.lost(service.endpoint(), job.name(), "it says " + e.said()));
    }
  }

  /** A job that has ended cannot be stopped, and need not be. */
  @Override
  public void requestCancel(JobHandle job) throws IOException {
    try {
      service.post(HANDLES.read(job).path() + "/stop", "", NamedJob.class);
    } catch (JsonService.RefusedException e) {
      if (JsonService.status(e) != 412) {
        throw e;
      }
    }
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    String path = HANDLES.read(job).path() + "/output";
    return StoredLog.page(service.get(path, NamedJob.Output.class).text(), from);
  }

  @Override
  public void close() {
    service.close();
  }

  @Override
  public String toString() {
    return "jobs of " + service.endpoint();
  }
}
