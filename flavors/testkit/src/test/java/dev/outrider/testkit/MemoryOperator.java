// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static dev.outrider.testkit.BrokenOperator.*;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Finding;
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
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.Unsupported;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.SparkArguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The operator of a {@link MemoryPlatform}: right, but for the one thing that is broken in it on
 * purpose. A right operator has none of the branches that ask what is broken.
 */
final class MemoryOperator implements StepOperator {
  private static final long MOMENT_NANOS = 30_000_000;
  private static final int LINES = 1000;
  private static final String LABELS = "labels.txt";

  private final MemoryPlatform platform;
  private final FlavorInfo info;
  private final String token;
  private final Path work;
  private final Optional<BrokenOperator> broken;
  private final MemoryClusters clusters;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, URI> own = new ConcurrentHashMap<>();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

  /** What names a job. */
  record Job(String key, String id) {}

  MemoryOperator(
      MemoryPlatform platform,
      FlavorInfo info,
      String token,
      Path work,
      Optional<BrokenOperator> broken) {
    this.platform = platform;
    this.info = info;
    this.token = token;
    this.work = work;
    this.broken = broken;
    this.clusters = new MemoryClusters(platform, broken);
    if (is(OPENS_WITH_A_CALL)) {
      find(new AttemptKey("nobody"));
    }
    if (is(CLOSE_LEAVES_A_THREAD)) {
      Thread thread = new Thread(() -> await(new CountDownLatch(1)), "left");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean is(BrokenOperator variant) {
    return broken.equals(Optional.of(variant));
  }

  @Override
  public Optional<Platform> platform() {
    return Optional.empty();
  }

  @Override
  public List<Finding> check(URI artifactStore) {
    if (is(CHECK_SAYS_NOTHING)) {
      return List.of();
    }
    if (is(CHECK_REPORTS_IN_AN_ORDER_OF_ITS_OWN)) {
      return List.of(
          Finding.passed("bucket", "It is there."), Finding.passed("credentials", "Ada."));
    }
    return is(TOKEN_IN_CHECK)
        ? List.of(Finding.passed("token", token))
        : StepOperator.super.check(artifactStore);
  }

  @Override
  public RenderedRequest render(Submission order) throws NotAcceptedException {
    check(order);
    if (is(RENDER_ASKS)) {
      find(order.key());
    }
    String labels = labels(order) + (is(TOKEN_IN_FILE) ? token : "");
    return new RenderedRequest(
        "a job in memory",
        body(order),
        List.of(),
        is(NAMES_A_FILE_THAT_IT_DOES_NOT_HAVE) ? Map.of() : Map.of(LABELS, labels));
  }

  private void check(Submission order) throws NotAcceptedException {
    List<Unsupported> unsupported = info.unsupported(order.resources());
    if (!unsupported.isEmpty() && !is(DROPS_WHAT_IT_CANNOT_GIVE)) {
      throw refused(order, "it asks for " + unsupported.get(0).reason());
    }
    for (Map.Entry<String, String> each : order.conf().entrySet()) {
      boolean restarts =
          each.getKey().equals("spark.yarn.maxAppAttempts")
              || each.getKey().equals("spark.driver.supervise");
      if (restarts && !is(ALLOWS_RESTARTS)) {
        throw refused(order, "'" + each.getKey() + "' may start the job twice");
      }
      if (Settings.isSecretName(each.getKey()) && !is(CONF_IS_SHOWN)) {
        throw refused(order, "'" + each.getKey() + "' looks like a secret");
      }
    }
  }

  private static NotAcceptedException refused(Submission order, String reason) {
    return new NotAcceptedException(
        FailureKind.CONFIGURATION,
        "Step '" + order.context().step() + "' cannot run here: " + reason + ".");
  }

  private String body(Submission order) {
    Map<String, Object> parts = new TreeMap<>();
    if (!is(REQUEST_WITHOUT_KEY)) {
      parts.put("key", order.key());
      parts.put("labels", order.contextUri().resolve(AttemptLayout.ORDER).resolve(LABELS));
    }
    parts.put("conf", order.conf());
    parts.put("environment", order.environment());
    parts.put(
        "resources", is(IGNORES_GPUS) ? order.resources().gpus(0).toString() : order.resources());
    if (is(IGNORES_GPUS)) {
      parts.put("resources", order.resources().executors());
    }
    if (is(REQUEST_TELLS_THE_TIME)) {
      parts.put("at", System.nanoTime());
    }
    if (is(TOKEN_IN_REQUEST)) {
      parts.put("token", token);
    }
    return parts.toString();
  }

  private Map<String, String> labels(Submission order) {
    Map<String, String> labels = new TreeMap<>(order.labels());
    if (is(LABELS_ARE_OUTRIDERS_ONLY)) {
      labels.remove("team");
    }
    return labels;
  }

  private Map<String, String> marked(Order prepared) {
    Map<String, String> labels = labels(prepared.submission());
    labels.put(Order.TAG, prepared.hash());
    return labels;
  }

  private String tokenOf(AttemptKey key) {
    if (is(TOKEN_IS_NEW_EACH_TIME)) {
      return UUID.randomUUID().toString();
    }
    if (is(TOKEN_IS_OF_THE_STEP)) {
      return key.value().replaceFirst("-[0-9]+-[0-9a-f]+$", "");
    }
    return is(TOKEN_IS_CUT)
        ? key.value().substring(0, Math.min(key.value().length(), 40))
        : key.value();
  }

  @Override
  public FindResult.Found submit(Order prepared, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    if (platform.isGettingReady() && !is(SUBMITS_TO_WHAT_IS_NOT_READY)) {
      if (is(NOT_READY_IS_A_REFUSAL)) {
        throw new NotAcceptedException(FailureKind.CAPACITY, "the platform is getting ready");
      }
      throw new NotYetException(
          Duration.ofSeconds(10), "the platform, which is getting ready", Duration.ofMinutes(20));
    }
    JobHandle job = submitted(prepared, ownership);
    return new FindResult.Found(
        job,
        is(SUBMIT_TELLS_ITS_OWN_REQUEST)
            ? Optional.of(prepared.hash())
            : platform.requestOf(job(job).id()));
  }

  private JobHandle submitted(Order prepared, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    Submission order = prepared.submission();
    check(order);
    if (is(NEVER_SUBMITS)) {
      return handle(order, "job-1");
    }
    if (is(SUBMIT_SWALLOWS_INTERRUPT)) {
      Thread.interrupted();
    }
    own.put(order.key().value(), order.context().folder());
    if (is(WHAT_CANNOT_BE_SENT_IS_UNKNOWN)
        && order.environment().values().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
      throw new OutcomeUnknownException("Invalid environment variable value", null);
    }
    if (is(FIND_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE)
        || is(STATUS_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE)) {
      note(order.key());
    }
    SparkArguments what =
        new SparkArguments(
            order.bundle().mainClass(),
            order.bundle().application(),
            order.bundle().jars(),
            order.conf(),
            List.of("--context", order.contextUri().toString()),
            order.environment());
    String with = tokenOf(order.key());
    try {
      Optional<String> old = old(order.key());
      if (old.isPresent()) {
        return handle(order, old.get());
      }
      if (!is(SENDS_WITHOUT_ASKING)) {
        ownership.check(order.key());
      }
      if (is(MAKES_A_CLUSTER_FIRST) || !isThere(order.key())) {
        clusters.make(order.key());
      }
      if (is(LOOKS_THEN_SUBMITS) || is(NEITHER_TOKEN_NOR_SETTLING)) {
        LockSupport.parkNanos(is(LOOKS_THEN_SUBMITS) ? MOMENT_NANOS : 1);
        with = UUID.randomUUID().toString();
      }
      if (is(SUBMITS_ANEW_AFTER_THE_END) && state(order.key()).equals("SUCCEEDED")
          || is(SUBMITS_ANEW_AFTER_A_CANCEL) && state(order.key()).equals("STOPPED")) {
        with = UUID.randomUUID().toString();
      }
      return handle(order, platform.create(with, what, marked(prepared), body(order)).id());
    } catch (MemoryPlatform.Refused e) {
      throw refusal(order, e);
    } catch (IOException e) {
      return lost(prepared, what, e);
    }
  }

  /** As an operator does that keeps its jobs in a folder. */
  private void note(AttemptKey key) {
    try {
      Files.createDirectories(work.resolve(key.value()).resolve("job"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isNoted(String key) {
    return Files.exists(work.resolve(key).resolve("job"));
  }

  /** Only those that have no token look first. */
  private Optional<String> old(AttemptKey key) throws IOException {
    if (is(LOOKS_THEN_SUBMITS) || is(NEITHER_TOKEN_NOR_SETTLING)) {
      return all().stream()
          .filter(each -> named(each, key))
          .map(MemoryPlatform.Told::id)
          .findFirst();
    }
    return Optional.empty();
  }

  private boolean isThere(AttemptKey key) throws IOException {
    return all().stream().anyMatch(each -> each.token().equals(key.value()));
  }

  private boolean named(MemoryPlatform.Told job, AttemptKey key) {
    return platform.keyOf(job.id()).filter(key.value()::equals).isPresent();
  }

  private String state(AttemptKey key) throws IOException {
    return all().stream()
        .filter(each -> each.token().equals(key.value()))
        .map(MemoryPlatform.Told::state)
        .findFirst()
        .orElse("");
  }

  private JobHandle lost(Order prepared, SparkArguments what, IOException e)
      throws NotAcceptedException, OutcomeUnknownException {
    Submission order = prepared.submission();
    String message = "The answer to the submission of " + order.key() + " was lost: " + e;
    boolean cut = e.getMessage().endsWith(Fault.CUT_REPLY.name());
    boolean hang = e.getMessage().endsWith(Fault.HANG.name());
    if (is(CUT_REPLY_IS_A_REFUSAL) && cut || is(TIMEOUT_IS_A_REFUSAL) && hang) {
      throw new NotAcceptedException(FailureKind.PLATFORM, message);
    }
    if (is(GARBAGE_IS_AN_ID) && e.getMessage().endsWith(Fault.GARBAGE.name())
        || is(LOST_REQUEST_IS_A_JOB) && e.getMessage().endsWith(Fault.REQUEST_LOST.name())) {
      return handle(order, "<html>");
    }
    if (is(RETRIES_WITHOUT_THE_TOKEN)) {
      try {
        String another = UUID.randomUUID().toString();
        return handle(order, platform.create(another, what, marked(prepared), body(order)).id());
      } catch (IOException | MemoryPlatform.Refused again) {
        throw new OutcomeUnknownException(message, again);
      }
    }
    throw new OutcomeUnknownException(message, e);
  }

  private NotAcceptedException refusal(Submission order, MemoryPlatform.Refused e)
      throws OutcomeUnknownException {
    String message =
        order.key()
            + " was not accepted: "
            + e.getMessage()
            + (is(TOKEN_IN_MESSAGES) ? " to " + token : "");
    if (e.reason == Fault.FAILED_AFTERWARDS && !is(ERROR_IS_A_REFUSAL)) {
      throw new OutcomeUnknownException(message, e);
    }
    FailureKind kind =
        switch (e.reason) {
          case REFUSED, EXPIRED, NOT_FOUND -> FailureKind.CONFIGURATION;
          case NO_CAPACITY -> FailureKind.CAPACITY;
          default -> FailureKind.PLATFORM;
        };
    if (is(EVERY_REFUSAL_IS_THE_PLATFORMS)) {
      kind = FailureKind.PLATFORM;
    }
    if (is(BUSY_IS_A_MISTAKE) && kind == FailureKind.PLATFORM) {
      kind = FailureKind.CONFIGURATION;
    }
    return new NotAcceptedException(kind, message);
  }

  private JobHandle handle(Submission order, String id) {
    return handle(order.key(), id, order);
  }

  private JobHandle handle(AttemptKey key, String id, Object more) {
    String text = JsonForm.write(new Job(key.value(), id), Job.class, "job");
    if (is(HANDLE_HAS_THE_ORDER)) {
      text = text.replace("}", ", \"more\": \"" + "x".repeat(2000) + "\"}");
    }
    if (is(TOKEN_IN_HANDLE)) {
      text = text.replace("}", ", \"token\": \"" + token + "\"}");
    }
    return new JobHandle("memory", 1, new JsonText(text));
  }

  private Job job(JobHandle handle) {
    if (is(READS_ANY_HANDLE)) {
      try {
        return (Job) JsonForm.readTolerantly(handle.job().text(), Job.class, "job");
      } catch (IllegalArgumentException e) {
        return new Job("unknown", "job-1");
      }
    }
    UnreadableHandleException.check(handle, "memory", 1);
    try {
      return (Job) JsonForm.readTolerantly(handle.job().text(), Job.class, "job");
    } catch (IllegalArgumentException e) {
      throw new UnreadableHandleException(handle, "not a job: " + e.getMessage());
    }
  }

  @Override
  public Duration settling() {
    return is(LOOKS_THEN_SUBMITS) ? Duration.ofSeconds(30) : Duration.ZERO;
  }

  private List<MemoryPlatform.Told> all() throws IOException {
    List<MemoryPlatform.Told> all = new ArrayList<>();
    Optional<Integer> from = Optional.of(0);
    try {
      while (from.isPresent()) {
        MemoryPlatform.Page page = platform.list(from.get());
        all.addAll(page.jobs());
        from = is(READS_ONE_PAGE) ? Optional.empty() : page.next();
      }
      return all;
    } catch (MemoryPlatform.Refused e) {
      throw new IOException(e.getMessage() + (is(TOKEN_IN_MESSAGES) ? " to " + token : ""), e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    if (is(FIND_MAKES_A_CLUSTER)) {
      try {
        clusters.make(key);
      } catch (IOException | MemoryPlatform.Refused e) {
        return new FindResult.Unknown(e.getMessage());
      }
    }
    if (is(FIND_NEVER_KNOWS)) {
      return new FindResult.Unknown("no idea");
    }
    if (is(FIND_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE) && !isNoted(key.value())) {
      return new FindResult.NotThere();
    }
    if (is(FIND_KNOWS_ITS_OWN) && !own.containsKey(key.value())) {
      return new FindResult.NotThere();
    }
    try {
      for (MemoryPlatform.Told each : all()) {
        boolean same =
            is(FINDS_BY_PREFIX)
                ? each.token().startsWith(key.value())
                : platform.keyOf(each.id()).equals(Optional.of(key.value()))
                    || each.token().equals(tokenOf(key));
        if (same && !(is(FINDS_WHAT_RUNS) && !each.state().equals("RUNNING"))) {
          JobHandle found = handle(key, each.id(), each);
          return new FindResult.Found(
              is(FINDS_THE_LAUNCH) ? handle(key, each.id() + "/2", each) : found,
              is(FINDS_WITHOUT_THE_REQUEST) ? Optional.empty() : each.request());
        }
      }
      return new FindResult.NotThere();
    } catch (IOException e) {
      return is(FIND_TAKES_ERRORS_FOR_ANSWERS)
          ? new FindResult.NotThere()
          : new FindResult.Unknown(e.getMessage());
    }
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, Job> asked = new HashMap<>();
    for (JobHandle each : jobs) {
      asked.put(each, job(each));
    }
    if (is(STATUS_SWALLOWS_INTERRUPT)) {
      Thread.interrupted();
    }
    if (is(LOOKS_BY_THREADS)) {
      Thread thread = new Thread(() -> await(closed), "looks");
      thread.setDaemon(true);
      thread.start();
    }
    Map<JobHandle, JobStatus> told = new HashMap<>();
    if (is(STATUS_READS_A_DAMAGED_FOLDER_AS_AN_EMPTY_ONE)) {
      asked.forEach(
          (handle, job) -> {
            if (!isNoted(job.key())) {
              told.put(handle, new JobStatus.Lost("nothing is in the folder"));
            }
          });
      if (!told.isEmpty()) {
        return told;
      }
    }
    try {
      for (Map.Entry<JobHandle, Job> each : asked.entrySet()) {
        if (is(ASKS_FOR_EACH_JOB)) {
          platform.list(0);
        }
        if (is(KNOWS_ITS_OWN_JOBS) && !own.containsKey(each.getValue().key())) {
          throw new IOException("not mine");
        }
      }
      List<MemoryPlatform.Told> list = all();
      List<MemoryPlatform.Told> second = null;
      for (Map.Entry<JobHandle, Job> each : asked.entrySet()) {
        String id = each.getValue().id();
        Optional<MemoryPlatform.Told> found = byId(list, id);
        if (found.isEmpty() && !is(LOST_AFTER_ONE_LIST) && !is(MISSING_HAS_FAILED)) {
          second = second == null ? all() : second;
          found = byId(second, id);
          if (found.isEmpty()) {
            found = platform.get(id);
          }
        }
        told.put(
            each.getKey(), found.isPresent() ? status(each.getValue(), found.get()) : missing());
      }
      return told;
    } catch (IOException | MemoryPlatform.Refused e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean throttled = cause.getMessage().contains("THROTTLED");
      if (throttled ? is(THROTTLED_HAS_FAILED) : is(ERROR_HAS_FAILED)) {
        jobs.forEach(
            each -> told.put(each, new JobStatus.Failed(FailureKind.PLATFORM, e.getMessage())));
        return told;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Optional<MemoryPlatform.Told> byId(List<MemoryPlatform.Told> list, String id) {
    return list.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  private JobStatus missing() {
    if (is(MISSING_HAS_FAILED)) {
      return new JobStatus.Failed(FailureKind.PLATFORM, "it is not in the list");
    }
    return is(FORGOTTEN_RUNS_ON)
        ? new JobStatus.Running(Optional.empty())
        : new JobStatus.Lost("two lists and a look-up were without it");
  }

  private JobStatus status(Job job, MemoryPlatform.Told told) {
    if (is(CANCEL_IS_TAKEN_FOR_THE_END) && cancelled.contains(job.id())) {
      return new JobStatus.Cancelled();
    }
    Optional<URI> folder = platform.folderOf(job.id());
    if (is(TRUSTS_THE_RESULT)
        && folder.isPresent()
        && told.state().equals("FAILED")
        && hasResult(folder.get(), "succeeded")) {
      return new JobStatus.Succeeded();
    }
    if (is(READS_LATE_RESULTS)
        && folder.isPresent()
        && Files.exists(Path.of(folder.get()).resolve("late"))) {
      return hasResult(folder.get(), "\"failed\"")
          ? new JobStatus.Failed(FailureKind.USER, "its result says so")
          : new JobStatus.Succeeded();
    }
    if (is(WAITS_FOR_A_RESULT) && folder.isPresent() && !hasResult(folder.get(), "\"error\"")) {
      return new JobStatus.Running(Optional.empty());
    }
    return switch (told.state()) {
      case "QUEUED" ->
          is(QUEUED_IS_RUNNING) ? new JobStatus.Running(Optional.empty()) : new JobStatus.Queued();
      case "RUNNING" ->
          is(RUNNING_HAS_A_WORD)
              ? new JobStatus.Running(Optional.of("RUNNING"))
              : new JobStatus.Running(Optional.empty());
      case "STOPPING" ->
          is(STOPPING_IS_CANCELLED)
              ? new JobStatus.Cancelled()
              : new JobStatus.Running(Optional.empty());
      case "SUCCEEDED" ->
          is(CANCEL_WINS_OVER_THE_END) && cancelled.contains(job.id())
              ? new JobStatus.Cancelled()
              : new JobStatus.Succeeded();
      case "STOPPED" -> new JobStatus.Cancelled();
      case "FAILED" ->
          new JobStatus.Failed(
              FailureKind.USER, is(FAILS_WITHOUT_A_REASON) ? "" : "exit code " + told.exitCode());
      case "MACHINE_LOST" ->
          new JobStatus.Failed(
              is(LOST_MACHINE_IS_THE_STEPS) ? FailureKind.USER : FailureKind.CAPACITY,
              "its machine was taken away");
      default ->
          is(UNKNOWN_WORD_HAS_FAILED)
              ? new JobStatus.Failed(FailureKind.PLATFORM, told.state())
              : new JobStatus.Running(Optional.of(told.state()));
    };
  }

  private static boolean hasResult(URI folder, String text) {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path each : files.filter(file -> file.endsWith(AttemptLayout.RESULT)).toList()) {
        if (Files.readString(each).contains(text)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void requestCancel(JobHandle handle) throws IOException {
    Job job = job(handle);
    if (is(CANNOT_CANCEL_BUT_SAYS_NOTHING)) {
      return;
    }
    if (Thread.currentThread().isInterrupted() && is(CANCEL_IGNORES_AN_INTERRUPT)) {
      return;
    }
    if (is(SECOND_CANCEL_FAILS) && !cancelled.add(job.id())) {
      throw new IOException("it was cancelled already");
    }
    cancelled.add(job.id());
    if (is(CANCEL_IS_TAKEN_FOR_THE_END)) {
      return;
    }
    if (is(CANCELS_RUNNING_JOBS_ONLY) && platform.state(job.id()).equals("QUEUED")) {
      return;
    }
    try {
      if (is(CANCELS_BY_PREFIX)) {
        for (MemoryPlatform.Told each : all()) {
          if (each.token().startsWith(job.key())) {
            platform.stop(each.id());
          }
        }
        return;
      }
      platform.stop(job.id());
    } catch (MemoryPlatform.Refused e) {
      if (!is(CANCEL_SWALLOWS_REFUSALS)) {
        throw new IOException(e.getMessage(), e);
      }
    } catch (IOException e) {
      if (is(LOST_CANCEL_BREAKS_OFF)) {
        throw new IllegalStateException("the reply is lost", e);
      }
      throw e;
    }
  }

  @Override
  public LogPage logs(JobHandle handle, LogCursor from) throws IOException {
    Job job = job(handle);
    int start = from.position().isEmpty() ? 0 : Integer.parseInt(from.position());
    String state = platform.state(job.id());
    if (is(LOG_NEEDS_A_START) && state.equals("QUEUED")) {
      throw new IOException("there is no log yet");
    }
    if (is(LOG_COMES_AT_THE_END) && state.equals("RUNNING")
        || is(LOG_OF_SUCCESS_ALONE) && state.equals("FAILED")) {
      return new LogPage(List.of(), from);
    }
    try {
      int lost = platform.lostLines(job.id());
      boolean isCut = start < lost;
      start = Math.max(start, lost);
      List<String> lines = platform.log(job.id(), start);
      List<String> page = new ArrayList<>(lines.subList(0, Math.min(LINES, lines.size())));
      int next = start + page.size() - (is(PAGES_OVERLAP) && page.size() == LINES ? 1 : 0);
      if (is(LONG_LINES_ARE_LEFT_OUT)) {
        page.removeIf(line -> line.length() > LINES * LINES);
      }
      if (isCut && !is(LOST_LINES_ARE_NOT_SAID)) {
        page.add(0, lost + " earlier lines are gone: the platform keeps the last ones.");
      }
      return new LogPage(page, new LogCursor(Integer.toString(next)));
    } catch (MemoryPlatform.Refused e) {
      if (is(LOG_ERROR_IS_AN_EMPTY_LOG)) {
        return new LogPage(List.of(), from);
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean keepsForRuns() {
    return !is(SAYS_IT_KEEPS_NOTHING);
  }

  @Override
  public void release(String run) throws IOException {
    clusters.release(run);
  }

  @Override
  public void close() {
    closed.countDown();
    if (is(CLOSE_CANCELS)) {
      try {
        for (MemoryPlatform.Told each : all()) {
          platform.stop(each.id());
        }
      } catch (IOException | MemoryPlatform.Refused e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
