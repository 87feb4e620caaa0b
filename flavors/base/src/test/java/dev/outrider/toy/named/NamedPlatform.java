// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.JobTable.Job;
import dev.outrider.testkit.platform.JobTable.State;
import dev.outrider.testkit.platform.SparkSubmitLine;
import dev.outrider.toy.ToyPlatform;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one job of each name. */
final class NamedPlatform extends ToyPlatform<NamedRequest> {

  NamedPlatform() throws IOException {
    super("named");
  }

  @Override
  public Flavor flavor() {
    return new NamedFlavor(this::nanos);
  }

  /** {@inheritDoc} 409 is its word for a name that is taken, and 422 that for a quota. */
  @Override
  public Reply refuse(Request request, Fault fault) {
    return fault == Fault.NO_CAPACITY
        ? problem(422, "the quota is used up")
        : FaultyHttpServer.refusal(fault);
  }

  @Override
  protected Reply answered(Request request, Optional<Fault> fault) throws IOException {
    String[] words = request.path().split("/", -1);
    if (words.length < 2 || !words[1].equals("jobs")) {
      return problem(404, "there is nothing here");
    }
    if (words.length == 2) {
      return request.method().equals("POST") ? made(request.text()) : listed(request, fault);
    }
    Optional<Job<NamedRequest>> job = jobs.ofKey(words[2]);
    if (job.isEmpty()) {
      return problem(404, "there is no job " + words[2]);
    }
    switch (request.method() + (words.length == 3 ? "" : " " + words[3])) {
      case "GET":
        return reply(described(job.get(), fault));
      case "GET output":
        return reply(new NamedJob.Output(output(job.get())));
      case "POST stop":
        if (job.get().state().isFinal()) {
          return problem(412, "job " + words[2] + " has ended");
        }
        job.get().end(State.STOPPED);
        return reply(described(job.get(), fault));
      default:
        return problem(404, "there is nothing here");
    }
  }

  private Reply made(String body) {
    NamedRequest request = (NamedRequest) JsonForm.read(body, NamedRequest.class, "request");
    synchronized (jobs) {
      if (jobs.ofKey(request.name()).isPresent()) {
        return problem(409, "there is a job " + request.name());
      }
      SparkSubmitLine line = SparkSubmitLine.of(request.command());
      return reply(
          described(
              jobs.add(request.name(), request, line.arguments(), Optional.empty()),
              Optional.empty()));
    }
  }

  private Reply listed(Request request, Optional<Fault> fault) {
    Page<NamedRequest> page = page(request, fault, job -> true);
    return reply(
        new NamedJob.Page(
            page.jobs().stream().map(each -> summary(each, fault)).toList(), page.next()));
  }

  private static NamedJob.Summary summary(Job<NamedRequest> job, Optional<Fault> fault) {
    return new NamedJob.Summary(job.key(), shown(word(job.state()), fault));
  }

  private static NamedJob described(Job<NamedRequest> job, Optional<Fault> fault) {
    Optional<String> reason =
        switch (job.state()) {
          case FAILED -> job.problem().or(() -> Optional.of("exit code " + code(job)));
          case LOST_MACHINE -> Optional.of("an instance was lost");
          default -> Optional.empty();
        };
    return new NamedJob(summary(job, fault), reason, job.request().tags());
  }

  private static int code(Job<NamedRequest> job) {
    return job.exitCode().orElseThrow();
  }

  private static String output(Job<NamedRequest> job) throws IOException {
    return job.state().isFinal()
        ? String.join("", job.log(0).stream().map(each -> each + "\n").toList())
        : "";
  }

  private static String word(State state) {
    return switch (state) {
      case QUEUED -> "Waiting";
      case STARTING, RUNNING -> "InProgress";
      case STOPPING -> "Stopping";
      case SUCCEEDED -> "Completed";
      case FAILED, TIMED_OUT, LOST_MACHINE -> "Failed";
      case STOPPED -> "Stopped";
    };
  }

  @Override
  public void crowd(int count) {
    for (int i = 0; i < count; i++) {
      jobs.addOther(
          "other-" + i,
          new NamedRequest("other-" + i, List.of(), Map.of(), Map.of()),
          State.SUCCEEDED);
    }
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    return jobs.only(key.value()).request().tags();
  }
}
