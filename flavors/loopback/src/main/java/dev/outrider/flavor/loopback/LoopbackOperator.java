// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.FlavorInfo;
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
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.CurlLine;
import dev.outrider.flavor.base.request.MarkedRequest;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkSubmit;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs steps on a loopback platform. The attempt key is the token of a request, of which the
 * platform makes one job. Thread-safe.
 */
final class LoopbackOperator implements StepOperator {
  private static final int MOST_AT_ONCE = 100;
  private static final String JOBS = "/v1/jobs";
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(20);

  private final FlavorInfo flavor;
  private final Refusals refusals;
  private final Map<String, String> conf;
  private final JsonService client;

  private final HandleForm<Job> handles;
  private final MissingJobs missing = new MissingJobs();

  /**
   * @param name the operator's, for messages
   * @param conf the operator's Spark conf
   * @param client closed with this
   */
  LoopbackOperator(FlavorInfo flavor, String name, Map<String, String> conf, JsonService client) {
    this.flavor = flavor;
    this.refusals = new Refusals(name);
    this.conf = conf;
    this.client = client;
    this.handles = new HandleForm<>(flavor.name(), 1, Job.class, "job of the platform");
  }

  /** What names a job. */
  record Job(String id) {
    Job {
      if (!id.matches("[A-Za-z0-9-]{1,100}")) {
        throw new IllegalArgumentException("'" + id + "' is no id of a job.");
      }
    }
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    JobView.Versions versions = client.get("/v1/platform", JobView.Versions.class);
    return Optional.of(new Platform(versions.spark(), versions.java()));
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    JobRequest request = LoopbackRequest.of(submission, flavor, refusals.operator(), conf);
    String address = client.endpoint() + JOBS;
    return new RenderedRequest("POST " + address, LoopbackRequest.text(request), List.of())
        .command(
            "by curl",
            CurlLine.post(
                address,
                client.needsToken() ? List.of("Authorization: Bearer $TOKEN") : List.of(),
                JsonForm.write(request, JobRequest.class, "request")))
        .command(
            "by Spark",
            SparkSubmit.line(
                "spark-submit",
                request.environment(),
                request.conf(),
                SparkSubmit.words(submission, List.of())));
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    String body = MarkedRequest.of(order, "labels");
    ownership.check(order.submission().key());
    try {
      return found(client.post(JOBS, body, JobView.class));
    } catch (IOException | IllegalArgumentException e) {
      Answer answer =
          switch (JsonService.status(e)) {
            case 409 -> new Answer.Refused(FailureKind.CAPACITY, e.getMessage());
            case 425 -> new Answer.NotYet(AGAIN, e.getMessage(), LONGEST_WAIT);
            default -> JsonService.answer(e);
          };
      return answer.raise(e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      List<JobView> jobs =
          Pages.all(
              "the jobs",
              from -> {
                String path = JOBS + "?token=" + key.value() + "&page=" + from.orElse("0");
                JobView.Page page = client.get(path, JobView.Page.class);
                return new Pages.Page<>(Optional.of(page.jobs()), page.next());
              });
      return jobs.stream()
          .filter(each -> each.token().equals(key.value()))
          .findFirst()
          .<FindResult>map(this::found)
          .orElseGet(FindResult.NotThere::new);
    } catch (IOException e) {
      return new FindResult.Unknown(e.getMessage());
    }
  }

  /** The platform makes one job of one token, whenever the requests come. */
  @Override
  public Duration settling() {
    return Duration.ZERO;
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, Job> asked = handles.read(jobs);
    List<String> ids = asked.values().stream().map(Job::id).toList();
    Map<String, JobView> listed = new HashMap<>();
    for (int from = 0; from < ids.size(); from += MOST_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + MOST_AT_ONCE, ids.size()));
      client
          .get(JOBS + "?ids=" + String.join(",", some), JobView.Page.class)
          .jobs()
          .forEach(each -> listed.put(each.id(), each));
    }
    return missing.answers(
        asked,
        job -> Optional.ofNullable(listed.get(job.id())).map(LoopbackStatus::of),
        this::lookedUp);
  }

  private JobStatus lookedUp(Job job) throws IOException {
    try {
      return LoopbackStatus.of(client.get(JOBS + "/" + job.id(), JobView.class));
    } catch (JsonService.RefusedException e) {
      return e.ifMissing(
          MissingJobs.lost(
              client.endpoint(), "job " + job.id(), "the platform answers " + e.said()));
    }
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    client.post(JOBS + "/" + id(job) + "/cancel", "", JobView.class);
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    String id = id(job);
    String line = from.equals(LogCursor.START) ? "0" : from.position();
    if (!line.matches("[0-9]{1,9}")) {
      throw new IOException("'" + line + "' is no place in the log of job " + id + ".");
    }
    JobView.Log log = client.get(JOBS + "/" + id + "/log?from=" + line, JobView.Log.class);
    return new LogPage(
        log.lines(), log.lines().isEmpty() ? from : new LogCursor(Integer.toString(log.next())));
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "'" + refusals.operator() + "' on " + client.endpoint();
  }

  private FindResult.Found found(JobView job) {
    return new FindResult.Found(
        handles.write(new Job(job.id())), Optional.ofNullable(job.labels().get(Order.TAG)));
  }

  private String id(JobHandle job) {
    return handles.read(job).id();
  }
}
