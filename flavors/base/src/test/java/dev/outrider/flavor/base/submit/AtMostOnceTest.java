// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One job of one key, wherever a sender is stopped and whenever it wakes. */
class AtMostOnceTest {
  private static final AttemptKey KEY = new AttemptKey("r0k3v9m2x4q7t-train-1-0123456789");
  private static final Duration SETTLING = Duration.ofSeconds(30);
  private static final Ownership OURS = () -> true;

  @TempDir Path work;
  private final AtomicLong nanos = new AtomicLong(-7);
  private final AtomicLong ids = new AtomicLong();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> jobs = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private boolean isListLate;
  private boolean isNamed;
  private boolean isListSilent;
  private int looks;

  /** Where a sender can be stopped. */
  private enum Point {
    AWAIT,
    OWNERSHIP,
    SEND,
    SENT
  }

  private interface Event {
    void happen() throws Exception;
  }

  private static final class SaidException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    SaidException(Answer answer) {
      super(answer.reason());
      this.answer = answer;
    }
  }

  /** What one process does, with what happens at its points, once. */
  private final class Sender implements Sending<String> {
    private final AtMostOnce atMostOnce;
    private final Map<Point, Event> events = new EnumMap<>(Point.class);
    private Ownership ownership = OURS;
    private int awaited;

    Sender() {
      this(atMostOnce());
    }

    Sender(AtMostOnce atMostOnce) {
      this.atMostOnce = atMostOnce;
    }

    Sender at(Point point, Event event) {
      events.put(point, event);
      return this;
    }

    private void reach(Point point) {
      Event event = events.remove(point);
      if (event != null) {
        try {
          event.happen();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }

    String submit() throws Exception {
      return atMostOnce.submit(
          new AtMostOnce.Subject(KEY, onDisk(), work.resolve(KEY + ".lock")),
          this,
          () -> {
            reach(Point.OWNERSHIP);
            return ownership.isHeld();
          });
    }

    void isUnknown() {
      assertThatThrownBy(this::submit).isInstanceOf(OutcomeUnknownException.class);
    }

    @Override
    public void await() throws IOException {
      awaited++;
      try {
        reach(Point.AWAIT);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted while it waited for its turn");
      }
    }

    @Override
    public String mark() {
      return "cluster-1";
    }

    @Override
    public Optional<String> find(String mark) throws IOException {
      assertThat(mark).isEqualTo("cluster-1");
      looks++;
      if (isListSilent) {
        throw new IOException("503");
      }
      return isListLate || jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.get(0));
    }

    @Override
    public String send() {
      reach(Point.SEND);
      Answer next = answers.poll();
      if (next != null && !(next instanceof Answer.Unknown)) {
        throw new SaidException(next);
      }
      if (isNamed && !jobs.isEmpty()) {
        throw new SaidException(new Answer.Taken("There is a job " + KEY + " already."));
      }
      jobs.add("job-" + (jobs.size() + 1));
      reach(Point.SENT);
      if (next != null) {
        throw new SaidException(next);
      }
      return jobs.get(jobs.size() - 1);
    }

    @Override
    public Answer answer(Exception thrown) {
      return thrown instanceof SaidException said
          ? said.answer
          : new Answer.Unknown("no answer: " + thrown.getMessage());
    }
  }

  private AtMostOnce atMostOnce() {
    return new AtMostOnce(timing(), () -> "call-" + ids.incrementAndGet());
  }

  private AtMostOnce.Timing timing() {
    return new AtMostOnce.Timing(
        SETTLING,
        Duration.ofMillis(30),
        Duration.ofSeconds(10),
        new Pause() {
          @Override
          public Duration before(int tried) {
            return Duration.ofSeconds(2L * tried);
          }

          @Override
          public void take(Duration time) {
            pauses.add(time);
          }
        },
        nanos::get);
  }

  private DurableMark onDisk() {
    return new DurableMark(work.resolve(KEY + ".sent"));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aFirstSubmissionSendsOnceAndLooksForNothing() throws Exception {
    assertThat(new Sender().submit()).isEqualTo("job-1");

    assertThat(looks).isZero();
    assertThat(onDisk().read()).contains(new DurableMark.Written("cluster-1", "call-1"));
  }

  @Test
  void submittedAgainItIsTheJobThatThereIs() throws Exception {
    Sender first = new Sender();

    String job = first.submit();

    assertThat(first.submit()).isEqualTo(job);
    assertThat(new Sender().submit()).isEqualTo(job);
    assertThat(jobs).hasSize(1);
  }

  /** The next owner submits while the first is stopped; then the first wakes. */
  @ParameterizedTest
  @EnumSource(Point.class)
  void whereverASleeperIsStoppedAndWakesThereIsOneJob(Point point) throws Exception {
    for (boolean late : new boolean[] {true, false}) {
      jobs.clear();
      onDisk().delete();
      isListLate = late;
      Sender next = new Sender();
      Sender sleeper =
          new Sender()
              .at(
                  point,
                  () -> {
                    CompletableFuture.runAsync(() -> tryTo(next)).join();
                    pass(SETTLING.multipliedBy(2));
                    CompletableFuture.runAsync(() -> tryTo(next)).join();
                  });

      tryTo(sleeper);
      tryTo(next);
      tryTo(new Sender());

      assertThat(jobs).as("stopped at %s, the list is late: %s", point, late).hasSize(1);
      isListLate = false;
      pass(SETTLING);
      assertThat(next.submit()).isEqualTo("job-1");
      assertThat(sleeper.submit()).isEqualTo("job-1");
    }
  }

  private static void tryTo(Sender sender) {
    try {
      sender.submit();
    } catch (OutcomeUnknownException e) {
      assertThat(e).hasMessageContaining(KEY.value());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sender to a platform that refuses a second job of one name. */
  private Sender named() {
    isNamed = true;
    return new Sender(AtMostOnce.byName(timing(), () -> "call-" + ids.incrementAndGet()));
  }

  @Test
  void byNameALostRequestIsSentAgainAtOnceAndALostAnswerFindsTheJob() throws Exception {
    isListLate = true;
    Sender sender = named();
    answers.add(new Answer.Unknown("lost"));
    sender.isUnknown();
    jobs.clear(); // the request was lost, and not the answer

    assertThat(sender.submit()).isEqualTo("job-1");

    jobs.clear();
    onDisk().delete();
    isListLate = false;
    answers.add(new Answer.Unknown("lost"));
    named().isUnknown();
    assertThat(named().submit()).isEqualTo("job-1");
    assertThat(jobs).hasSize(1);
  }

  @Test
  void byNameTheJobOfAnotherMachineIsAdopted() throws Exception {
    jobs.add("job-1");

    assertThat(named().submit()).isEqualTo("job-1");
    assertThat(jobs).hasSize(1);
  }

  @Test
  void byNameATakenNameWhoseJobIsNotShownIsUnknown() {
    jobs.add("job-1");
    isListLate = true;

    assertThatThrownBy(named()::submit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(
            "There is a job %s already. no answer: the platform does not show it".formatted(KEY));
  }

  @Test
  void byNameARefusalAfterALostRequestIsASureNoOnlyOnceTheListHasSettled() throws Exception {
    isListLate = true;
    Sender sender = named();
    answers.add(new Answer.Unknown("lost"));
    sender.isUnknown();
    Answer refused = new Answer.Refused(FailureKind.CONFIGURATION, "No such role.");
    answers.add(refused);
    sender.isUnknown();

    pass(SETTLING);
    answers.add(refused);
    assertThatThrownBy(sender::submit).isInstanceOf(NotAcceptedException.class);
  }

  @Test
  void aSleeperBetweenItsMarkAndItsAnswerHoldsTheLock() {
    Sender next = new Sender();
    Sender sleeper =
        new Sender()
            .at(
                Point.SEND,
                () ->
                    CompletableFuture.runAsync(
                            () ->
                                assertThatThrownBy(next::submit)
                                    .isInstanceOf(OutcomeUnknownException.class)
                                    .hasMessage(
                                        "another submission of %s has held %s for 30 ms; its"
                                            + " process may be stopped",
                                        KEY, work.resolve(KEY + ".lock")))
                        .join());

    tryTo(sleeper);

    assertThat(jobs).hasSize(1);
  }

  @Test
  void aCrashBetweenTheMarkAndTheRequestCostsOneSettlingTimeOfTheNextProcess() throws Exception {
    onDisk().write(new DurableMark.Written("cluster-1", "call-of-the-dead"));
    Sender next = new Sender();

    assertThatThrownBy(next::submit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(
            KEY
                + " may have been sent before, and the platform may not show it yet: Outrider sends"
                + " it again only after it has not found it for 30 s");
    assertThat(next.awaited).as("nothing is waited for in vain").isZero();
    pass(SETTLING.minusNanos(1));
    next.isUnknown();
    pass(Duration.ofNanos(1));
    assertThat(next.submit()).isEqualTo("job-1");
  }

  @Test
  void theAgeOfAMarkProvesNothingToAnInstanceThatHasNotSeenIt() throws Exception {
    onDisk().write(new DurableMark.Written("cluster-1", "call-of-the-dead"));
    new Sender().isUnknown();
    pass(Duration.ofDays(1));

    new Sender().isUnknown();

    assertThat(jobs).isEmpty();
  }

  @Test
  void aMarkThatChangesIsSeenAnew() throws Exception {
    Sender next = new Sender();
    onDisk().write(new DurableMark.Written("cluster-1", "one"));
    next.isUnknown();
    pass(SETTLING);
    onDisk().write(new DurableMark.Written("cluster-1", "another"));

    next.isUnknown();

    assertThat(jobs).isEmpty();
  }

  @Test
  void aLostAnswerSettlesFromItsOwnInstant() throws Exception {
    isListLate = true;
    answers.add(new Answer.Unknown("lost the answer of " + KEY));
    Sender sender = new Sender().at(Point.SENT, () -> pass(SETTLING));
    sender.isUnknown();

    sender.isUnknown();
    isListLate = false;

    assertThat(sender.submit()).isEqualTo("job-1");
    assertThat(jobs).hasSize(1);
  }

  @Test
  void aListThatIsNotAnsweredSendsNothing() throws Exception {
    onDisk().write(new DurableMark.Written("cluster-1", "one"));
    Sender next = new Sender();
    next.isUnknown();
    pass(SETTLING);
    isListSilent = true;

    assertThatThrownBy(next::submit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage("no answer: 503");

    assertThat(jobs).isEmpty();
  }

  @Test
  void afterAThrottledAnswerEverythingBeginsAgainWithoutTheLock() throws Exception {
    answers.add(new Answer.Throttled(FailureKind.PLATFORM, "too often"));
    answers.add(new Answer.Throttled(FailureKind.PLATFORM, "too often"));
    Sender sender = new Sender();

    assertThat(sender.submit()).isEqualTo("job-1");

    assertThat(sender.awaited).isEqualTo(3);
    assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(looks).as("a throttled request is surely no job").isZero();
  }

  @Test
  void whoSubmitsWhileAThrottledSenderWaitsMakesTheOneJob() throws Exception {
    answers.add(new Answer.Throttled(FailureKind.PLATFORM, "too often"));
    Sender next = new Sender();
    Sender throttled = new Sender();
    throttled.at(Point.SEND, () -> throttled.at(Point.AWAIT, next::submit));

    assertThat(throttled.submit()).isEqualTo("job-1");

    assertThat(jobs).hasSize(1);
  }

  @Test
  void aRequestThatIsThrottledForLongIsSurelyNoJob() throws Exception {
    for (int i = 0; i < 10; i++) {
      answers.add(new Answer.Throttled(FailureKind.CAPACITY, "too often"));
    }

    assertThatThrownBy(new Sender()::submit)
        .isInstanceOfSatisfying(
            NotAcceptedException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CAPACITY))
        .hasMessage("too often");

    assertThat(pauses).hasSize(2);
    assertThat(onDisk().read()).isEmpty();
  }

  @Test
  void aRefusalIsSurelyNoJob() throws Exception {
    for (Answer each :
        List.of(
            new Answer.Refused(FailureKind.CONFIGURATION, "no"),
            new Answer.NotSent(FailureKind.CONFIGURATION, "no"))) {
      answers.add(each);

      assertThatThrownBy(new Sender()::submit)
          .isInstanceOfSatisfying(
              NotAcceptedException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION))
          .hasMessage("no");

      assertThat(onDisk().read()).isEmpty();
    }
    assertThat(new Sender().submit()).isEqualTo("job-1");
  }

  @Test
  void aPlatformThatIsGettingReadyHasNoJobAndTakesItLater() throws Exception {
    answers.add(new Answer.NotYet(Duration.ofSeconds(10), "WARMING", Duration.ofMinutes(20)));
    Sender sender = new Sender();

    assertThatThrownBy(sender::submit)
        .isInstanceOfSatisfying(
            NotYetException.class,
            notYet -> assertThat(notYet.after()).isEqualTo(Duration.ofSeconds(10)))
        .hasMessage("WARMING");
    assertThat(onDisk().read()).isEmpty();

    assertThat(sender.submit()).isEqualTo(jobs.get(0));
    assertThat(jobs).hasSize(1);
  }

  @Test
  void gettingReadyIsNoSureNoWhileAnotherCallsJobMayAppear() throws Exception {
    onDisk().write(new DurableMark.Written("cluster-1", "another"));
    answers.add(new Answer.NotYet(Duration.ofSeconds(10), "WARMING", Duration.ofMinutes(20)));

    assertThatThrownBy(() -> named().submit())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage("WARMING Yet " + KEY + " may have been sent before.");
    assertThat(onDisk().read()).contains(new DurableMark.Written("cluster-1", "another"));
  }

  @Test
  void aRefusalIsASureNoOnceTheMarkOfAnotherCallHasSettledWithoutAJob() throws Exception {
    DurableMark.Written other = new DurableMark.Written("cluster-1", "other");
    onDisk().write(other);
    Sender next = new Sender();
    next.isUnknown();
    pass(SETTLING);
    answers.add(new Answer.Refused(FailureKind.CONFIGURATION, "No."));

    assertThatThrownBy(next::submit).isInstanceOf(NotAcceptedException.class).hasMessage("No.");

    assertThat(onDisk().read()).as("the mark of the other call").contains(other);
    assertThat(next.submit()).isEqualTo("job-1");
  }

  @Test
  void aWaitThatFailsIsNoSureNoBeforeTheMarkOfAnotherCallHasSettled() throws Exception {
    Sender next = new Sender();
    next.at(
        Point.AWAIT,
        () -> {
          onDisk().write(new DurableMark.Written("cluster-1", "other"));
          throw new UncheckedIOException(new IOException("the cluster has ended"));
        });

    assertThatThrownBy(next::submit)
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(
            KEY
                + " was not sent: the cluster has ended. Yet "
                + KEY
                + " may have been sent before.");
  }

  @Test
  void ownershipThatIsLostDuringTheWaitSendsNothingAndLeavesNoMark() throws Exception {
    Sender sender = new Sender();
    sender.at(Point.AWAIT, () -> sender.ownership = () -> false);

    sender.isUnknown();

    assertThat(jobs).isEmpty();
    assertThat(onDisk().read()).isEmpty();
  }

  @Test
  void ownershipIsAskedAfterTheMarkIsOnTheDisk() throws Exception {
    Sender sender = new Sender();
    sender.at(Point.OWNERSHIP, () -> assertThat(onDisk().read()).isPresent());

    assertThat(sender.submit()).isEqualTo("job-1");
  }

  @Test
  void aRunStoreThatDoesNotAnswerIsANo() throws Exception {
    Sender sender = new Sender();
    sender.ownership =
        () -> {
          throw new IllegalStateException("the store is locked");
        };

    sender.isUnknown();

    assertThat(jobs).isEmpty();
  }

  @Test
  void anInterruptDuringTheWaitSendsNothing() throws Exception {
    Sender sender = new Sender().at(Point.AWAIT, () -> Thread.currentThread().interrupt());

    assertThatThrownBy(sender::submit)
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(KEY + " was not sent: interrupted while it waited for its turn.");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(jobs).isEmpty();
    assertThat(onDisk().read()).isEmpty();
  }

  @Test
  void aWorkFolderThatCannotBeWrittenSendsNothing() throws Exception {
    work = Files.createFile(work.resolve("file")).resolve("work");

    assertThatThrownBy(new Sender()::submit).isInstanceOf(NotAcceptedException.class);

    assertThat(jobs).isEmpty();
  }

  @Test
  void twoInstancesInOneProcessThatSubmitAtOnceMakeOneJob() throws Exception {
    isListLate = true;
    List<CompletableFuture<Void>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Sender racer = new Sender();
      racers.add(CompletableFuture.runAsync(() -> tryTo(racer)));
    }
    racers.forEach(CompletableFuture::join);

    assertThat(jobs).hasSize(1);
  }

  @Test
  void aStoppedProcessThatHoldsTheLockKeepsThisOneFromSending() throws Exception {
    Path lock = work.resolve(KEY + ".lock");
    Sender next = new Sender();
    try (LockedElsewhere other = LockedElsewhere.start(lock)) {
      assertThat(other.isHeld()).isTrue();
      other.stop();

      next.isUnknown();
    }

    assertThat(jobs).isEmpty();
    assertThat(next.submit()).isEqualTo("job-1");
  }
}
