// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static dev.outrider.testkit.platform.Call.READ;
import static dev.outrider.testkit.platform.Call.SUBMIT;
import static dev.outrider.testkit.platform.Fault.CUT_REPLY;
import static dev.outrider.testkit.platform.Fault.REPLY_LOST;
import static dev.outrider.testkit.platform.Fault.REQUEST_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.spark.LoopbackMaster.Call;
import dev.outrider.flavor.spark.LoopbackMaster.Fault;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.ShellLine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers on a worker, against a master that loses, refuses and forgets. */
class ClusterOperatorTest {

  private static final String FIRST = "driver-20260101000000-0000";

  @TempDir Path folder;
  private final List<Ended> started = new ArrayList<>();
  private LoopbackMaster master;
  private StepOperator operator;

  /** A driver that ends when it is told to. */
  private static final class Ended implements LoopbackMaster.Running {
    private volatile OptionalInt exit = OptionalInt.empty();

    @Override
    public OptionalInt exit() {
      return exit;
    }

    @Override
    public void kill() {
      exit = OptionalInt.of(143);
    }
  }

  private final AtomicLong ahead = new AtomicLong();

  @BeforeEach
  void start() throws IOException {
    master = new LoopbackMaster(Files.createDirectory(folder.resolve("worker")), this::run);
    operator = operator(Map.of());
  }

  @AfterEach
  void end() {
    operator.close();
    master.close();
  }

  private LoopbackMaster.Running run(
      String mainClass,
      List<String> jars,
      Map<String, String> properties,
      List<String> arguments,
      Path work)
      throws IOException {
    for (String jar : jars) {
      if (!Files.exists(Path.of(URI.create(jar)))) {
        throw new IOException("no " + jar);
      }
    }
    Files.writeString(work.resolve("stdout"), "out of " + mainClass + "\n");
    Ended driver = new Ended();
    started.add(driver);
    return driver;
  }

  @Test
  void aDriverIsFollowedFromItsSubmissionToItsEnd() throws Exception {
    master.hasRoom(false);
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    JobStatus first = status(job);
    master.hasRoom(true);
    JobStatus second = status(job);
    started.get(0).exit = OptionalInt.of(0);

    assertThat(first).isEqualTo(new JobStatus.Queued());
    assertThat(second).isEqualTo(new JobStatus.Running(Optional.empty()));
    assertThat(status(job)).isEqualTo(new JobStatus.Succeeded());
    assertThat(job.job().text())
        .isEqualTo("{\"key\":\"" + Orders.KEY + "\",\"submission\":\"" + FIRST + "\"}");
    assertThat(master.request(FIRST).mainClass()).isEqualTo(AttemptClass.name(Orders.KEY));
    Path jar = folder.resolve("store/" + AttemptClass.jarName(Orders.KEY));
    try (JarFile read = new JarFile(jar.toFile())) {
      assertThat(read.stream())
          .extracting(Object::toString)
          .containsExactly(AttemptClass.name(Orders.KEY).replace('.', '/') + ".class");
    }
    assertThat(folder.resolve("store")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theCurlLineOfAPlanSendsWhatTheOperatorSends() throws Exception {
    RenderedRequest.Command curl = operator.render(order()).commands().get(0);
    Ordered.submit(operator, order(), () -> true);

    ShellLine.run(curl.line(), Map.of());

    List<String> created =
        master.seen().stream().filter(each -> each.contains("/submissions/create")).toList();
    assertThat(created).hasSize(2);
    assertThat(created.get(1)).isEqualTo(created.get(0));
  }

  @Test
  void aKeyHasOneDriverHoweverOftenItIsSubmitted() throws Exception {
    master.submitOther("acme.Other");
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    assertThat(Ordered.submit(operator, order(), () -> true)).isEqualTo(job);
    assertThat(Ordered.submit(operator(Map.of()), order(), () -> true)).isEqualTo(job);
    started.get(0).exit = OptionalInt.of(0);
    assertThat(Ordered.submit(operator, order(), () -> true)).isEqualTo(job);
    assertThat(master.ids()).hasSize(2);
  }

  @Test
  void aDriverIsFoundByItsKeyAndNoOtherIs() throws Exception {
    master.submitOther(AttemptClass.name(Orders.KEY) + "x");
    FindResult before = operator.find(Orders.KEY);
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    assertThat(before).isEqualTo(new FindResult.NotThere());
    assertThat(operator(Map.of()).find(Orders.KEY))
        .isEqualTo(new FindResult.Found(job, Optional.empty()));
    assertThat(operator.find(Orders.key(2))).isEqualTo(new FindResult.NotThere());
  }

  @Test
  void ofTwoDriversOfOneKeyTheOneThatHasNotFailedIsFound() throws Exception {
    String other = master.submitOther(AttemptClass.name(Orders.KEY));
    master.state(other, "FAILED");
    master.submitOther(AttemptClass.name(Orders.KEY));

    assertThat(operator.find(Orders.KEY).toString()).contains("000000-0001");
    master.state("driver-20260101000000-0001", "FINISHED");
    assertThat(operator.find(Orders.KEY).toString()).contains("000000-0001");
  }

  @Test
  void aDriverWhoseIdCannotBeAskedForIsNoSureAnswer() {
    master.next(
        Call.LIST,
        new Fault.Replaced(
            200,
            "{\"workers\":[],\"activedrivers\":[{\"id\":\"../x\",\"state\":\"RUNNING\","
                + "\"worker\":\"None\",\"mainclass\":\""
                + AttemptClass.name(Orders.KEY)
                + "\"}],\"completeddrivers\":[],\"status\":\"ALIVE\"}"));

    assertThat(operator.find(Orders.KEY))
        .isEqualTo(
            new FindResult.Unknown(
                "the master lists "
                    + AttemptClass.name(Orders.KEY)
                    + " as '../x', which is no id"));
  }

  @Test
  void afterALostReplyTheDriverIsFoundAndNoneIsMadeAgain() throws Exception {
    master.faults().next(SUBMIT, REPLY_LOST);

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll(
            "It is not known whether a driver was submitted for " + Orders.KEY,
            "POST " + master.endpoint() + "/v1/submissions/create had no answer");

    FindResult found = operator.find(Orders.KEY);
    assertThat(found).isInstanceOf(FindResult.Found.class);
    assertThat(Ordered.submit(operator, order(), () -> true))
        .isEqualTo(((FindResult.Found) found).job());
    assertThat(master.ids()).containsExactly(FIRST);
    assertThat(master.asked()).filteredOn("create"::equals).hasSize(1);
  }

  @Test
  void aLostRequestIsSentOnceAndIsNotKnownToBeLost() throws Exception {
    // a connection that was used before is what a client would use again
    operator.platform();
    master.faults().next(SUBMIT, REQUEST_LOST);

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(master.ids()).isEmpty();
    assertThat(master.faults().calls(SUBMIT)).isEqualTo(1);
    assertThat(operator.find(Orders.KEY)).isEqualTo(new FindResult.NotThere());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 408})
  void anErrorOfTheServerLeavesOpenWhetherThereIsADriver(int status) {
    master.next(Call.CREATE, new Fault.Replaced(status, "oh no"));

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageEndingWith("/v1/submissions/create answers " + status);
    assertThat(master.ids()).hasSize(1);
    assertThat(master.asked()).filteredOn("create"::equals).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "null",
        "[]",
        "{}",
        "{\"action\": \"CreateSubmissionResponse\", \"success\": true}",
        "{\"action\": \"CreateSubmissionResponse\", \"success\": true, \"submissionId\": \"../x\"}"
      })
  void anAnswerThatSaysNothingLeavesOpenWhetherThereIsADriver(String body) {
    master.next(Call.CREATE, new Fault.Replaced(200, body));

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(master.ids()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 302})
  void aRefusalIsASureNo(int status) {
    master.next(
        Call.CREATE,
        new Fault.Refused(status, "{\"action\": \"ErrorResponse\", \"message\": \"no\\nat x\"}"));

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOfSatisfying(
            NotAcceptedException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.CONFIGURATION))
        .hasMessage(
            "No driver was submitted for "
                + Orders.KEY
                + ": "
                + master.endpoint()
                + "/v1/submissions/create answers "
                + status
                + ": no");
  }

  @Test
  void tooManyCallsAreASureNoThatMayBeTriedAgain() {
    master.next(Call.CREATE, new Fault.Refused(429, ""));

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOfSatisfying(
            NotAcceptedException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.PLATFORM));
  }

  @Test
  void withoutAConnectionSurelyNothingIsSentAndNothingIsLeft() throws Exception {
    StepOperator other = operator(Map.of("endpoint", "http://127.0.0.1:" + freePort()));

    assertThatThrownBy(() -> Ordered.submit(other, order(), () -> true))
        .isInstanceOfSatisfying(
            NotAcceptedException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.PLATFORM))
        .hasMessageContaining("did not reach the server");
    assertThat(folder.resolve("store")).isDirectoryNotContaining("glob:**.jar");
  }

  @Test
  void aFirstSubmissionNeedsNoList() throws Exception {
    master.next(Call.LIST, new Fault.Refused(503, ""));

    Ordered.submit(operator, order(), () -> true);

    assertThat(operator.find(Orders.KEY))
        .isEqualTo(new FindResult.Unknown(master.page() + "/json/ answers 503"));
    assertThat(master.ids()).hasSize(1);
  }

  @Test
  void aRequestThatWasLostIsSentAgainOnceTheListIsSure() throws Exception {
    master.faults().next(SUBMIT, REQUEST_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("the platform may not show it yet");

    ahead.addAndGet(ClusterOperator.SETTLING.toNanos());
    Ordered.submit(operator, order(), () -> true);

    assertThat(master.ids()).containsExactly(FIRST);
  }

  @Test
  void withoutAListNothingIsSureOfAKeyThatMayHaveBeenSubmittedBefore() throws Exception {
    master.faults().next(SUBMIT, REPLY_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    master.next(Call.LIST, new Fault.Refused(503, ""));

    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining(master.page() + "/json/ answers 503");
    assertThat(master.ids()).hasSize(1);
  }

  @Test
  void aMasterThatDoesNotLeadIsPassedOver() throws Exception {
    try (LoopbackMaster leader =
        new LoopbackMaster(Files.createDirectory(folder.resolve("other")), this::run)) {
      master.status("STANDBY");
      StepOperator both =
          operator(
              Map.of(
                  "endpoint", master.endpoint() + "," + leader.endpoint(),
                  "web-ui", master.page() + "," + leader.page()));

      JobHandle job = Ordered.submit(both, order(), () -> true);
      JobStatus running = both.status(Set.of(job)).get(job);
      both.requestCancel(job);

      assertThat(running).isEqualTo(new JobStatus.Running(Optional.empty()));
      assertThat(both.status(Set.of(job))).containsEntry(job, new JobStatus.Cancelled());
      assertThat(leader.ids()).hasSize(1);
      assertThat(master.ids()).isEmpty();
      assertThat(both.platform()).isPresent();
    }
  }

  @Test
  void aMasterThatDoesNotLeadTellsNothing() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.status("RECOVERING");

    assertThatThrownBy(() -> status(job))
        .isInstanceOf(IOException.class)
        .hasMessage(master.page() + "/json/ is of a master that does not lead: it is RECOVERING");
    assertThat(operator.find(Orders.KEY)).isInstanceOf(FindResult.Unknown.class);
    assertThatThrownBy(() -> operator.requestCancel(job)).isInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                Ordered.submit(
                    operator, Orders.order(2, uri(), bundle(), none(), Map.of()), () -> true))
        .isInstanceOf(NotAcceptedException.class);
  }

  @Test
  void aDriverThatFailedNamesWhereItsLogIs() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    started.get(0).exit = OptionalInt.of(1);

    assertThat(status(job))
        .isInstanceOfSatisfying(
            JobStatus.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.PLATFORM);
              assertThat(failed.reason())
                  .matches(
                      "driver "
                          + FIRST
                          + " is FAILED on "
                          + LoopbackMaster.WORKER
                          + "; its log: http://127.0.0.1:[0-9]+/logPage/\\?driverId="
                          + FIRST
                          + "&logType=stderr");
            });
  }

  @Test
  void aDriverThatCouldNotBeStartedHasTheMastersReason() throws Exception {
    BundleFiles bundle = new BundleFiles(folder.resolve("none.jar").toUri(), "a.B", List.of());

    JobHandle job =
        Ordered.submit(operator, Orders.order(uri(), bundle, none(), Map.of()), () -> true);
    JobStatus told = status(job);
    master.next(Call.STATUS, new Fault.Refused(500, ""));
    JobStatus untold = status(job);

    assertThat(((JobStatus.Failed) told).reason())
        .startsWith("driver " + FIRST + " is ERROR")
        .endsWith("; the master says: Exception from the cluster: java.io.IOException: no jar");
    assertThat(((JobStatus.Failed) untold).reason())
        .endsWith("; the master was not reached for its reason");
  }

  @Test
  void oneListTellsOfAllJobs() throws Exception {
    Set<JobHandle> jobs = new HashSet<>();
    for (int i = 1; i <= 5; i++) {
      jobs.add(
          Ordered.submit(operator, Orders.order(i, uri(), bundle(), none(), Map.of()), () -> true));
    }
    int before = master.asked().size();

    Map<JobHandle, JobStatus> answers = operator.status(jobs);

    assertThat(answers).hasSize(5).containsOnlyKeys(jobs);
    assertThat(master.asked().subList(before, master.asked().size())).containsExactly("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "null", "{}", "{\"workers\": []}"})
  void aListThatCannotBeReadIsNoAnswer(String body) throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.next(Call.LIST, new Fault.Replaced(200, body), new Fault.Replaced(200, body));

    assertThatThrownBy(() -> status(job)).isInstanceOf(IOException.class);
    assertThat(operator.find(Orders.KEY)).isInstanceOf(FindResult.Unknown.class);
    assertThat(status(job)).isEqualTo(new JobStatus.Running(Optional.empty()));
  }

  @Test
  void aDriverIsLostAfterTwoListsWithoutItAndOneLookUp() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.forgetAll();

    Map<JobHandle, JobStatus> first = operator.status(Set.of(job));
    master.next(Call.STATUS, new Fault.Refused(503, ""));
    Map<JobHandle, JobStatus> unanswered = operator.status(Set.of(job));

    assertThat(first).isEmpty();
    assertThat(unanswered).isEmpty();
    assertThat(status(job))
        .isEqualTo(
            new JobStatus.Lost(
                "two lists of "
                    + master.master()
                    + " are without "
                    + FIRST
                    + ", and asked for it the master knows no such driver"));
  }

  @Test
  void oneEmptyListIsForgottenWhenTheDriverIsThereAgain() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    String empty =
        "{\"workers\":[],\"activedrivers\":[],\"completeddrivers\":[],\"status\":\"ALIVE\"}";

    master.next(Call.LIST, new Fault.Replaced(200, empty));
    assertThat(operator.status(Set.of(job))).isEmpty();
    assertThat(status(job)).isEqualTo(new JobStatus.Running(Optional.empty()));
    master.next(Call.LIST, new Fault.Replaced(200, empty), new Fault.Replaced(200, empty));
    assertThat(operator.status(Set.of(job))).isEmpty();
    assertThat(status(job)).as("the look-up").isEqualTo(new JobStatus.Running(Optional.empty()));
  }

  @Test
  void aDriverOfSomebodyElseThatHasItsIdIsNotTakenForIt() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.forgetAll();
    JobHandle other =
        new ClusterHandle(Orders.KEY.value(), master.submitOther("acme.Other")).handle();

    assertThat(operator.status(Set.of(other))).isEmpty();
    assertThat(operator.status(Set.of(other)).get(other)).isInstanceOf(JobStatus.Lost.class);
    assertThat(job).isNotEqualTo(other);
  }

  @Test
  void aCancelIsConfirmedByTheMasterAndDoesNoHarmLater() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    operator.requestCancel(job);
    operator.requestCancel(job);

    assertThat(status(job)).isEqualTo(new JobStatus.Cancelled());
    operator.requestCancel(job);
    assertThat(status(job)).isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void aCancelAfterTheEndChangesNothing() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    started.get(0).exit = OptionalInt.of(0);

    operator.requestCancel(job);

    assertThat(status(job)).isEqualTo(new JobStatus.Succeeded());
  }

  @Test
  void aDriverThatHasNotStartedIsCancelledToo() throws Exception {
    master.hasRoom(false);
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    operator.requestCancel(job);

    assertThat(status(job)).isEqualTo(new JobStatus.Cancelled());
    assertThat(started).isEmpty();
  }

  @Test
  void aCancelThatTheMasterDoesNotTakeIsTold() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.next(
        Call.KILL,
        new Fault.Refused(
            200,
            "{\"action\": \"KillSubmissionResponse\", \"success\": false, \"message\": \"busy\"}"));

    assertThatThrownBy(() -> operator.requestCancel(job))
        .isInstanceOf(IOException.class)
        .hasMessage("the master does not end driver " + FIRST + ": busy");
  }

  @Test
  void theLogIsReadOnFromWhereItWasLeft() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    Path work = folder.resolve("worker").resolve(FIRST);
    Files.writeString(work.resolve("stdout"), "one\ntwo\nthr");
    Files.writeString(work.resolve("stderr"), "warn ü\n");

    LogPage first = operator.logs(job, LogCursor.START);
    Files.writeString(work.resolve("stdout"), "one\ntwo\nthree\nfour");
    LogPage second = operator.logs(job, first.next());
    LogPage third = operator.logs(job, second.next());
    started.get(0).exit = OptionalInt.of(0);
    LogPage last = operator.logs(job, third.next());

    assertThat(first.lines()).containsExactly("one", "two", "warn ü");
    assertThat(first.next()).isEqualTo(new LogCursor("8,8"));
    assertThat(second.lines()).containsExactly("three");
    assertThat(third.lines()).isEmpty();
    assertThat(last.lines()).containsExactly("four");
    assertThat(operator.logs(job, last.next()).lines()).isEmpty();
  }

  @Test
  void aDriverThatHasNoWorkerYetHasNoLogYet() throws Exception {
    master.hasRoom(false);
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    assertThat(operator.logs(job, LogCursor.START))
        .isEqualTo(new LogPage(List.of(), LogCursor.START));
  }

  @Test
  void aWorkerThatIsGoneOrDoesNotAnswerHasNoLog() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    String gone =
        "{\"workers\":[],\"activedrivers\":[{\"id\":\"%s\",\"state\":\"RUNNING\",\"worker\":\"w-1\",\"mainclass\":\"x\"}],\"completeddrivers\":[],\"status\":\"ALIVE\"}"
            .formatted(FIRST);

    master.next(Call.LIST, new Fault.Replaced(200, gone));
    assertThatThrownBy(() -> operator.logs(job, LogCursor.START))
        .isInstanceOf(IOException.class)
        .hasMessage("the worker of " + FIRST + " is gone, and its log with it: w-1");
    master.next(Call.LOG, new Fault.Refused(500, ""));
    assertThatThrownBy(() -> operator.logs(job, LogCursor.START))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(" answers 500");
  }

  @Test
  void anInterruptedCallLeavesTheThreadInterrupted() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> status(job)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(status(job)).isEqualTo(new JobStatus.Running(Optional.empty()));
  }

  @Test
  void aCallWithoutAnAnswerWhilePlanningIsMadeAgain() throws Exception {
    master.faults().next(READ, CUT_REPLY);
    master.faults().next(READ, CUT_REPLY);

    assertThat(operator.platform()).isPresent();

    master.faults().always(READ, CUT_REPLY);
    assertThatThrownBy(() -> operator.platform())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("had no answer");
  }

  @Test
  void theClustersSparkAndTheHomesMustBeTheSame() throws Exception {
    assertThat(operator.platform())
        .isEqualTo(Optional.of(new Platform(LoopbackMaster.VERSION + "_2.12", 17)));

    master.version("3.4.0");

    assertThatThrownBy(() -> operator.platform())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the cluster runs Spark 3.4.0, but the Spark home "
                + home()
                + " has "
                + LoopbackMaster.VERSION
                + ". Set 'step-operator.big.spark-home' to one of the cluster's version.");
    assertThat(master.ids()).isEmpty();
  }

  @Test
  void aMasterWithoutARestServerSaysWhichPropertyIsMissing() throws Exception {
    String nothing = "http://127.0.0.1:" + freePort();

    assertThatThrownBy(() -> operator(Map.of("endpoint", nothing)).platform())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "no REST server of a master answers: GET "
                + nothing
                + "/v1/submissions/status/driver-none did not reach the server: ")
        .hasMessageEndingWith(
            ". Start the master with 'spark.master.rest.enabled = true' (its port is"
                + " 'spark.master.rest.port', by default 6066), or set 'step-operator.big.endpoint'"
                + " to its address.");
    assertThatThrownBy(() -> operator(Map.of("web-ui", nothing)).platform())
        .hasMessageEndingWith(
            "Set 'step-operator.big.web-ui' to its address, where 'spark.master.ui.port' is not"
                + " 8080.");
    assertThatThrownBy(() -> operator(Map.of("endpoint", "ftp://x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'step-operator.big.endpoint' is 'ftp://x' but must be the address of a web server, such"
                + " as http://master.example:6066.");
  }

  @Test
  void inTheOtherModeItsJobsAreLeftAlone() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    StepOperator client = operator(Map.of("deploy-mode", "client"));

    assertThatThrownBy(() -> client.status(Set.of(job)))
        .isInstanceOf(UnreadableHandleException.class)
        .hasMessageEndingWith("is client now: set it back to cluster");
    assertThatThrownBy(() -> client.requestCancel(job))
        .isInstanceOf(UnreadableHandleException.class);
    assertThat(status(job)).isEqualTo(new JobStatus.Running(Optional.empty()));
  }

  @Test
  void whatTheRestServerOfAMasterThatDoesNotLeadSaysIsNoLookUp() throws Exception {
    JobHandle job = Ordered.submit(operator, order(), () -> true);
    master.forgetAll();
    operator.status(Set.of(job));
    master.next(
        Call.STATUS,
        new Fault.Refused(
            200,
            "{\"action\": \"SubmissionStatusResponse\", \"success\": false, \"message\":"
                + " \"Exception from the cluster: Current state is not alive: STANDBY.\"}"));

    assertThat(operator.status(Set.of(job))).isEmpty();
  }

  @Test
  void theRequestIsShownAsItIsSent() throws Exception {
    assertThat(operator.render(order()).body())
        .contains("\"mainClass\": \"" + AttemptClass.name(Orders.KEY) + "\"");
    assertThat(master.asked()).isEmpty();
    assertThat(folder.resolve("store")).isEmptyDirectory();
  }

  private JobStatus status(JobHandle job) throws IOException {
    return operator.status(Set.of(job)).get(job);
  }

  private Submission order() throws IOException {
    return Orders.order(uri(), bundle(), none(), Map.of());
  }

  private URI uri() throws IOException {
    return Files.createDirectories(folder.resolve("store")).toUri();
  }

  private BundleFiles bundle() throws IOException {
    Path jar = folder.resolve("app.jar");
    if (!Files.exists(jar)) {
      Files.createFile(jar);
    }
    return new BundleFiles(jar.toUri(), "dev.outrider.application.StepApplication", List.of());
  }

  private static Resources none() {
    return Resources.unspecified();
  }

  /** As much of a Spark home as is looked at. */
  private Path home() throws IOException {
    Path home = folder.resolve("home");
    if (!Files.exists(home)) {
      Files.createDirectories(home.resolve("bin"));
      Path submit = Files.createFile(home.resolve("bin/spark-submit"));
      assertThat(submit.toFile().setExecutable(true)).isTrue();
      Files.createDirectories(home.resolve("jars"));
      Files.createFile(home.resolve("jars/spark-core_2.12-" + LoopbackMaster.VERSION + ".jar"));
    }
    return home;
  }

  /** A new one each time, as after a restart. */
  private StepOperator operator(Map<String, String> more) throws IOException {
    Map<String, String> given = new HashMap<>();
    given.put("master", master.master());
    given.put("deploy-mode", "cluster");
    given.put("endpoint", master.endpoint().toString());
    given.put("web-ui", master.page().toString());
    given.put("spark-home", home().toString());
    given.put("request-timeout", "10s");
    given.putAll(more);
    SparkFlavor flavor = new SparkFlavor(() -> System.nanoTime() + ahead.get());
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext(
            "big", folder.resolve("work"), folder.resolve("cache"), Map.of(), Clock.systemUTC()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
