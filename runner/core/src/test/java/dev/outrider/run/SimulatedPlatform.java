// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

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
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A platform of a world, with its jobs, and the step application that they run: it claims, gives
 * signs of life, writes its output and then its result. Whatever happens to orchestrators, its jobs
 * go on.
 */
final class SimulatedPlatform {
  static final EnvironmentRecord NOWHERE =
      new EnvironmentRecord(
          "1",
          "17",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "UTC",
          "UTF-8",
          "",
          Optional.empty());

  private static final String THROTTLED = "429 Too Many Requests";

  /** Within this time after its submission a job is shown by a look-up, at the latest. */
  private static final Duration SETTLING = Duration.ofSeconds(28);

  private final World world;
  private final String name;
  private final boolean knowsTokens;
  private final SimulatedStore store;
  private final Promises promises;
  private final Map<JobHandle, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Job> jobsByKey = new HashMap<>();
  private final Map<String, List<Job>> jobsByStep = new HashMap<>();
  private final Map<String, Instant> sent = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<String, World.Process> locks = new HashMap<>();
  private final Map<String, String> marks = new HashMap<>();
  private final Set<String> stepsOfRefused = new HashSet<>();
  private Instant throttledUntil = Instant.MIN;
  private Instant readyFrom = Instant.MIN;
  private boolean keeping;
  private boolean keepsForEver;

  /**
   * @param knowsTokens whether it makes one job only of all submissions with one key; one that does
   *     not is asked for a list before each submission
   */
  SimulatedPlatform(
      World world, String name, boolean knowsTokens, SimulatedStore store, Promises promises) {
    this.promises = promises;
    this.world = world;
    this.name = name;
    this.knowsTokens = knowsTokens;
    this.store = store;
  }

  private final class Job {
    private final int number;
    private final String key;
    private final AttemptContext context;
    private final String request;
    private final JobHandle handle;
    private JobStatus status = new JobStatus.Queued();
    private JobStatus before = status;
    private Instant untoldUntil = Instant.MIN;
    private Instant listedFrom = Instant.MIN;
    private boolean toldToRun;
    private boolean cancelRequested;
    private final boolean cannotBeCancelled;
    private int working;

    Job(int number, String key, AttemptContext context, String request) {
      this.number = number;
      this.request = request;
      this.key = key;
      this.context = context;
      this.handle = new JobHandle(name, 1, new JsonText(Integer.toString(number)));
      this.cannotBeCancelled = world.strikes(Fault.CANCEL_NEVER, this::toString);
    }

    boolean isLive() {
      return !status.isFinal();
    }

    /** Attempts that share a key share their jobs, so that the hash has to be left out. */
    FindResult.Found found() {
      return new FindResult.Found(
          handle, world.has(Protection.ATTEMPT_IDENTITY) ? Optional.of(request) : Optional.empty());
    }

    void become(JobStatus next) {
      before = status;
      status = next;
    }

    /** A queued job that is never told of would wait for ever, as a queue may take for ever. */
    boolean mayBeForgotten() {
      return toldToRun && untoldUntil.isBefore(world.now());
    }

    void end(JobStatus last) {
      if (isLive()) {
        become(last);
        working = 0;
        world.tell(() -> this + " " + RunTexts.word(last));
      }
    }

    @Override
    public String toString() {
      return name + " job " + number + " of " + attempt(context);
    }
  }

  /** The jobs of a step that are not over, for people. */
  List<String> liveJobs(String step) {
    List<String> live = new ArrayList<>();
    for (Job job : jobsByStep.getOrDefault(step, List.of())) {
      if (job.isLive()) {
        live.add(job.toString());
      }
    }
    return live;
  }

  String name() {
    return name;
  }

  /** Whether there is a cluster of the run; only a platform that knows tokens makes one. */
  boolean keepsSomething() {
    return keeping;
  }

  private Optional<Job> ofKey(String key) {
    return Optional.ofNullable(jobsByKey.get(key));
  }

  private Job accept(Order order, String key) {
    AttemptContext context = order.submission().context();
    List<Job> others = jobsByStep.computeIfAbsent(context.step(), step -> new ArrayList<>());
    for (Job other : others) {
      if (other.context.attempt() > context.attempt()) {
        throw new Violation(
            "no attempt is submitted after a later one: "
                + other
                + " was accepted before attempt "
                + context.attempt());
      }
      if (other.isLive() || other.key.equals(key)) {
        throw new Violation(
            "an attempt has one "
                + (other.isLive() ? "live job: " : "job: ")
                + other
                + " "
                + RunTexts.word(other.status)
                + ", and another of attempt "
                + context.attempt()
                + " is accepted");
      }
    }
    Job job = new Job(jobs.size() + 1, key, context, order.hash());
    if (world.has(Protection.LEDGER_FIRST)) {
      promises.accepted(context.step(), job.toString());
    }
    makeCluster();
    jobs.put(job.handle, job);
    jobsByKey.put(key, job);
    others.add(job);
    world.tell(() -> job + " is accepted");
    world.after(world.between(0, 60), null, "start", () -> start(job));
    return job;
  }

  private void makeCluster() {
    if (knowsTokens && !keeping) {
      keeping = true;
      world.tell(() -> name + " makes a cluster for the run");
    }
  }

  private void start(Job job) {
    if (!job.isLive()) {
      return;
    }
    job.become(new JobStatus.Running(Optional.empty()));
    world.tell(() -> job + " starts");
    launch(job);
    if (world.strikes(Fault.STARTED_TWICE, job::toString)) {
      world.after(world.between(0, 30), null, "start again", () -> launch(job));
    }
  }

  private void launch(Job job) {
    if (!job.isLive()) {
      return;
    }
    String launch = Long.toString(world.random().nextInt(Integer.MAX_VALUE), 36);
    URI claim = job.context.folder().resolve(AttemptLayout.CLAIM);
    byte[] text = bytes(new Claim(Formats.CURRENT, launch, "host", world.now()));
    if (!store.putIfAbsent(claim, text)) {
      if (world.has(Protection.CLAIM)) {
        world.tell(() -> job + ": launch " + launch + " ends at once, the attempt is claimed");
        return;
      }
      store.put(claim, text);
    }
    job.working++;
    if (job.working > 1) {
      throw new Violation(
          "an attempt has one live launch: " + job + " has " + job.working + " that work");
    }
    beat(job, launch);
    if (world.strikes(Fault.DRIVER_HANGS, job::toString)) {
      return;
    }
    if (!world.strikes(Fault.HEARTBEAT_STOPS, job::toString)) {
      beatAgain(job, launch);
    }
    // most are short, as the time of a world is dear
    double longest = world.random().nextInt(4) == 0 ? 400 : 60;
    world.after(world.between(1, longest), null, "end", () -> end(job, launch));
  }

  private void beatAgain(Job job, String launch) {
    world.after(
        job.context.heartbeat(),
        null,
        "beat",
        () -> {
          if (job.isLive()) {
            tellOf(job);
            beat(job, launch);
            beatAgain(job, launch);
          }
        });
  }

  private void beat(Job job, String launch) {
    Mark mark = new Mark(Formats.CURRENT, launch, world.now(), Optional.empty());
    store.put(
        job.context.marks().orElseThrow().resolve(AttemptLayout.beat(job.context.key())),
        bytes(mark));
  }

  private void end(Job job, String launch) {
    if (!job.isLive()) {
      return;
    }
    tellOf(job);
    if (world.strikes(Fault.PREEMPTED, job::toString)) {
      job.end(new JobStatus.Failed(FailureKind.CAPACITY, "the machine was taken away"));
    } else if (world.strikes(Fault.JOB_LOST, job::toString)) {
      job.end(new JobStatus.Lost("two lists and a look-up do not know it"));
    } else if (world.strikes(Fault.NO_RESULT, job::toString)) {
      job.end(new JobStatus.Succeeded());
    } else if (world.strikes(Fault.STEP_THROWS, job::toString)) {
      write(
          job,
          launch,
          Map.of(),
          Optional.of(new ErrorRecord(FailureKind.USER, "Exception", "thrown", "")));
      word(job, new JobStatus.Failed(FailureKind.USER, "exit code 1"));
    } else if (world.strikes(Fault.RESULT_LATE, job::toString)) {
      world.after(world.between(3, 60), null, "result", () -> writeOutput(job, launch));
      word(job, new JobStatus.Succeeded());
    } else {
      writeOutput(job, launch);
      word(job, new JobStatus.Succeeded());
    }
  }

  /** What a platform tells of a job that ends, or not. */
  private void tellOf(Job job) {
    if (job.mayBeForgotten()) {
      if (world.strikes(Fault.JOB_FORGOTTEN, job::toString)) {
        job.untoldUntil = Instant.MAX;
      } else if (world.strikes(Fault.JOB_OVERLOOKED, job::toString)) {
        job.untoldUntil = world.now().plus(world.between(60, 900));
      }
    }
  }

  private void writeOutput(Job job, String launch) {
    URI folder = job.context.folder().resolve(launch + "/" + AttemptLayout.OUTPUTS + "output/");
    byte[] value = Long.toString(value(job.context)).getBytes(StandardCharsets.UTF_8);
    byte[] written =
        world.strikes(Fault.OUTPUT_CUT, job::toString)
            ? Arrays.copyOf(value, value.length / 2)
            : value;
    store.put(folder.resolve(AttemptLayout.VALUE), written);
    OutputRecord output =
        new OutputRecord(
            "value",
            folder,
            "json",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            value.length,
            1,
            "sha256:0");
    write(job, launch, Map.of("output", output), Optional.empty());
  }

  private void word(Job job, JobStatus last) {
    world.after(world.between(0, 3), null, "the platform's word", () -> job.end(last));
  }

  /** What a step has given: a constant by now, or in the store. */
  static long value(InputRecord item, ArtifactStore store) throws IOException {
    return item.value().isPresent()
        ? Long.parseLong(item.value().get().text())
        : Long.parseLong(
            new String(
                store.get(item.uri().orElseThrow().resolve(AttemptLayout.VALUE), 0).readAllBytes(),
                StandardCharsets.UTF_8));
  }

  private long value(AttemptContext context) {
    List<Long> inputs = new ArrayList<>();
    for (InputRecord item : context.inputs().get("values").items()) {
      try {
        inputs.add(value(item, store));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return SimulatedPipeline.value(context.step(), inputs);
  }

  private void write(
      Job job, String launch, Map<String, OutputRecord> outputs, Optional<ErrorRecord> error) {
    AttemptContext context = job.context;
    String status = error.isPresent() ? Result.FAILED : Result.SUCCEEDED;
    Result result =
        new Result(
            Formats.CURRENT,
            status,
            context.run(),
            context.pipeline(),
            context.step(),
            context.attempt(),
            context.key(),
            launch,
            world.now(),
            world.now(),
            outputs,
            Map.of(),
            NOWHERE,
            error);
    URI object = context.folder().resolve(launch + "/" + AttemptLayout.RESULT);
    byte[] text = bytes(result);
    if (world.strikes(Fault.RESULT_CUT, job::toString)) {
      text = Arrays.copyOf(text, world.random().nextInt(text.length));
    }
    byte[] written = text;
    store.put(object, written);
    if (world.strikes(Fault.RESULT_TWICE, job::toString)) {
      world.after(world.between(0, 60), null, "result", () -> store.put(object, written));
    }
    store.put(
        context.marks().orElseThrow().resolve(AttemptLayout.done(context.key())),
        bytes(new Mark(Formats.CURRENT, launch, world.now(), Optional.of(status))));
  }

  private static String attempt(AttemptContext context) {
    return context.step() + " attempt " + context.attempt();
  }

  private static byte[] bytes(Object document) {
    return Formats.write(document).getBytes(StandardCharsets.UTF_8);
  }

  /** This platform as an orchestrator reaches it. */
  StepOperator reachedBy(World.Process process) {
    return new Reached(process);
  }

  private final class Reached implements StepOperator {
    private final World.Process process;
    private final Map<String, Sight> sights = new HashMap<>();

    /** When this instance has first seen a mark. */
    private record Sight(String mark, Instant at) {}

    Reached(World.Process process) {
      this.process = process;
    }

    /** Without attempt identity every attempt of a step has the first one's key. */
    private String key(AttemptKey key) {
      if (world.has(Protection.ATTEMPT_IDENTITY)) {
        return key.value();
      }
      String withoutHash = key.value().substring(0, key.value().lastIndexOf('-'));
      return withoutHash.substring(0, withoutHash.lastIndexOf('-'));
    }

    private Optional<Job> listed(String key) {
      return world.has(Protection.FIND)
          ? ofKey(key).filter(job -> !world.now().isBefore(job.listedFrom))
          : Optional.empty();
    }

    @Override
    public Optional<Platform> platform() {
      return Optional.empty();
    }

    @Override
    public RenderedRequest render(Submission submission) {
      return new RenderedRequest(name, submission.key().value(), List.of());
    }

    @Override
    public FindResult.Found submit(Order order, Ownership ownership)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      AttemptContext context = order.submission().context();
      FindResult.Found found;
      try {
        found = submit(order, ownership, () -> process + " submits " + attempt(context));
      } catch (NotAcceptedException e) {
        stepsOfRefused.add(context.step());
        throw e;
      }
      if (stepsOfRefused.contains(context.step())) {
        world.mayDie(process, Fault.SENDER_DIES, "inside submit, after a refused attempt");
      }
      return found;
    }

    private FindResult.Found submit(Order order, Ownership ownership, Supplier<String> to)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      Submission submission = order.submission();
      world.tell(() -> to.get() + " to " + name);
      if (isThrottled()) {
        throw new OutcomeUnknownException(THROTTLED, null);
      }
      String key = key(submission.key());
      if (isGettingReady(key, to)) {
        throw new NotYetException(world.between(5, 60), name, Duration.ofMinutes(2));
      }
      world.mayStop(process, Fault.SENDER_STOPS, "inside submit, before its turn");
      if (!knowsTokens) {
        return sendOnce(order, key, ownership, to).found();
      }
      if (world.strikes(Fault.SUBMISSION_REFUSED, to)) {
        refused.add(key);
        throw new NotAcceptedException(FailureKind.CAPACITY, "no room");
      }
      if (world.strikes(Fault.SUBMISSION_NOT_SENT, to)) {
        throw new OutcomeUnknownException("connection reset", null);
      }
      Optional<Job> known = ofKey(key);
      if (known.isPresent()) {
        return known.get().found();
      }
      check(ownership, submission.key());
      sent.putIfAbsent(key, world.now());
      if (world.strikes(Fault.SUBMISSION_LATE, to)) {
        world.after(world.between(1, 25), null, "accept", () -> acceptLate(order, key));
        throw new OutcomeUnknownException("gateway timeout", null);
      }
      Job job = accept(order, key);
      if (world.strikes(Fault.SUBMISSION_ANSWER_LOST, to)) {
        throw new OutcomeUnknownException("no answer", null);
      }
      return job.found();
    }

    /** Whether it takes no new job yet; what it may have taken before, it has taken. */
    private boolean isGettingReady(String key, Supplier<String> to) {
      if (jobsByKey.containsKey(key) || sent.containsKey(key) || marks.containsKey(key)) {
        return false;
      }
      if (!world.now().isBefore(readyFrom) && world.strikes(Fault.NOT_READY, to)) {
        makeCluster();
        readyFrom = world.now().plus(world.between(5, 300));
      }
      return world.now().isBefore(readyFrom);
    }

    private void check(Ownership ownership, AttemptKey key) throws OutcomeUnknownException {
      if (world.has(Protection.OWNERSHIP_CHECK)) {
        ownership.check(key);
      }
    }

    /** As a flavor does whose platform makes a second job when it is asked twice. */
    private Job sendOnce(Order order, String key, Ownership ownership, Supplier<String> to)
        throws NotAcceptedException, OutcomeUnknownException {
      if (isLockedByAnother(key)) {
        throw new OutcomeUnknownException("another sender holds the lock", null);
      }
      locks.put(key, process);
      try {
        Optional<String> before = Optional.ofNullable(marks.get(key));
        if (before.isPresent() || !world.has(Protection.MARK)) {
          Optional<Job> there = listed(key);
          if (there.isPresent()) {
            return there.get();
          }
          if (!isSettled(key)) {
            throw new OutcomeUnknownException("it may have been sent before", null);
          }
        }
        marks.put(key, process + " " + world.random().nextLong());
        return send(order, key, before, ownership, to);
      } finally {
        locks.remove(key, process);
      }
    }

    private Job send(
        Order order, String key, Optional<String> before, Ownership ownership, Supplier<String> to)
        throws NotAcceptedException, OutcomeUnknownException {
      world.mayStop(process, Fault.SENDER_STOPS, "inside submit, before the ownership check");
      try {
        check(ownership, order.submission().key());
      } catch (OutcomeUnknownException e) {
        restore(key, before);
        throw e;
      }
      boolean wasStopped =
          world.mayStop(process, Fault.SENDER_STOPS, "inside submit, after the ownership check");
      if (world.strikes(Fault.SUBMISSION_REFUSED, to)) {
        restore(key, before);
        throw new NotAcceptedException(FailureKind.CAPACITY, "no room");
      }
      if (world.strikes(Fault.SUBMISSION_NOT_SENT, to)) {
        throw new OutcomeUnknownException("connection reset", null);
      }
      Job job = accept(order, key);
      // who waits for a sender that was stopped looks for its job at once
      if (wasStopped || world.strikes(Fault.LIST_LATE, job::toString)) {
        job.listedFrom = world.now().plus(world.between(wasStopped ? 20 : 5, SETTLING.toSeconds()));
      }
      world.mayStop(process, Fault.SENDER_STOPS, "inside submit, before the answer");
      if (world.strikes(Fault.SUBMISSION_ANSWER_LOST, to)) {
        throw new OutcomeUnknownException("no answer", null);
      }
      return job;
    }

    private void restore(String key, Optional<String> before) {
      before.ifPresentOrElse(mark -> marks.put(key, mark), () -> marks.remove(key));
    }

    private boolean isLockedByAnother(String key) {
      return world.has(Protection.SENDER_LOCK)
          && locks.containsKey(key)
          && locks.get(key) != process;
    }

    /** Whether this instance has seen the mark for the settling time. */
    private boolean isSettled(String key) {
      String mark = marks.get(key);
      if (mark == null || !world.has(Protection.MARK)) {
        return true;
      }
      Sight sight = sights.get(key);
      if (sight == null || !sight.mark().equals(mark)) {
        sight = new Sight(mark, world.now());
        sights.put(key, sight);
      }
      return !world.now().isBefore(sight.at().plus(SETTLING));
    }

    private void acceptLate(Order order, String key) {
      if (ofKey(key).isEmpty() && !refused.contains(key)) {
        accept(order, key);
      }
    }

    private boolean isThrottled() {
      return world.now().isBefore(throttledUntil);
    }

    @Override
    public FindResult find(AttemptKey key) {
      if (isThrottled()) {
        return new FindResult.Unknown(THROTTLED);
      }
      Supplier<String> to = () -> process + " looks for " + key;
      if (world.strikes(Fault.LOOK_UP_FAILS, to)) {
        return new FindResult.Unknown("503");
      }
      if (isLockedByAnother(key(key))) {
        return new FindResult.Unknown("a sender holds the lock");
      }
      Optional<Job> found = listed(key(key));
      if (found.isEmpty() && !knowsTokens && !isSettled(key(key))) {
        return new FindResult.Unknown("it may have been sent, and is not shown yet");
      }
      // to submit again makes no second job here, so that "not there" is no lie
      if (found.isPresent() && isNew(found.get()) && world.strikes(Fault.LOOK_UP_STALE, to)) {
        return new FindResult.NotThere();
      }
      return found.<FindResult>map(Job::found).orElseGet(FindResult.NotThere::new);
    }

    /** Whether its platform may still have to settle. */
    private boolean isNew(Job job) {
      return knowsTokens && world.now().isBefore(sent.get(job.key).plus(SETTLING));
    }

    @Override
    public Map<JobHandle, JobStatus> status(Set<JobHandle> handles) throws IOException {
      Supplier<String> to = () -> process + " polls " + name;
      if (!isThrottled() && world.strikes(Fault.THROTTLED, to)) {
        throttledUntil = world.now().plus(world.between(60, 480));
      }
      if (isThrottled()) {
        throw new IOException(THROTTLED);
      }
      if (world.strikes(Fault.STATUS_FAILS, to)) {
        throw new IOException("503");
      }
      boolean partial = world.strikes(Fault.STATUS_PARTIAL, to);
      boolean stale = world.strikes(Fault.STATUS_STALE, to);
      Map<JobHandle, JobStatus> answers = new LinkedHashMap<>();
      for (Job job : asked(handles)) {
        boolean told = !job.untoldUntil.isAfter(world.now());
        if (told && !(partial && world.random().nextBoolean())) {
          answers.put(job.handle, stale ? job.before : word(job));
        }
      }
      return answers;
    }

    private JobStatus word(Job job) {
      if (job.cancelRequested && !world.has(Protection.CANCEL_CONFIRMATION)) {
        return new JobStatus.Cancelled();
      }
      job.toldToRun |= job.status instanceof JobStatus.Running;
      return job.status;
    }

    /** In an order that is the same each time, as the order of a set need not be. */
    private List<Job> asked(Set<JobHandle> handles) {
      return handles.stream()
          .map(jobs::get)
          .sorted(Comparator.comparingInt(job -> job.number))
          .toList();
    }

    @Override
    public void requestCancel(JobHandle handle) throws IOException {
      Job job = jobs.get(handle);
      Supplier<String> to = () -> process + " cancels " + job;
      world.tell(to);
      if (isThrottled()) {
        throw new IOException(THROTTLED);
      }
      if (world.strikes(Fault.CANCEL_FAILS, to)) {
        throw new IOException("503");
      }
      job.cancelRequested = true;
      if (job.cannotBeCancelled || world.strikes(Fault.CANCEL_IGNORED, to)) {
        return;
      }
      double longest = world.strikes(Fault.CANCEL_SLOW, to) ? 1200 : 20;
      world.after(
          world.between(0, longest), null, "cancel", () -> job.end(new JobStatus.Cancelled()));
    }

    @Override
    public void release(String run) throws IOException {
      Supplier<String> to = () -> process + " releases " + name;
      world.tell(to);
      if (isThrottled()) {
        throw new IOException(THROTTLED);
      }
      keepsForEver |= world.strikes(Fault.RELEASE_NEVER, to);
      if (keepsForEver || world.strikes(Fault.RELEASE_FAILS, to)) {
        throw new IOException("503");
      }
      if (world.has(Protection.LEDGER_FIRST)) {
        promises.released(SimulatedPlatform.this);
      }
      keeping = false;
      readyFrom = Instant.MIN;
      jobs.values().forEach(job -> job.end(new JobStatus.Cancelled()));
    }

    @Override
    public LogPage logs(JobHandle job, LogCursor from) {
      return new LogPage(List.of(), from);
    }

    @Override
    public void close() {}
  }
}
