// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.stub.Play;
import dev.outrider.testkit.stub.StubDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the parts of the contract have in common: a platform, operators on it, and orders. */
abstract class OperatorContract {
  /** Of a caller that nothing has taken the run from. */
  static final Ownership OWNED = () -> true;

  static final String RUN = "r0k3v9m2x4q7t";
  private static final String STEP = "kit";

  /** A cluster and a step on it may both have to settle, and a list may take another look. */
  private static final int MOST_TRIES = 6;

  @TempDir Path folder;
  private PlatformUnderTest platform;
  private final List<StepOperator> opened = new ArrayList<>();
  private StepOperator operator;

  /** Starts a platform for one test, in an empty folder of its own. */
  abstract PlatformUnderTest start(Path folder) throws Exception;

  /** How long a test waits for what happens by itself. */
  abstract Duration patience();

  final Eventually eventually() {
    return new Eventually(patience());
  }

  @BeforeEach
  final void startPlatform() throws Exception {
    platform = start(Files.createDirectory(folder.resolve("platform")));
  }

  @AfterEach
  final void closeAll() throws Exception {
    // what an operator waits for would keep it from closing
    platform.faults().ifPresent(FaultScript::clear);
    opened.forEach(StepOperator::close);
    platform.close();
  }

  final PlatformUnderTest platform() {
    return platform;
  }

  /** What the flavor says of operators with the platform's settings. */
  final FlavorInfo info() {
    FlavorInfo info = platform.flavor().info();
    return info.under(Settings.of(info.settings(), platform.settings()));
  }

  final boolean can(Capability capability) {
    return info().capabilities().contains(capability);
  }

  final void needs(Power power) {
    assumeTrue(
        platform.powers().contains(power),
        "the platform cannot be made to "
            + power
            + "; provide PlatformUnderTest."
            + power.methods()
            + ", and name the power in powers()");
  }

  final void needs(Capability capability) {
    assumeTrue(can(capability), "FlavorInfo.can does not name " + capability);
  }

  /** The script; a platform that is not reached by calls passes the test over. */
  final FaultScript faults() {
    assumeTrue(
        platform.faults().isPresent(),
        "the platform has no script of faults; where operators call a service, provide"
            + " PlatformUnderTest.faults(), which FaultyHttpServer and FaultyGrpc play");
    return platform.faults().get();
  }

  /** The operator of this test. */
  final StepOperator operator() {
    if (operator == null) {
      operator = another();
    }
    return operator;
  }

  /** Another instance of the same operator, as after a restart. */
  final StepOperator another() {
    StepOperator made = open();
    opened.add(made);
    return made;
  }

  /** An instance that the test closes. */
  final StepOperator open() {
    return platform
        .flavor()
        .open(
            Settings.of(info().settings(), platform.settings()),
            new OperatorContext(
                "kit", work(), folder.resolve("cache"), platform.environment(), Clock.systemUTC()));
  }

  final Path work() {
    return folder.resolve("work");
  }

  final Path store() {
    return folder.resolve("store");
  }

  /** A file that drivers wait for. */
  final Path file(String name) {
    return folder.resolve(name);
  }

  static AttemptKey key(int attempt) {
    return key(RUN, attempt);
  }

  static AttemptKey key(String run, int attempt) {
    return AttemptKey.of("kit", run, STEP, attempt);
  }

  /** An order whose driver does as it is told, as the first attempt. */
  final Submission order(Play play) throws IOException {
    return order(key(1), play);
  }

  final Submission order(AttemptKey key, Play play) throws IOException {
    return order(key, play, Resources.unspecified(), Map.of(), Map.of(), Map.of());
  }

  final Submission order(
      AttemptKey key,
      Play play,
      Resources resources,
      Map<String, String> conf,
      Map<String, String> environment,
      Map<String, String> tags)
      throws IOException {
    Path attempt = attempt(key);
    Files.createDirectories(attempt);
    URI folderOfAttempt = attempt.toUri();
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            key.run(),
            "contract",
            STEP,
            1,
            key.value(),
            StubDriver.class.getName(),
            play.parameters(),
            Map.of(),
            List.of("output"),
            folderOfAttempt,
            Optional.of(marks(key).toUri()),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.empty());
    Path file = attempt.resolve(AttemptLayout.CONTEXT);
    Files.writeString(file, Formats.write(context));
    Map<String, String> labels = new TreeMap<>(tags);
    labels.put("pipeline", "contract");
    labels.put("run", key.run());
    labels.put("step", STEP);
    labels.put("attempt", "1");
    labels.put("owner", "kit");
    return new Submission(
        key, context, file.toUri(), platform.bundle(), resources, conf, environment, labels);
  }

  private Path marks(AttemptKey key) throws IOException {
    return Files.createDirectories(folderOfRun(key).resolve("marks"));
  }

  private Path folderOfRun(AttemptKey key) {
    return store().resolve("runs").resolve(key.run());
  }

  /** The attempt's folder. */
  final Path attempt(AttemptKey key) {
    return folderOfRun(key).resolve(STEP).resolve(key.value());
  }

  /** How many drivers were started for a key. */
  final int starts(AttemptKey key) throws IOException {
    return count(attempt(key).resolve(StubDriver.STARTS));
  }

  private static int count(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(each -> !each.toString().endsWith(".claim")).count();
    }
  }

  /** How many launches have written a result. */
  final int results(AttemptKey key) throws IOException {
    try (Stream<Path> launches = Files.list(attempt(key))) {
      return (int)
          launches.filter(each -> Files.exists(each.resolve(AttemptLayout.RESULT))).count();
    }
  }

  /** The next status that the platform answers, whatever it is. */
  final JobStatus status(JobHandle job) throws Exception {
    return status(operator(), job);
  }

  final JobStatus status(StepOperator asked, JobHandle job) throws Exception {
    return eventually()
        .see(
            "an answer about " + job.job().text(),
            () -> Optional.ofNullable(asked.status(Set.of(job)).get(job)),
            Optional::isPresent)
        .orElseThrow();
  }

  final JobStatus awaitStatus(JobHandle job, Predicate<JobStatus> isRight) throws Exception {
    return eventually().see("a status of " + job.job().text(), () -> status(job), isRight);
  }

  final JobStatus awaitEnd(JobHandle job) throws Exception {
    return awaitStatus(job, JobStatus::isFinal);
  }

  final void awaitSuccess(JobHandle job) throws Exception {
    assertThat(awaitEnd(job)).isEqualTo(new JobStatus.Succeeded());
  }

  /** Submits, and waits until the driver has started. */
  final JobHandle running(Submission order) throws Exception {
    JobHandle job = Ordered.submit(operator(), order, OWNED);
    eventually().see("the start of " + order.key(), () -> starts(order.key()), n -> n > 0);
    awaitStatus(job, each -> !(each instanceof JobStatus.Queued));
    return job;
  }

  /**
   * What an orchestrator does after an outcome that is not known: it waits until the platform has
   * settled, and submits again.
   */
  final JobHandle submitAgain(StepOperator asked, Submission order) throws Exception {
    Outcome outcome = submit(asked, order);
    for (int tried = 1; outcome.unknown().isPresent() && tried < MOST_TRIES; tried++) {
      platform().pass(asked.settling());
      outcome = submit(asked, order);
    }
    assertThat(outcome.job()).as("the job of " + order.key() + ": " + outcome).isPresent();
    return outcome.job().get();
  }

  /** The job that was found, whatever hash it carries. */
  static Optional<JobHandle> jobOf(FindResult found) {
    return found instanceof FindResult.Found job ? Optional.of(job.job()) : Optional.empty();
  }

  /** What became of a submission. */
  record Outcome(
      Optional<JobHandle> job,
      Optional<NotAcceptedException> refused,
      Optional<Exception> unknown) {}

  final Outcome submit(StepOperator asked, Submission order) {
    return submit(asked, order, OWNED);
  }

  final Outcome submit(StepOperator asked, Submission order, Ownership ownership) {
    try {
      return new Outcome(
          Optional.of(Ordered.submit(asked, order, ownership)), Optional.empty(), Optional.empty());
    } catch (NotAcceptedException e) {
      return new Outcome(Optional.empty(), Optional.of(e), Optional.empty());
    } catch (OutcomeUnknownException | NotYetException e) {
      return new Outcome(Optional.empty(), Optional.empty(), Optional.of(e));
    }
  }
}
