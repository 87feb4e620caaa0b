// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.base.submit.AtMostOnce;
import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.flavor.base.submit.Patience;
import dev.outrider.flavor.base.submit.Pause;
import dev.outrider.step.FailureKind;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsResponse;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.ListStepsRequest;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;

class StepSubmissionTest {
  private static final AttemptKey KEY = Orders.KEY;
  private static final EmrRequestMapping REQUEST =
      new EmrRequestMapping(KEY.value(), List.of("spark-submit", "app.jar"));

  @TempDir Path work;

  private final Cluster cluster = new Cluster();
  private final List<Duration> pauses = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong drawn = new AtomicLong();

  /** As of a process: another one has the same work folder, and nothing else of it. */
  private StepSubmission submission() {
    return submission(work);
  }

  private StepSubmission submission(Path folder) {
    NoPause pause = new NoPause(pauses);
    return new StepSubmission(
        calls(
            new CallTurns(
                work.resolve("turns.txt"),
                new CallTurns.Rate(8, Duration.ofMillis(2250)),
                InstantSource.system(),
                pause)),
        folder,
        "far",
        atMostOnce(pause));
  }

  private EmrCalls calls(CallTurns turns) {
    return new EmrCalls(
        cluster, turns, new Patience(Duration.ZERO, turns.pause(), EmrAnswer::isThrottled));
  }

  private AtMostOnce atMostOnce(Pause pause) {
    return new AtMostOnce(
        new AtMostOnce.Timing(
            StepSubmission.SETTLING,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            pause,
            nanos::get),
        () -> "call-" + drawn.incrementAndGet());
  }

  private EmrHandle submit() throws Exception {
    return submit(submission(), "j-1");
  }

  private static EmrHandle submit(StepSubmission submission, String cluster) throws Exception {
    return submission.submit(KEY, new On(cluster), REQUEST, () -> true).handle();
  }

  private void settle() {
    nanos.addAndGet(StepSubmission.SETTLING.toNanos());
  }

  @Test
  void aLostAnswerMakesOneStep() throws Exception {
    cluster.lose(noAnswer());

    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);

    assertThat(submit()).isEqualTo(new EmrHandle("j-1", "s-1"));
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aKillBetweenTheAnswerAndItsRecordMakesOneStep() throws Exception {
    EmrHandle first = submit();

    assertThat(submit()).isEqualTo(first);
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aStepIsLookedForOnTheClusterThatItWasSentTo() throws Exception {
    EmrHandle first = submit();

    assertThat(submission().sentTo(KEY)).contains("j-1");
    assertThat(submit(submission(), "j-2")).isEqualTo(first);
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aStepThatIsNotThereIsSentToTheClusterOfToday() throws Exception {
    cluster.lose(noAnswer());
    StepSubmission sender = submission();
    assertThatThrownBy(() -> submit(sender, "j-1")).isInstanceOf(OutcomeUnknownException.class);
    cluster.steps.clear();
    settle();

    submit(sender, "j-2");

    assertThat(submission().sentTo(KEY)).contains("j-2");
  }

  @Test
  void everyPageOfASearchWaitsForItsTurnAsASubmissionDoes() throws Exception {
    Path file = work.resolve("few.txt");
    Instant noon = Instant.parse("2026-11-26T12:00:00Z");
    NoPause pause = new NoPause(pauses);
    StepSubmission submission =
        new StepSubmission(
            calls(
                new CallTurns(
                    file, new CallTurns.Rate(1, Duration.ofSeconds(2)), () -> noon, pause)),
            work,
            "far",
            atMostOnce(pause));
    submit(submission, "j-1");
    for (int i = 0; i < 120; i++) {
      cluster.add("other-" + i);
    }
    assertThat(pauses).isEmpty();

    submission.find("j-1", KEY);

    assertThat(cluster.lists).isEqualTo(3);
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(6));
  }

  @Test
  void anAnswerThatIsNoListMakesNoSecondStep() throws Exception {
    cluster.lose(noAnswer());
    StepSubmission sender = submission();
    assertThatThrownBy(() -> submit(sender, "j-1")).isInstanceOf(OutcomeUnknownException.class);
    settle();
    cluster.isNoList = true;

    assertThatThrownBy(() -> submit(sender, "j-1"))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("the answer is no list of the steps of cluster j-1");

    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aStepBehindManyOthersIsFound() throws Exception {
    EmrHandle first = submit();
    for (int i = 0; i < 120; i++) {
      cluster.add("other-" + i);
    }

    assertThat(submit()).isEqualTo(first);
    assertThat(cluster.lists).isEqualTo(3);
  }

  @Test
  void pagesOlderThanTheRunAreNotRead() throws Exception {
    cluster.lose(noAnswer());
    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
    cluster.steps.clear();
    for (int i = 0; i < 120; i++) {
      cluster.add("other-" + i);
    }
    cluster.created = KEY.notBefore().orElseThrow().minusSeconds(1);

    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);

    assertThat(cluster.lists).isEqualTo(1);
  }

  @Test
  void aListThatIsNotAnsweredSendsNothing() throws Exception {
    cluster.lose(noAnswer());
    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
    cluster.isSilent = true;

    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aRequestThatWasNeverSentIsSurelyNotThereAndNothingIsLookedFor() throws Exception {
    cluster.refuse(SdkClientException.create("no", new ConnectException("refused")));

    assertThat(refused().kind()).isEqualTo(FailureKind.PLATFORM);

    submit();
    assertThat(cluster.lists).isZero();
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void withoutCredentialsNothingIsSentAndTheMessageSaysWhatToSet() {
    cluster.refuse(SdkClientException.create("Unable to load credentials from any of [A, B]"));

    NotAcceptedException refused = refused();

    assertThat(refused.kind()).isEqualTo(FailureKind.CONFIGURATION);
    assertThat(refused).hasMessageContaining("AWS_PROFILE").hasMessageNotContainingAny("[A, B]");
  }

  @Test
  void aThrottledRequestIsSentAgain() throws Exception {
    cluster.refuse(error("ThrottlingException", 400, "Rate exceeded"));
    cluster.refuse(error("ThrottlingException", 400, "Rate exceeded"));

    submit();

    assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aRequestThatIsThrottledForLongIsGivenBack() {
    for (int i = 0; i < 10; i++) {
      cluster.refuse(error("ThrottlingException", 400, "Rate exceeded"));
    }

    assertThat(refused().kind()).isEqualTo(FailureKind.PLATFORM);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aThreadThatIsInterruptedBeforeItsTurnHasSentNothingAndLeavesNoMark() throws Exception {
    InstantSource noon = InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));
    Path file = work.resolve("used-up.txt");
    Files.writeString(file, "2026-11-26T12:05:00Z");
    Pause interrupted =
        new Pause() {
          @Override
          public Duration before(int tried) {
            return Duration.ZERO;
          }

          @Override
          public void take(Duration time) throws InterruptedException {
            throw new InterruptedException();
          }
        };
    StepSubmission waiting =
        new StepSubmission(
            calls(
                new CallTurns(
                    file, new CallTurns.Rate(8, Duration.ofMillis(2250)), noon, interrupted)),
            work,
            "far",
            atMostOnce(interrupted));

    assertThatThrownBy(() -> submit(waiting, "j-1"))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(KEY + " was not sent: interrupted while it waited for its turn.");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(cluster.steps).isEmpty();
    assertThat(waiting.sentTo(KEY)).isEmpty();
  }

  @Test
  void theNextOwnerOfAStepThatWasJustSentDoesNotSendItAgain() throws Exception {
    cluster.lose(noAnswer());
    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
    cluster.isLate = true;

    assertThatThrownBy(this::submit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("the platform may not show it yet");

    assertThat(cluster.steps).hasSize(1);
  }

  @Test
  void aStepWhoseClusterHasEndedGoesToTheNextOne() throws Exception {
    cluster.refuse(error("ValidationException", 400, "A job flow that is shutting down"));
    Deque<String> ids = new ArrayDeque<>(List.of("j-1", "j-2"));
    StepSubmission.Clusters replaced =
        new StepSubmission.Clusters() {
          @Override
          public String id() {
            return ids.peek();
          }

          @Override
          public boolean isReplaced(String id) {
            return ids.remove(id);
          }
        };

    assertThat(submission().submit(KEY, replaced, REQUEST, () -> true).handle().cluster())
        .isEqualTo("j-2");
  }

  @Test
  void refusalsHaveTheirKinds() {
    assertThat(kind("ValidationException", 400, "Cluster id 'j-1' is not valid."))
        .isEqualTo(FailureKind.CONFIGURATION);
    assertThat(kind("ExpiredTokenException", 400, "expired")).isEqualTo(FailureKind.CONFIGURATION);
    assertThat(kind("AccessDeniedException", 400, "no")).isEqualTo(FailureKind.CONFIGURATION);
    assertThat(
            kind(
                "ValidationException",
                400,
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending')"
                    + " for cluster exceeded."))
        .isEqualTo(FailureKind.CAPACITY);
  }

  @Test
  void anErrorOfTheServiceLeavesItOpen() {
    cluster.lose(error("InternalFailure", 500, "oops"));

    assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void aWorkFolderThatCannotBeWrittenSendsNothing() throws Exception {
    Path file = Files.createFile(work.resolve("file"));
    StepSubmission nowhere = submission(file.resolve("work"));

    assertThatThrownBy(() -> submit(nowhere, "j-1")).isInstanceOf(NotAcceptedException.class);
    assertThat(cluster.steps).isEmpty();
  }

  private FailureKind kind(String code, int status, String message) {
    cluster.refuse(error(code, status, message));
    return refused().kind();
  }

  private NotAcceptedException refused() {
    NotAcceptedException refused = catchThrowableOfType(NotAcceptedException.class, this::submit);
    assertThat(refused).isNotNull();
    assertThat(cluster.steps).isEmpty();
    return refused;
  }

  private static RuntimeException noAnswer() {
    return SdkClientException.create("lost", new SocketTimeoutException("Read timed out"));
  }

  private static RuntimeException error(String code, int status, String message) {
    return EmrException.builder()
        .message(message)
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  /** A cluster that has not ended. */
  private record On(String id) implements StepSubmission.Clusters {}

  /** Has steps, and gives 50 of them a page, the newest first. */
  private static final class Cluster implements EmrClient {
    private final List<StepSummary> steps = new ArrayList<>();
    private final Deque<RuntimeException> refusals = new ArrayDeque<>();
    private final Deque<RuntimeException> losses = new ArrayDeque<>();
    private Instant created = Instant.MAX;
    private boolean isSilent;
    private boolean isNoList;
    private boolean isLate;
    private int lists;

    /** Does what the next request asks for, and loses the answer. */
    void lose(RuntimeException instead) {
      losses.add(instead);
    }

    /** Does not do what the next request asks for. */
    void refuse(RuntimeException answer) {
      refusals.add(answer);
    }

    void add(String name) {
      steps.add(0, StepSummary.builder().id("s-" + (steps.size() + 1)).name(name).build());
    }

    @Override
    public AddJobFlowStepsResponse addJobFlowSteps(AddJobFlowStepsRequest request) {
      if (!refusals.isEmpty()) {
        throw refusals.remove();
      }
      add(request.steps().get(0).name());
      if (!losses.isEmpty()) {
        throw losses.remove();
      }
      return AddJobFlowStepsResponse.builder().stepIds(steps.get(0).id()).build();
    }

    @Override
    public ListStepsResponse listSteps(ListStepsRequest request) {
      if (isSilent) {
        throw SdkClientException.create("no answer");
      }
      lists++;
      if (isNoList) {
        return ListStepsResponse.builder().build();
      }
      if (isLate) {
        return ListStepsResponse.builder().steps(List.of()).build();
      }
      int from = request.marker() == null ? 0 : Integer.parseInt(request.marker());
      int to = Math.min(from + 50, steps.size());
      return ListStepsResponse.builder()
          .steps(
              steps.subList(from, to).stream()
                  .map(
                      step ->
                          step.toBuilder()
                              .status(
                                  status ->
                                      status
                                          .state(StepState.RUNNING)
                                          .timeline(time -> time.creationDateTime(created)))
                              .build())
                  .toList())
          .marker(to < steps.size() ? Integer.toString(to) : null)
          .build();
    }

    @Override
    public String serviceName() {
      return "elasticmapreduce";
    }

    @Override
    public void close() {}
  }
}
