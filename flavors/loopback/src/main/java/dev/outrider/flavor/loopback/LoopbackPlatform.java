// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Platform;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.JobTable;
import dev.outrider.testkit.platform.JobTable.Job;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A platform on 127.0.0.1 that runs Spark jobs, as its package says. It refuses what a platform in
 * a cloud would refuse: what it does not know, what is missing, what is too large, and who has not
 * its token. Thread-safe.
 */
public final class LoopbackPlatform implements AutoCloseable {
  private static final int PAGE = 100;
  private static final String JOBS = "/v1/jobs";
  private static final String UNKNOWN_STATE = "REBALANCING";

  private final Platform versions;
  private final String token;
  private final FaultScript faults;
  private final JobTable<JobRequest> jobs;
  private final FaultyHttpServer server;
  private volatile boolean gettingReady;

  /**
   * Starts it.
   *
   * @param name what the ids of its jobs begin with: no two platforms that one operator is ever
   *     opened on have the same
   * @param versions what its back end runs Spark with
   * @param token what its users prove themselves by
   * @param backEnd runs the drivers; closed with the platform
   * @param faults what goes wrong
   */
  public LoopbackPlatform(
      String name, Platform versions, String token, BackEnd backEnd, FaultScript faults)
      throws IOException {
    this.versions = versions;
    this.token = token;
    this.faults = faults;
    this.jobs = new JobTable<>("loopback", n -> name + "-" + n, backEnd, InstantSource.system());
    this.server = new FaultyHttpServer(faults, LoopbackPlatform::call, this::answer);
  }

  private static Call call(Request request) {
    if (!request.method().equals("POST")) {
      return Call.READ;
    }
    return request.path().endsWith("/cancel") ? Call.CANCEL : Call.SUBMIT;
  }

  /** Where it is: {@code http://127.0.0.1:PORT}. */
  public URI address() {
    return server.address();
  }

  /** What goes wrong with calls. */
  public FaultScript faults() {
    return faults;
  }

  // What its users ask.

  private Reply answer(Request request, Optional<Fault> fault) throws IOException {
    if (!request.header("Authorization").equals(Optional.of("Bearer " + token))) {
      return problem(401, "the bearer token is not right");
    }
    String path = request.path();
    if (path.equals("/v1/platform") && request.method().equals("GET")) {
      return reply(
          new JobView.Versions(versions.sparkLine(), versions.java()), JobView.Versions.class);
    }
    if (path.equals(JOBS)) {
      return switch (request.method()) {
        case "POST" -> create(request.text());
        case "GET" -> list(request.query(), fault);
        default -> problem(405, "the method is not allowed");
      };
    }
    if (path.startsWith(JOBS + "/")) {
      String[] words = path.substring(JOBS.length() + 1).split("/", -1);
      return ofOne(request, words[0], words.length == 1 ? "" : words[1], fault);
    }
    return problem(404, "there is nothing at " + path);
  }

  private Reply ofOne(Request request, String id, String what, Optional<Fault> fault)
      throws IOException {
    Optional<Job<JobRequest>> there = jobs.job(id);
    if (there.isEmpty()) {
      return problem(404, "there is no job " + id);
    }
    Job<JobRequest> job = there.get();
    switch (request.method() + " " + what) {
      case "GET " -> {
        return reply(shown(job, fault), JobView.class);
      }
      case "GET log" -> {
        String from = request.query().getOrDefault("from", "0");
        return from.matches("[0-9]{1,9}")
            ? reply(
                JobView.Log.of(job.log(Integer.parseInt(from)), Integer.parseInt(from)),
                JobView.Log.class)
            : problem(400, "'from' is no number of a line");
      }
      case "POST cancel" -> {
        job.end(JobTable.State.STOPPED);
        return reply(JobView.of(job), JobView.class);
      }
      default -> {
        return problem(404, "there is nothing at " + request.path());
      }
    }
  }

  private Reply create(String body) {
    JobRequest request;
    try {
      request = (JobRequest) JsonForm.read(body, JobRequest.class, "request");
      if (request == null) {
        return problem(400, "the request is null");
      }
    } catch (JsonFormException e) {
      return problem(400, e.getMessage());
    }
    Optional<String> wrong = JobRules.problem(request, body);
    if (wrong.isPresent()) {
      return problem(400, wrong.get());
    }
    synchronized (jobs) {
      if (gettingReady && jobs.ofKey(request.token()).isEmpty()) {
        return problem(425, "the machines are starting");
      }
      Job<JobRequest> job =
          jobs.ofKey(request.token())
              .orElseGet(
                  () ->
                      jobs.add(
                          request.token(),
                          request,
                          request.driver(),
                          request.timeoutSeconds().map(Duration::ofSeconds)));
      return reply(JobView.of(job), JobView.class);
    }
  }

  private Reply list(Map<String, String> query, Optional<Fault> fault) {
    List<JobView> found = new ArrayList<>();
    boolean empty = fault.equals(Optional.of(Fault.EMPTY_LIST));
    if (query.containsKey("ids")) {
      String[] ids = query.get("ids").split(",");
      if (ids.length > PAGE) {
        return problem(400, "more than " + PAGE + " ids");
      }
      for (String id : empty ? new String[0] : ids) {
        jobs.job(id).ifPresent(job -> found.add(shown(job, fault)));
      }
      return reply(new JobView.Page(found, Optional.empty()), JobView.Page.class);
    }
    String page = query.getOrDefault("page", "0");
    if (!page.matches("[0-9]{1,6}")) {
      return problem(400, "'page' is no page");
    }
    List<Job<JobRequest>> all = jobs.listed();
    int first = Math.min(Integer.parseInt(page) * PAGE, all.size());
    int end = Math.min(first + PAGE, all.size());
    String wanted = query.get("token");
    for (Job<JobRequest> job : all.subList(first, end)) {
      if (!empty && (wanted == null || job.key().equals(wanted))) {
        found.add(shown(job, fault));
      }
    }
    Optional<String> next =
        end < all.size() && !empty
            ? Optional.of(Integer.toString(Integer.parseInt(page) + 1))
            : Optional.empty();
    return reply(new JobView.Page(found, next), JobView.Page.class);
  }

  private static JobView shown(Job<JobRequest> job, Optional<Fault> fault) {
    JobView view = JobView.of(job);
    return fault.equals(Optional.of(Fault.UNKNOWN_STATE))
        ? new JobView(
            view.id(), view.token(), UNKNOWN_STATE, Optional.empty(), Optional.empty(), Map.of())
        : view;
  }

  private static Reply reply(Object value, Class<?> type) {
    return Reply.json(200, JsonForm.write(value, type, "reply"));
  }

  private static Reply problem(int status, String text) {
    return Reply.json(
        status, JsonForm.write(new JobView.Problem(text), JobView.Problem.class, "reply"));
  }

  // What tests make it do, and ask it.

  /** Whether its machines are starting: then it takes no new job, and says so. */
  public void startsMachines(boolean starting) {
    gettingReady = starting;
  }

  /** Its jobs. */
  public JobTable<?> jobs() {
    return jobs;
  }

  /** Has as many jobs of others, which wait for a place for ever. */
  public void crowd(int jobsOfOthers) {
    for (int i = 0; i < jobsOfOthers; i++) {
      JobRequest request =
          new JobRequest(
              "other-" + i,
              "acme.Main",
              URI.create("file:///acme.jar"),
              List.of(),
              List.of(),
              Map.of(),
              Map.of(),
              Map.of(),
              LoopbackRequest.machines(Resources.unspecified()),
              Optional.empty());
      jobs.addOther(request.token(), request, JobTable.State.QUEUED);
    }
  }

  /** The labels of a key's job. */
  public Map<String, String> labels(AttemptKey key) {
    return jobs.only(key.value()).request().labels();
  }

  /** Every request that came, without the headers: they prove who asks. */
  public List<String> seen() {
    return server.seen().stream()
        .map(each -> each.method() + " " + each.path() + " " + each.query() + "\n" + each.text())
        .toList();
  }

  /** Every request that came, in full. */
  public List<Request> requests() {
    return server.seen();
  }

  /** Ends it, every driver that still runs, and its threads. A second call does nothing. */
  @Override
  public void close() {
    server.close();
    jobs.close();
  }
}
