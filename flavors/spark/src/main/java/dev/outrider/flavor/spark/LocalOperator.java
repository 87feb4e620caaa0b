// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.follow.HandleForm;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.flavor.base.request.SparkSubmit;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each attempt as one child of this machine, in a work folder that is named by the attempt's
 * key. Holds nothing itself: another process with the same folder knows as much. Thread-safe.
 */
final class LocalOperator implements StepOperator {

  private static final Logger LOG = LoggerFactory.getLogger(LocalOperator.class);

  private final FlavorInfo flavor;
  private final HandleForm<Job> handles;
  private final Refusals refusals;
  private final Optional<StandaloneMaster> master;
  private final ChildSettings.Installation spark;
  private final StoreConnector stores;
  private final Lanes lanes;
  private final Optional<ClassArchive> archive;
  private final PlainNames names;
  private final ChildEnvironment children;
  private final Duration grace;
  private final Path folder;
  private final Machine machine;
  private final Map<String, String> environment;
  private final InstantSource clock;

  /**
   * @param flavor for the handles, and for what it can give
   * @param master the cluster's master; empty for Spark's local one
   * @param stores how drivers reach artifact stores
   * @param archive the archive of classes for the drivers of the cold lane; empty for none
   * @param names plain names for bundles
   * @param environment the environment variables, where steps' secrets may be
   * @param children what drivers inherit
   */
  LocalOperator(
      FlavorInfo flavor,
      Refusals refusals,
      Optional<StandaloneMaster> master,
      ChildSettings.Installation spark,
      StoreConnector stores,
      Lanes lanes,
      Optional<ClassArchive> archive,
      PlainNames names,
      ChildEnvironment children,
      Duration grace,
      Path folder,
      Machine machine,
      Map<String, String> environment,
      InstantSource clock) {
    this.flavor = flavor;
    this.handles = new HandleForm<>(flavor.name(), 1, Job.class, "child of this machine");
    this.refusals = refusals;
    this.master = master;
    this.spark = spark;
    this.stores = stores;
    this.lanes = lanes;
    this.archive = archive;
    this.names = names;
    this.children = children;
    this.grace = grace;
    this.folder = folder;
    this.machine = machine;
    this.environment = environment;
    this.clock = clock;
  }

  /** What names a child. */
  record Job(String key) {
    Job {
      new AttemptKey(key);
    }
  }

  @Override
  public Optional<Platform> platform() throws IOException {
    if (master.isPresent()) {
      master.get().check();
    }
    return Optional.of(new Platform(spark.home().line(), spark.java().version()));
  }

  @Override
  public List<Finding> check(URI artifactStore) {
    List<Finding> findings = new ArrayList<>(StepOperator.super.check(artifactStore));
    children.problems().forEach(problem -> findings.add(Finding.failed("secrets", problem)));
    return findings;
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    List<String> missing = children.problems();
    if (!missing.isEmpty()) {
      throw refusals.of(submission, String.join(" ", missing));
    }
    LocalRequest request = request(submission);
    List<String> notes = new ArrayList<>(List.of(spark.shown(), request.lane().shown()));
    children.note(submission).ifPresent(notes::add);
    URI attempt = submission.context().folder();
    RenamingCommitter.note(
            stores.to(attempt).flatMap(HadoopAccess::committer),
            attempt,
            request.conf(),
            spark.home().line())
        .ifPresent(notes::add);
    return new RenderedRequest(
            "spark-submit on this machine"
                + masterAddress().map(each -> ", with the executors of " + each).orElse(""),
            request.shown(),
            notes)
        .command(
            "by Spark",
            SparkSubmit.line(
                spark.home().sparkSubmit().toString(),
                submission.environment(),
                request.conf(),
                request.arguments()));
  }

  private LocalRequest request(Submission submission) throws NotAcceptedException {
    Map<String, String> conf = stores.conf(submission, spark.conf(), refusals);
    return LocalRequest.of(
        SparkConf.of(names.named(submission, refusals), flavor, conf, refusals),
        lanes,
        masterAddress());
  }

  private Optional<String> masterAddress() {
    return master.map(StandaloneMaster::address);
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    Submission submission = order.submission();
    Path work = work(submission.key());
    try {
      LocalRequest request = request(submission);
      names.make(submission);
      Path properties = writePrivate(work, request.properties());
      new ChildOutput(work).create(submission.context().secrets());
      ownership.check(submission.key());
      child(submission.key())
          .start(
              order.hash(),
              request.command(properties, options(request.lane(), work)),
              environment(submission),
              children.leftOut(submission));
      return found(submission.key());
    } catch (IOException | RuntimeException e) {
      // the launcher's record is made by the launcher alone: without it no child was started
      if (find(submission.key()) instanceof FindResult.NotThere) {
        throw new NotAcceptedException(
            e instanceof IOException ? FailureKind.PLATFORM : FailureKind.CONFIGURATION,
            "No process was started for " + submission.key() + ": " + e);
      }
      throw new OutcomeUnknownException("The start of " + submission.key() + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException("Interrupted while " + submission.key() + " started", e);
    }
  }

  /** Readable by its owner only, from its first byte on: a conf may hold passwords. */
  private static Path writePrivate(Path work, String text) throws IOException {
    LocalChild.makeFolder(work);
    try (DraftFolder drafts = DraftFolder.in(work)) {
      Path writing =
          Files.createTempFile(
              drafts.path(),
              "spark",
              null,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(writing, text);
      return Files.move(writing, work.resolve("spark.properties"), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private Map<String, String> environment(Submission submission) {
    Map<String, String> environment = children.added(submission);
    environment.put("SPARK_HOME", spark.home().folder().toString());
    environment.put("JAVA_HOME", spark.java().folder().toString());
    // as Spark's scripts have it: the workers of a step in Python agree on hashes
    environment.putIfAbsent("PYTHONHASHSEED", "0");
    return environment;
  }

  /** An archive makes a start quick; without one it is slow, and no more than that. */
  private List<String> options(Lane lane, Path work) {
    if (lane instanceof Lane.Script || archive.isEmpty()) {
      return List.of();
    }
    try {
      return archive.get().options(work);
    } catch (IOException e) {
      LOG.debug("Without an archive of classes: {}", e.toString());
      return List.of();
    }
  }

  /**
   * The file is its owner's only: a disk without room for another one does not keep the verdict.
   */
  private void mask(Path work) {
    try {
      new ChildOutput(work).maskAtEnd(environment);
    } catch (IOException e) {
      LOG.debug("The output may still have what the driver did not mask: {}", e.toString());
    }
  }

  private void takeList(Path work) {
    try {
      if (archive.isPresent()) {
        archive.get().takeList(work);
      }
    } catch (IOException e) {
      LOG.debug("Without a list of classes: {}", e.toString());
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      ChildState state = child(key).state();
      if (state instanceof ChildState.NeverStarted) {
        return new FindResult.NotThere();
      }
      if (state instanceof ChildState.Starting) {
        return new FindResult.Unknown("a launcher in " + work(key) + " is at work");
      }
      return found(key);
    } catch (IOException e) {
      return new FindResult.Unknown(work(key) + " cannot be read: " + e);
    }
  }

  private FindResult.Found found(AttemptKey key) throws IOException {
    return new FindResult.Found(handle(key), child(key).request());
  }

  /** Half the processors: Spark's local master takes all of them for each driver. */
  @Override
  public Optional<Integer> maxConcurrent() {
    return master.isPresent() ? Optional.empty() : Optional.of(half(machine.processors()));
  }

  static int half(int processors) {
    return Math.max(1, processors / 2);
  }

  /** A work folder has one child: a launcher that comes second sees that it is taken. */
  @Override
  public Duration settling() {
    return Duration.ZERO;
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, JobStatus> answers = new LinkedHashMap<>();
    for (JobHandle job : jobs) {
      LocalChild child = child(key(job));
      child.killWhenOverdue(grace);
      // The state first: a group that is seen to run after it was seen to have ended is what is
      // left.
      ChildState state = child.state();
      if (state instanceof ChildState.Ended || state instanceof ChildState.Gone) {
        mask(work(key(job)));
      }
      if (state.equals(new ChildState.Ended(0))) {
        takeList(work(key(job)));
      }
      boolean cancelled = child.isCancelled();
      answers.put(job, LocalStatus.of(state, cancelled, cancelled && child.groupRuns()));
    }
    return answers;
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    child(key(job)).requestCancel();
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    ChildState state = child(key(job)).state();
    boolean ended = state instanceof ChildState.Ended || state instanceof ChildState.Gone;
    return ChildLog.read(new ChildOutput(work(key(job))).file(), from, ended);
  }

  @Override
  public void close() {}

  private JobHandle handle(AttemptKey key) {
    return handles.write(new Job(key.value()));
  }

  private AttemptKey key(JobHandle job) {
    if (flavor.name().equals(ClusterHandle.FLAVOR)) {
      ClusterHandle.refuse(job, refusals);
    }
    return new AttemptKey(handles.read(job).key());
  }

  private LocalChild child(AttemptKey key) {
    return new LocalChild(work(key), machine, clock);
  }

  private Path work(AttemptKey key) {
    return folder.resolve(key.value());
  }
}
