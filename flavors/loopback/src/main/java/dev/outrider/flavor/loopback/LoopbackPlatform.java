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
import dev.outrider.testkit.platform.SparkArguments;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A platform on 127.0.0.1 that runs Spark jobs, as its package says. It refuses what a platform in
 * a cloud would refuse: what it does not know, what is missing, what is too large, and who has not
 * its token. Thread-safe.
 */
public final class LoopbackPlatform implements AutoCloseable {
  private static final int PAGE = 100;
  private static final String JOBS = "/v1/jobs";
  private static final String UNKNOWN_STATE = "REBALANCING";

  private final String name;
  private final Platform versions;
  private final String token;
  private final BackEnd backEnd;
  private final FaultScript faults;
  private final Map<String, LoopbackJob> jobs = new LinkedHashMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private final List<LoopbackJob> waiting = new ArrayList<>();
  private final ScheduledExecutorService starter;
  private final FaultyHttpServer server;
  private boolean held;
  private Again again = Again.SAME_JOB;
  private int count;

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
    this.name = name;
    this.versions = versions;
    this.token = token;
    this.backEnd = backEnd;
    this.faults = faults;
    this.starter =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "loopback-starter");
              thread.setDaemon(true);
              return thread;
            });
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

  private synchronized Reply ofOne(Request request, String id, String what, Optional<Fault> fault)
      throws IOException {
    LoopbackJob job = jobs.get(id);
    if (job == null) {
      return problem(404, "there is no job " + id);
    }
    switch (request.method() + " " + what) {
      case "GET " -> {
        return reply(shown(job, fault), JobView.class);
      }
      case "GET log" -> {
        String from = request.query().getOrDefault("from", "0");
        return from.matches("[0-9]{1,9}")
            ? reply(job.log(Integer.parseInt(from)), JobView.Log.class)
            : problem(400, "'from' is no number of a line");
      }
      case "POST cancel" -> {
        job.end(JobState.STOPPED);
        return reply(job.view(), JobView.class);
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
    return made(request);
  }

  private synchronized Reply made(JobRequest request) {
    Optional<LoopbackJob> there =
        jobs.values().stream()
            .filter(each -> each.request().token().equals(request.token()))
            .findFirst();
    if (there.isPresent() && again == Again.SAME_JOB) {
      return reply(there.get().view(), JobView.class);
    }
    if (there.isPresent() && again == Again.REFUSED) {
      return problem(412, "there is a job of token " + request.token());
    }
    LoopbackJob job = add(request);
    made.merge(request.token(), 1, Integer::sum);
    if (held) {
      waiting.add(job);
    } else {
      start(job);
    }
    return reply(job.view(), JobView.class);
  }

  private LoopbackJob add(JobRequest request) {
    count++;
    LoopbackJob job = new LoopbackJob(name + "-" + count, request);
    jobs.put(job.id(), job);
    return job;
  }

  private void start(LoopbackJob job) {
    starter.execute(
        () -> {
          synchronized (this) {
            if (!job.isWanted()) {
              return;
            }
            job.place();
          }
          launch(job);
          job.request()
              .timeoutSeconds()
              .ifPresent(most -> starter.schedule(() -> timeOut(job), most, TimeUnit.SECONDS));
        });
  }

  private void launch(LoopbackJob job) {
    JobRequest request = job.request();
    try {
      BackEnd.Execution driver =
          backEnd.start(
              new SparkArguments(
                  request.mainClass(),
                  request.application(),
                  request.jars(),
                  request.conf(),
                  request.arguments(),
                  request.environment()));
      synchronized (this) {
        job.started(driver);
      }
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        job.failedToStart("the driver cannot be started: " + e);
      }
    }
  }

  private synchronized void timeOut(LoopbackJob job) {
    job.end(JobState.TIMED_OUT);
  }

  private synchronized Reply list(Map<String, String> query, Optional<Fault> fault) {
    List<JobView> found = new ArrayList<>();
    boolean empty = fault.equals(Optional.of(Fault.EMPTY_LIST));
    if (query.containsKey("ids")) {
      String[] ids = query.get("ids").split(",");
      if (ids.length > PAGE) {
        return problem(400, "more than " + PAGE + " ids");
      }
      for (String id : empty ? new String[0] : ids) {
        Optional.ofNullable(jobs.get(id)).ifPresent(job -> found.add(shown(job, fault)));
      }
      return reply(new JobView.Page(found, Optional.empty()), JobView.Page.class);
    }
    String page = query.getOrDefault("page", "0");
    if (!page.matches("[0-9]{1,6}")) {
      return problem(400, "'page' is no page");
    }
    List<LoopbackJob> all = new ArrayList<>(jobs.values());
    java.util.Collections.reverse(all);
    int first = Math.min(Integer.parseInt(page) * PAGE, all.size());
    int end = Math.min(first + PAGE, all.size());
    String wanted = query.get("token");
    for (LoopbackJob job : all.subList(first, end)) {
      if (!empty && (wanted == null || job.request().token().equals(wanted))) {
        found.add(shown(job, fault));
      }
    }
    Optional<String> next =
        end < all.size() && !empty
            ? Optional.of(Integer.toString(Integer.parseInt(page) + 1))
            : Optional.empty();
    return reply(new JobView.Page(found, next), JobView.Page.class);
  }

  private static JobView shown(LoopbackJob job, Optional<Fault> fault) {
    JobView view = job.view();
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

  /** What comes of a second request with one token. */
  enum Again {
    SAME_JOB,
    ANOTHER_JOB,
    REFUSED
  }

  /** As which kind of platform it answers a second request; by default one with tokens. */
  synchronized void answers(Again second) {
    again = second;
  }

  /** Keeps jobs that come from now on from starting. */
  public synchronized void hold() {
    held = true;
  }

  /** Starts those that were kept, but for those that were cancelled. */
  public synchronized void release() {
    held = false;
    waiting.forEach(this::start);
    waiting.clear();
  }

  /** Takes the machine of a key's job away. */
  public synchronized void preempt(AttemptKey key) {
    job(key).end(JobState.LOST_MACHINE);
  }

  /** Starts the driver of a key's job a second time, beside the first. */
  public void startAgain(AttemptKey key) {
    LoopbackJob job;
    synchronized (this) {
      job = job(key);
    }
    launch(job);
  }

  /** Does not know a key's job any more; it runs on. */
  public synchronized void forget(AttemptKey key) {
    jobs.remove(job(key).id());
  }

  /** Has as many jobs of others, which wait for a place for ever. */
  public synchronized void crowd(int jobsOfOthers) {
    for (int i = 0; i < jobsOfOthers; i++) {
      add(
          new JobRequest(
              "other-" + (count + 1),
              "acme.Main",
              URI.create("file:///acme.jar"),
              List.of(),
              List.of(),
              Map.of(),
              Map.of(),
              Map.of(),
              LoopbackRequest.machines(Resources.unspecified()),
              Optional.empty()));
    }
  }

  /** How many jobs it was ever made to have for a key. */
  public synchronized int jobs(AttemptKey key) {
    return made.getOrDefault(key.value(), 0);
  }

  /** Whether a driver of a key's job runs. */
  public synchronized boolean running(AttemptKey key) {
    return jobs.values().stream()
        .anyMatch(each -> each.request().token().equals(key.value()) && each.runs());
  }

  /** The labels of a key's job. */
  public synchronized Map<String, String> labels(AttemptKey key) {
    return job(key).request().labels();
  }

  private LoopbackJob job(AttemptKey key) {
    return jobs.values().stream()
        .filter(each -> each.request().token().equals(key.value()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no job of " + key + "."));
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
    starter.shutdownNow();
    server.close();
    backEnd.close();
  }
}
