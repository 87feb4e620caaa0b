// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

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
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.http.HttpCalls;
import dev.outrider.flavor.base.request.CurlLine;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.Sending;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs each attempt as one driver on a worker of a standalone cluster. The REST server has neither
 * a token nor unique names, so each driver has a main class that is named by its attempt's key:
 * that is what the master lists of it, and what it is found by. A submission is sent once, and
 * after a lost answer nothing is sent before the list was read.
 *
 * <p>What is left: two machines that submit one key in the same moment both read a list without it;
 * of one machine a lock lets only one of them through. The master forgets drivers too: of those
 * that have ended it keeps the last 200 ({@code spark.deploy.retainedDrivers}), and none when it is
 * started again. In each case the attempt's claim lets only one of the drivers run the step.
 * Thread-safe.
 */
final class ClusterOperator implements StepOperator {

  /**
   * The master takes submissions and questions for its list from one queue, in their order: a list
   * is behind only for what its REST server has not handed over yet, which is a matter of
   * milliseconds once a request has arrived.
   */
  static final Duration SETTLING = Duration.ofSeconds(30);

  /** Each takes a request timeout at most. */
  private static final int MOST_CALLS = 3;

  /** Bytes of one part of a log: a page has one of each stream. */
  private static final int PAGE = 128 * 1024;

  /** A line is given whole up to so many bytes. */
  private static final int LONGEST_LINE = 16 << 20;

  private static final String NO_WORKER = "None";

  private final ClusterRequest.Cluster cluster;
  private final ChildSettings.Installation spark;
  private final StandaloneMaster master;
  private final MasterClient client;
  private final Path work;
  private final AtMostOnce atMostOnce;

  private final MissingJobs missing = new MissingJobs();

  /**
   * @param work a folder of this operator's on the local disk
   * @param atMostOnce with {@link #SETTLING}
   */
  ClusterOperator(
      ClusterRequest.Cluster cluster,
      ChildSettings.Installation spark,
      StandaloneMaster master,
      MasterClient client,
      Path work,
      AtMostOnce atMostOnce) {
    this.cluster = cluster;
    this.spark = spark;
    this.master = master;
    this.client = client;
    this.work = work;
    this.atMostOnce = atMostOnce;
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    master.check();
    String version;
    try {
      // of no driver: the answer has the version, and no side effect
      version = answered(() -> client.status("driver-none")).serverSparkVersion().orElse("");
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          ("no REST server of a master answers: %s. Start the master with"
                  + " 'spark.master.rest.enabled = true' (its port is 'spark.master.rest.port', by"
                  + " default 6066), or set '%s' to its address.")
              .formatted(e.getMessage(), cluster.refusals().key("endpoint")),
          e);
    }
    if (!version.equals(cluster.sparkVersion())) {
      throw new IOException(
          ("the cluster runs Spark %s, but the Spark home %s has %s. Set '%s' to one of the"
                  + " cluster's version.")
              .formatted(
                  version,
                  spark.home().folder(),
                  cluster.sparkVersion(),
                  cluster.refusals().key("spark-home")));
    }
    try {
      answered(client::list);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          ("no web page of a leading master answers: %s. Set '%s' to its address, where"
                  + " 'spark.master.ui.port' is not 8080.")
              .formatted(e.getMessage(), cluster.refusals().key("web-ui")),
          e);
    }
    return Optional.of(new Platform(spark.home().line(), spark.java().version()));
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  /** One lost call refuses no plan. */
  private static <T> T answered(Question<T> question) throws IOException {
    for (int tried = 1; true; tried++) {
      try {
        return question.ask();
      } catch (HttpCalls.UnansweredException e) {
        if (tried == MOST_CALLS) {
          throw e;
        }
      }
    }
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    ClusterRequest request = ClusterRequest.of(submission, cluster);
    return new RenderedRequest(
            "a driver on a worker of " + master.address() + ", by the master's REST server",
            request.shown(),
            List.of(
                spark.shown(),
                "deploy-mode cluster: "
                    + request.jar()
                    + " is written first, with a main class that is named by the attempt's key"))
        .command(
            "by curl", CurlLine.post(client.creates().get(0).toString(), List.of(), request.json()))
        .command(
            request.body().environmentVariables().isEmpty()
                ? "by Spark"
                : "by Spark, but for the variables",
            request.sparkSubmit(spark.home().sparkSubmit()));
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    Submission submission = order.submission();
    ClusterRequest request = ClusterRequest.of(submission, cluster);
    return found(
        atMostOnce.submit(
            AtMostOnce.Subject.in(work, submission.key()),
            new Driver(submission, request),
            ownership));
  }

  /** A master lists no conf of a driver, and so no hash. */
  private static FindResult.Found found(JobHandle driver) {
    return new FindResult.Found(driver, Optional.empty());
  }

  /** One driver, with the jar that has its main class. */
  private final class Driver implements Sending<JobHandle> {
    private final Submission submission;
    private final ClusterRequest request;

    Driver(Submission submission, ClusterRequest request) {
      this.submission = submission;
      this.request = request;
    }

    @Override
    public String mark() {
      return master.address();
    }

    @Override
    public Optional<JobHandle> find(String mark) throws IOException {
      return ClusterOperator.find(client.list(), submission.key());
    }

    @Override
    public JobHandle send() throws NotAcceptedException, OutcomeUnknownException {
      AttemptKey key = submission.key();
      Path jar = Path.of(request.jar());
      // the driver of an earlier request may read it
      boolean isFirst = !Files.exists(jar);
      try {
        write(jar, AttemptClass.jar(key, submission.bundle().mainClass()));
      } catch (IOException e) {
        throw new NotAcceptedException(
            FailureKind.PLATFORM,
            "No driver was submitted for " + key + ": " + jar + " cannot be written: " + e);
      }
      try {
        return handle(key, client.create(request.json(), key.value()));
      } catch (NotAcceptedException e) {
        if (isFirst) {
          forget(jar);
        }
        throw e;
      }
    }

    @Override
    public Answer answer(Exception thrown) {
      if (thrown instanceof NotAcceptedException refused) {
        return new Answer.Refused(refused.kind(), refused.getMessage());
      }
      return new Answer.Unknown(
          thrown instanceof OutcomeUnknownException
              ? thrown.getMessage()
              : "It is not known whether a driver was submitted for "
                  + submission.key()
                  + ": "
                  + thrown.getMessage());
    }
  }

  /** Whole or not at all; a driver of another submission of the key reads the same bytes. */
  private static void write(Path jar, byte[] bytes) throws IOException {
    try (DraftFolder drafts = DraftFolder.in(jar.getParent())) {
      Path writing = Files.createTempFile(drafts.path(), "main", null);
      Files.write(writing, bytes);
      // the workers may be other users of the shared folder
      writing.toFile().setReadable(true, false);
      Files.move(writing, jar, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** A jar that stays costs its place, and no more. */
  private static void forget(Path jar) {
    try {
      Files.deleteIfExists(jar);
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      return find(client.list(), key)
          .<FindResult>map(ClusterOperator::found)
          .orElseGet(FindResult.NotThere::new);
    } catch (IOException e) {
      return new FindResult.Unknown(e.getMessage());
    }
  }

  /** Of several that a race has made, the one that may have the claim: it runs, or ended well. */
  private static Optional<JobHandle> find(MasterClient.Listing listing, AttemptKey key)
      throws IOException {
    String mainClass = AttemptClass.name(key);
    Optional<MasterClient.Driver> found =
        listing
            .drivers()
            .filter(driver -> driver.mainclass().equals(mainClass))
            .min(Comparator.comparing(driver -> DriverStatus.isFailed(driver.state())));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String id = found.get().id();
    if (!ClusterHandle.isSubmission(id)) {
      throw new IOException("the master lists " + mainClass + " as '" + id + "', which is no id");
    }
    return Optional.of(handle(key, id));
  }

  private static JobHandle handle(AttemptKey key, String submission) {
    return new ClusterHandle(key.value(), submission).handle();
  }

  @Override
  public Duration settling() {
    return SETTLING;
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, ClusterHandle> handles = new LinkedHashMap<>();
    for (JobHandle job : jobs) {
      handles.put(job, ClusterHandle.of(job, cluster.refusals()));
    }
    MasterClient.Listing listing = client.list();
    Map<String, MasterClient.Driver> drivers = new HashMap<>();
    listing.drivers().forEach(driver -> drivers.put(driver.id(), driver));
    return missing.answers(
        handles,
        handle -> {
          MasterClient.Driver driver = drivers.get(handle.submission());
          if (driver == null || isOther(driver, handle)) {
            return Optional.empty();
          }
          String detail =
              DriverStatus.isFailed(driver.state()) ? detail(driver, listing) : driver.state();
          return Optional.of(DriverStatus.of(driver.state(), detail));
        },
        handle -> {
          MasterClient.Driver driver = drivers.get(handle.submission());
          return driver == null
              ? lookedUp(handle)
              : new JobStatus.Lost(
                  "%s is a driver of %s at %s"
                      .formatted(handle.submission(), driver.mainclass(), master.address()));
        });
  }

  private static boolean isOther(MasterClient.Driver driver, ClusterHandle handle) {
    return !driver.mainclass().equals(AttemptClass.name(handle.attemptKey()));
  }

  private JobStatus lookedUp(ClusterHandle handle) throws IOException {
    MasterClient.RestAnswer answer = client.status(handle.submission());
    if (!answer.isSuccess()) {
      return MissingJobs.lost(
          master.address(), handle.submission(), "the master knows no such driver");
    }
    String word = answer.driverState().orElse("");
    return DriverStatus.of(word, "driver " + handle.submission() + " is " + word);
  }

  /** Which driver, where it ran, where its log is, and what the master says of it. */
  private String detail(MasterClient.Driver driver, MasterClient.Listing listing)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("driver ").append(driver.id()).append(" is ").append(driver.state());
    if (!driver.worker().equals(NO_WORKER)) {
      text.append(" on ").append(driver.worker());
    }
    worker(driver, listing)
        .ifPresent(
            worker ->
                text.append("; its log: ")
                    .append(worker.webuiaddress())
                    .append("/logPage/?driverId=")
                    .append(driver.id())
                    .append("&logType=stderr"));
    try {
      // an exception of the worker, such as of a jar that it could not fetch
      client
          .status(driver.id())
          .message()
          .ifPresent(message -> text.append("; the master says: ").append(said(message)));
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      text.append("; the master was not reached for its reason");
    }
    return text.toString();
  }

  /** The first lines: below are those of a stack trace. */
  private static String said(String message) {
    return message.strip().lines().limit(2).map(String::strip).collect(Collectors.joining(" "));
  }

  private static Optional<MasterClient.Worker> worker(
      MasterClient.Driver driver, MasterClient.Listing listing) {
    return listing.workers().stream()
        .filter(worker -> worker.id().equals(driver.worker()))
        .findFirst();
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    ClusterHandle handle = ClusterHandle.of(job, cluster.refusals());
    MasterClient.RestAnswer answer = client.kill(handle.submission());
    if (answer.isSuccess()) {
      return;
    }
    String state = client.status(handle.submission()).driverState().orElse("");
    if (!DriverStatus.isFinal(state)) {
      throw new IOException(
          "the master does not end driver "
              + handle.submission()
              + answer.message().map(text -> ": " + MasterClient.firstLine(text)).orElse(""));
    }
  }

  /**
   * One part of the standard output, then one of the standard error, each from where the page
   * before has left it: the cursor has two places, {@code OUT,ERR} in bytes.
   */
  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    ClusterHandle handle = ClusterHandle.of(job, cluster.refusals());
    long[] places = places(from);
    MasterClient.Listing listing = client.list();
    MasterClient.Driver driver =
        listing
            .drivers()
            .filter(each -> each.id().equals(handle.submission()))
            .findFirst()
            .orElseThrow(
                () -> new IOException(master.address() + " lists no " + handle.submission()));
    if (driver.worker().equals(NO_WORKER)) {
      return new LogPage(List.of(), from);
    }
    MasterClient.Worker worker =
        worker(driver, listing)
            .orElseThrow(
                () ->
                    new IOException(
                        "the worker of %s is gone, and its log with it: %s"
                            .formatted(handle.submission(), driver.worker())));
    boolean ended = DriverStatus.isFinal(driver.state());
    List<String> lines = new ArrayList<>();
    List<String> types = List.of("stdout", "stderr");
    for (int i = 0; i < types.size(); i++) {
      boolean isCut = false;
      int size = 0;
      do {
        WorkerLog.Lines part =
            client.log(worker, driver.id(), types.get(i), places[i], PAGE).lines(ended);
        List<String> more = new ArrayList<>(part.lines());
        if (isCut && !more.isEmpty()) {
          more.set(0, lines.remove(lines.size() - 1) + more.get(0));
        }
        lines.addAll(more);
        places[i] = part.next();
        isCut = part.isCut();
        size += PAGE;
      } while (isCut && size < LONGEST_LINE);
    }
    return new LogPage(lines, new LogCursor(places[0] + "," + places[1]));
  }

  private static long[] places(LogCursor from) {
    if (from.position().isEmpty()) {
      return new long[2];
    }
    String[] parts = from.position().split(",");
    return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
  }

  @Override
  public void close() {
    client.close();
  }
}
