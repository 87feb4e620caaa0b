// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.JobTable.Job;
import dev.outrider.testkit.platform.JobTable.State;
import dev.outrider.testkit.platform.SparkArguments;
import dev.outrider.toy.ToyPlatform;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes one more batch of each request, whatever there is. */
final class BatchPlatform extends ToyPlatform<BatchRequest> {

  BatchPlatform() throws IOException {
    super("batch");
  }

  @Override
  public Flavor flavor() {
    return new BatchFlavor(this::nanos);
  }

  /** Lists show a batch only at this age. */
  void listAfter(java.time.Duration age) {
    jobs.listAfter(age);
  }

  @Override
  protected Reply answered(Request request, Optional<Fault> fault) throws IOException {
    String[] words = request.path().split("/", -1);
    if (words.length < 2 || !words[1].equals("batches")) {
      return problem(404, "there is nothing here");
    }
    if (words.length == 2) {
      return request.method().equals("POST") ? made(request.text()) : listed(request, fault);
    }
    Optional<Job<BatchRequest>> job = jobs.job(words[2]);
    if (job.isEmpty()) {
      return problem(404, "there is no batch " + words[2]);
    }
    switch (request.method() + (words.length == 3 ? "" : " " + words[3])) {
      case "GET":
        return reply(batch(job.get(), fault));
      case "GET log":
        return reply(
            new Batch.Log(
                String.join("", job.get().log(0).stream().map(each -> each + "\n").toList())));
      case "POST cancel":
        job.get().end(State.STOPPED);
        return reply(batch(job.get(), fault));
      default:
        return problem(404, "there is nothing here");
    }
  }

  private Reply made(String body) {
    BatchRequest request = (BatchRequest) JsonForm.read(body, BatchRequest.class, "request");
    if (request.labels().values().stream().anyMatch(each -> each.length() > 63)) {
      return problem(400, "a label has more than 63 characters");
    }
    SparkArguments driver =
        new SparkArguments(
            request.mainClass(),
            request.application(),
            request.jars(),
            request.conf(),
            request.arguments(),
            request.environment());
    String key = request.labels().getOrDefault(BatchRequestMapping.KEY, "");
    return reply(batch(jobs.add(key, request, driver, Optional.empty()), Optional.empty()));
  }

  private Reply listed(Request request, Optional<Fault> fault) {
    if (request.query().containsKey("ids")) {
      return reply(
          new Batch.Page(
              Arrays.stream(request.query().get("ids").split(","))
                  .flatMap(id -> jobs.job(id).stream())
                  .filter(each -> !fault.equals(Optional.of(Fault.EMPTY_LIST)))
                  .map(each -> batch(each, fault))
                  .toList(),
              Optional.empty()));
    }
    String[] label = request.query().getOrDefault("label", "").split(":");
    Predicate<Job<BatchRequest>> filter =
        job -> label.length < 2 || label[1].equals(job.request().labels().get(label[0]));
    Page<BatchRequest> page = page(request, fault, filter);
    return reply(
        new Batch.Page(page.jobs().stream().map(each -> batch(each, fault)).toList(), page.next()));
  }

  private static Batch batch(Job<BatchRequest> job, Optional<Fault> fault) {
    State state = job.state();
    return new Batch(
        job.id(),
        shown(word(state), fault),
        job.request().labels(),
        state == State.FAILED ? job.exitCode().stream().boxed().findFirst() : Optional.empty());
  }

  private static String word(State state) {
    return switch (state) {
      case QUEUED -> "PENDING";
      case STARTING, RUNNING -> "ACTIVE";
      case STOPPING -> "CANCELLING";
      case SUCCEEDED -> "DONE";
      case FAILED -> "FAILED";
      case STOPPED -> "CANCELLED";
      case TIMED_OUT -> "EXPIRED";
      case LOST_MACHINE -> "EVICTED";
    };
  }

  @Override
  public void crowd(int count) {
    for (int i = 0; i < count; i++) {
      jobs.addOther(
          "other",
          new BatchRequest(
              "acme.Main",
              URI.create("file:///acme.jar"),
              List.of(),
              List.of(),
              Map.of(),
              Map.of(),
              Map.of("team", "other")),
          State.QUEUED);
    }
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    return jobs.only(key.value()).request().labels();
  }
}
