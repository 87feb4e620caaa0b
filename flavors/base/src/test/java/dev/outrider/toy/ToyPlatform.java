// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy;

import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.JobTableUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import dev.outrider.testkit.platform.JobTable;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A platform in memory that a toy is tested on: JSON over HTTP with a bearer token. {@link #pass}
 * moves its clock.
 *
 * @param <R> its request for a job
 */
public abstract class ToyPlatform<R> extends JobTableUnderTest implements FaultyHttpServer.Handler {

  private static final String TOKEN = "hunter2-toy-5b2e";
  private static final int PAGE = 50;

  /** Its jobs. */
  protected final JobTable<R> jobs;

  private final AtomicLong ahead;
  private final FaultyHttpServer server;
  private volatile boolean isGettingReady;

  /** The body of an error. */
  record Problem(String error) {}

  /** What it runs Spark with. */
  record Versions(String spark, int java) {}

  /**
   * Some of its jobs.
   *
   * @param next where the next ones begin; empty after the last
   */
  protected record Page<R>(List<JobTable.Job<R>> jobs, Optional<String> next) {}

  /**
   * @param name begins the ids of its jobs
   */
  protected ToyPlatform(String name) throws IOException {
    this(name, new AtomicLong());
  }

  private ToyPlatform(String name, AtomicLong ahead) throws IOException {
    this(name, ahead, () -> Instant.now().plusNanos(ahead.get()));
  }

  private ToyPlatform(String name, AtomicLong ahead, InstantSource clock) throws IOException {
    this(
        new JobTable<>(name, n -> name + "-" + n, new StubBackEnd(), clock),
        ahead,
        new FaultScript(clock));
  }

  private ToyPlatform(JobTable<R> jobs, AtomicLong ahead, FaultScript faults) throws IOException {
    super(jobs, faults);
    this.jobs = jobs;
    this.ahead = ahead;
    this.server = new FaultyHttpServer(faults, ToyPlatform::call, this);
  }

  private static Call call(Request request) {
    if (!request.method().equals("POST")) {
      return Call.READ;
    }
    return request.path().matches(".*/(cancel|stop)") ? Call.CANCEL : Call.SUBMIT;
  }

  @Override
  public final Reply answer(Request request, Optional<Fault> fault) throws Exception {
    if (!request.header("Authorization").equals(Optional.of("Bearer " + TOKEN))) {
      return problem(401, "the token is not right");
    }
    if (isGettingReady && call(request) == Call.SUBMIT) {
      return problem(425, "the machines are WARMING_UP");
    }
    return request.path().equals("/platform")
        ? reply(new Versions("3.5.5_2.12", 17))
        : answered(request, fault);
  }

  /** Answers a call of a known caller. */
  protected abstract Reply answered(Request request, Optional<Fault> fault) throws Exception;

  /** What it sends. */
  protected static Reply reply(Record value) {
    return Reply.json(200, JsonForm.write(value, value.getClass(), "reply"));
  }

  /** A refusal. */
  protected static Reply problem(int status, String error) {
    return Reply.json(status, JsonForm.write(new Problem(error), Problem.class, "reply"));
  }

  /** The state that a list or a look-up shows. */
  protected static String shown(String word, Optional<Fault> fault) {
    return fault.equals(Optional.of(Fault.UNKNOWN_STATE)) ? "REBALANCING" : word;
  }

  /** The page of a list that a request asks for with {@code from}. */
  protected final Page<R> page(
      Request request, Optional<Fault> fault, Predicate<JobTable.Job<R>> filter) {
    List<JobTable.Job<R>> all =
        fault.equals(Optional.of(Fault.EMPTY_LIST)) ? List.of() : jobs.listed();
    int from = Integer.parseInt(request.query().getOrDefault("from", "0"));
    int end = Math.min(from + PAGE, all.size());
    return new Page<>(
        all.subList(from, end).stream().filter(filter).toList(),
        end < all.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
  }

  /** A clock of operators that {@link #pass} moves. */
  protected final long nanos() {
    return System.nanoTime() + ahead.get();
  }

  @Override
  public final void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
  }

  @Override
  public final Map<String, String> settings() {
    return Map.of(
        "endpoint",
        server.address().toString(),
        "token",
        TOKEN,
        "connect-timeout",
        "1s",
        "request-timeout",
        "1s");
  }

  @Override
  public final List<String> seen() {
    return server.seen().stream()
        .map(each -> each.method() + " " + each.path() + " " + each.query() + "\n" + each.text())
        .toList();
  }

  @Override
  public final Set<Power> powers() {
    return Set.of(Power.values());
  }

  @Override
  public final void getReady() {
    isGettingReady = true;
  }

  @Override
  public final void ready() {
    isGettingReady = false;
  }

  @Override
  public final void close() {
    server.close();
    jobs.close();
  }
}
