// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

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
 * Runs steps as batches. Thread-safe.
 *
 * @param service closed with this
 * @param work the operator's work folder
 */
record BatchOperator(
    BatchRequestMapping requests,
    JsonService service,
    Path work,
    AtMostOnce atMostOnce,
    MissingJobs missing)
    implements StepOperator {

  private static final String BATCHES = "/batches";
  private static final HandleForm<Job> HANDLES = new HandleForm<>("batch", 1, Job.class, "batch");

  /** What names a batch. */
  record Job(String id) {
    Job {
      if (!id.matches("[a-z0-9-]{1,100}")) {
        throw new IllegalArgumentException("'" + id + "' is not the id of a batch.");
      }
    }
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    Batch.Versions versions = service.get("/platform", Batch.Versions.class);
    return Optional.of(new Platform(versions.spark(), versions.java()));
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    return new RenderedRequest(
        "POST " + service.endpoint() + BATCHES, requests.body(submission), List.of());
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    AttemptKey key = order.submission().key();
    return atMostOnce.submit(
        AtMostOnce.Subject.in(work, key),
        new Sending<FindResult.Found>() {
          @Override
          public Optional<FindResult.Found> find(String mark) throws IOException {
            return labelled(key);
          }

          @Override
          public FindResult.Found send() throws IOException {
            return found(service.post(BATCHES, MarkedRequest.of(order, "labels"), Batch.class));
          }

          @Override
          public Answer answer(Exception thrown) {
            return switch (JsonService.status(thrown)) {
              case 409 -> new Answer.Refused(FailureKind.CAPACITY, thrown.getMessage());
              case 425 ->
                  new Answer.NotYet(
                      Duration.ofSeconds(10), thrown.getMessage(), Duration.ofMinutes(20));
              default -> JsonService.answer(thrown);
            };
          }
        },
        ownership);
  }

  private Optional<FindResult.Found> labelled(AttemptKey key) throws IOException {
    String label = BATCHES + "?label=" + BatchRequestMapping.KEY + ":" + key;
    return Pages.all(
            "the batches",
            from -> {
              Batch.Page page = service.get(label + "&from=" + from.orElse("0"), Batch.Page.class);
              return new Pages.Page<>(Optional.of(page.batches()), page.next());
            })
        .stream()
        .findFirst()
        .map(BatchOperator::found);
  }

  private static FindResult.Found found(Batch batch) {
    return new FindResult.Found(
        HANDLES.write(new Job(batch.id())), Optional.ofNullable(batch.labels().get(Order.TAG)));
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      return labelled(key).<FindResult>map(each -> each).orElseGet(FindResult.NotThere::new);
    } catch (IOException | RuntimeException e) {
      return new FindResult.Unknown(e.getMessage());
    }
  }

  @Override
  public Duration settling() {
    return atMostOnce.settling();
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, Job> asked = HANDLES.read(jobs);
    String ids = asked.values().stream().map(Job::id).collect(Collectors.joining(","));
    Map<String, Batch> listed = new HashMap<>();
    service
        .get(BATCHES + "?ids=" + ids, Batch.Page.class)
        .batches()
        .forEach(each -> listed.put(each.id(), each));
    return missing.answers(
        asked,
        job -> Optional.ofNullable(listed.get(job.id())).map(BatchStatusMapping::of),
        this::lookedUp);
  }

  private JobStatus lookedUp(Job job) throws IOException {
    try {
      return BatchStatusMapping.of(service.get(BATCHES + "/" + job.id(), Batch.class));
    } catch (JsonService.RefusedException e) {
      return e.ifMissing(MissingJobs.lost(service.endpoint(), job.id(), "it says " + e.said()));
    }
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    service.post(BATCHES + "/" + HANDLES.read(job).id() + "/cancel", "", Batch.class);
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    String path = BATCHES + "/" + HANDLES.read(job).id() + "/log";
    return StoredLog.page(service.get(path, Batch.Log.class).text(), from);
  }

  @Override
  public void close() {
    service.close();
  }

  @Override
  public String toString() {
    return "batches of " + service.endpoint();
  }
}
