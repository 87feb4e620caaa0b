// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plan.Plan;
import dev.outrider.plan.Planner;
import dev.outrider.plan.PlanningException;
import dev.outrider.step.FailureKind;
import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the core decides, held against a small world that answers in any order. */
class RunCoreTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final OperatorPolicy SLOW_TO_SHOW =
      new OperatorPolicy(Optional.empty(), Duration.ofSeconds(30), false);
  private static final OperatorPolicy KEEPS =
      new OperatorPolicy(Optional.empty(), Duration.ofSeconds(30), true);

  /** A step that does nothing. */
  public record Nothing(int number) implements Step<NoInput, Integer> {
    @Override
    public Integer run(NoInput in, StepContext context) {
      return number;
    }
  }

  /** Two chains that meet: a, b after a, c after a, d after b and c, and e alone. */
  private static Plan diamond() throws PlanningException {
    Pipeline pipeline =
        Pipeline.define(
            "diamond",
            p -> {
              var a = p.step("a", new Nothing(1)).on("there");
              var b = p.step("b", new Nothing(2)).on("there").after(a);
              var c = p.step("c", new Nothing(3)).on("there").after(a);
              p.step("d", new Nothing(4)).on("there").after(b).after(c);
              p.step("e", new Nothing(5)).on("there").retry(r -> r.user(1));
            });
    return new Planner(Path.of("/")).plan(pipeline, Map.of());
  }

  @Test
  void independentStepsBeginTogetherAndOthersWait() throws PlanningException {
    World world = new World(diamond());

    world.tell(new RunEvent.Begun());

    assertThat(world.effects)
        .containsExactly(new Effect.Prepare("a", 1), new Effect.Prepare("e", 1));
  }

  @Test
  void aFailureIsTriedAgainWithinItsBudgetAndSkipsWhatFollows() throws PlanningException {
    World world = new World(diamond());
    world.verdicts = (step, attempt) -> failure(FailureKind.USER);

    world.run(new Random(1));

    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.FAILED);
    assertThat(world.phases())
        .isEqualTo(
            Map.of(
                "a", Phase.FAILED,
                "b", Phase.SKIPPED,
                "c", Phase.SKIPPED,
                "d", Phase.SKIPPED,
                "e", Phase.FAILED));
    assertThat(world.state.step("a").attempt()).isEqualTo(1);
    assertThat(world.state.step("e").attempt()).isEqualTo(2);
    assertThat(world.state.step("d").reason()).isEqualTo("step 'b' is skipped");
  }

  @Test
  void afterARestartAnUnknownSubmissionIsLookedForAndNotRepeated() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.effects.clear();

    world.tell(new RunEvent.Begun());

    assertThat(world.effects).containsExactly(new Effect.Find("a", 1), new Effect.Prepare("e", 1));
    world.effects.clear();
    world.tell(new RunEvent.OutcomeUnknown("a", 1, "no answer"));
    assertThat(world.effects).isEmpty();
    world.now = world.state.step("a").due().orElseThrow();
    world.tell(new RunEvent.TimeCame());
    assertThat(world.effects).containsExactly(new Effect.Find("a", 1));
  }

  @Test
  void whatAnOperatorKeepsIsGivenBackAfterAllStepsAndBeforeTheRunIsOver() throws PlanningException {
    World world = new World(diamond(), KEEPS);

    world.run(new Random(3));

    assertThat(world.state.stepsAreOver()).isTrue();
    assertThat(world.unanswered).containsExactly(new Effect.Release("there", true));
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.RUNNING);
    assertThat(world.state.releasing()).containsExactly("there");
    world.tell(new RunEvent.Released("there"));
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.SUCCEEDED);
  }

  @Test
  void anOperatorThatDoesNotGiveBackIsAskedAgainAndLeaksAtLast() throws PlanningException {
    World world = new World(diamond(), KEEPS);
    world.run(new Random(3));
    Instant first = world.now;
    int asked = 1;

    while (world.state.outcome() == RunState.Outcome.RUNNING) {
      world.effects.clear();
      world.now = world.core.wake(world.state).orElseThrow();
      world.tell(new RunEvent.TimeCame());
      asked += world.effects.size();
      assertThat(world.effects).isSubsetOf(new Effect.Release("there", true));
    }

    assertThat(asked).isEqualTo(20);
    assertThat(world.now).isEqualTo(first.plus(Duration.ofMinutes(10)));
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.SUCCEEDED);
    assertThat(world.state.releases().get("there").leaked()).isTrue();
    assertThat(world.core.wake(world.state)).isEmpty();
  }

  @Test
  void whoeverTakesOverARunWhoseStepsAreOverAsksToGiveBackAnew() throws PlanningException {
    World world = new World(diamond(), KEEPS);
    world.run(new Random(3));
    world.effects.clear();

    world.state = world.core.kept(new RunState(world.state.run(), false, world.state.steps()));
    world.tell(new RunEvent.Begun());

    assertThat(world.effects).containsExactly(new Effect.Release("there", true));
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.RUNNING);
  }

  @Test
  void anOperatorThatWasGivenNothingIsNotAsked() throws PlanningException {
    World world = new World(diamond(), KEEPS);

    world.tell(new RunEvent.CancelWanted());

    assertThat(world.effects).isEmpty();
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.CANCELLED);
  }

  @Test
  void nothingIsSubmittedAgainBeforeItsPlatformHadTimeToShowAJob() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(new RunEvent.OutcomeUnknown("a", 1, "no answer"));
    world.effects.clear();

    world.now = START.plusSeconds(29);
    world.tell(new RunEvent.HasNoJob("a", 1));

    assertThat(world.effects).isEmpty();
    assertThat(world.state.step("a").due()).contains(START.plusSeconds(30));

    world.now = START.plusSeconds(30);
    world.tell(new RunEvent.TimeCame());
    world.tell(new RunEvent.HasNoJob("a", 1));

    assertThat(world.effects).containsExactly(new Effect.Find("a", 1), new Effect.Submit("a", 1));
  }

  @Test
  void aStepIsHeldAtLastIfEverySubmissionOfItEndsWithoutAnAnswer() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    int sent = 0;

    while (world.state.step("a").phase() != Phase.HELD && sent < 1_000) {
      sent++;
      world.tell(new RunEvent.OutcomeUnknown("a", 1, "the lock is held"));
      while (world.state.step("a").phase() == Phase.LOOKING_UP) {
        world.now = world.state.step("a").due().orElseThrow();
        world.tell(new RunEvent.TimeCame());
        world.tell(new RunEvent.HasNoJob("a", 1));
      }
    }

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.HELD);
    assertThat(sent).as("submissions").isBetween(2, 100);
    assertThat(Duration.between(START, world.now))
        .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(25));
    world.effects.clear();
    world.tell(new RunEvent.Begun());
    assertThat(world.effects).contains(new Effect.Find("a", 1));
    world.tell(new RunEvent.OutcomeUnknown("a", 1, "the lock is held"));
    assertThat(world.state.step("a").phase()).as("a person asked").isEqualTo(Phase.LOOKING_UP);
  }

  @Test
  void aCancelTakesBackASubmissionThatWaitsForItsTurn() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.effects.clear();

    world.tell(new RunEvent.CancelWanted());
    assertThat(world.effects).containsExactly(new Effect.Withdraw("a", 1));
    world.tell(new RunEvent.NotAccepted("a", 1, FailureKind.PLATFORM, "it was taken back"));

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.CANCELLED);
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.CANCELLED);
  }

  @Test
  void aSubmissionWhoseAnswerIsLostAfterACancelMayStillBecomeAJob() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(new RunEvent.CancelWanted());
    world.effects.clear();

    Instant answered = START.plusSeconds(100);
    world.now = answered;
    world.tell(new RunEvent.OutcomeUnknown("a", 1, "no answer"));

    assertThat(world.effects).isEmpty();
    assertThat(world.state.step("a").due()).contains(answered.plusSeconds(30));
  }

  @Test
  void aStepMayHaveBegunWhileNobodyLooked() throws PlanningException {
    Plan plan =
        new Planner(Path.of("/"))
            .plan(
                Pipeline.define(
                    "slow",
                    p ->
                        p.step("a", new Nothing(1))
                            .on("there")
                            .deadlines(d -> d.start(Duration.ofMinutes(2)))),
                Map.of());
    World world = new World(plan);
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(new RunEvent.HasJob("a", 1, found(new JobHandle("test", 1, new JsonText("1")))));
    world.tell(new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.empty())));
    assertThat(world.wake()).contains(START.plusSeconds(120));

    Instant taken = START.plusSeconds(1000);
    world.now = taken;
    world.tell(new RunEvent.Begun());

    assertThat(world.wake()).contains(taken.plusSeconds(120));
    world.now = taken.plusSeconds(15);
    world.tell(new RunEvent.BeatSeen("a", 1, START.plusSeconds(500)));
    assertThat(world.wake()).isEmpty();
  }

  @Test
  void whyAJobCannotBeSeenIsTheReasonOfItsStepAsLongAsItIsSo() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(new RunEvent.HasJob("a", 1, found(new JobHandle("test", 1, new JsonText("1")))));

    world.tell(new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.of("is away"))));
    assertThat(world.state.step("a").phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(world.state.step("a").reason()).isEqualTo("is away");
    world.tell(new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.empty())));
    assertThat(world.state.step("a").reason()).isEmpty();
  }

  @Test
  void aSignOfLifeSaysThatAJobRunsWhereItsPlatformDoesNot() throws PlanningException {
    Plan plan =
        new Planner(Path.of("/"))
            .plan(
                Pipeline.define(
                    "forgotten",
                    p ->
                        p.step("a", new Nothing(1))
                            .on("there")
                            .deadlines(d -> d.silence(Duration.ofMinutes(5)))),
                Map.of());
    World world = new World(plan);
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(new RunEvent.HasJob("a", 1, found(new JobHandle("test", 1, new JsonText("1")))));
    assertThat(world.wake()).isEmpty();

    world.tell(new RunEvent.BeatSeen("a", 1, START));

    assertThat(world.state.step("a").running()).contains(START);
    assertThat(world.wake()).contains(START.plusSeconds(300));
  }

  /** One plain step, and one after it. */
  private static Plan plain() throws PlanningException {
    Pipeline pipeline =
        Pipeline.define(
            "plain",
            p -> {
              var a =
                  p.step("a", new Nothing(1))
                      .deadlines(d -> d.run(Duration.ofMinutes(2)).start(Duration.ofSeconds(1)));
              p.step("b", new Nothing(2)).after(a);
            });
    return new Planner(Path.of("/")).plan(pipeline, Map.of());
  }

  @Test
  void theNextPlainStepIsBegunByTheDecisionThatEndsTheOneBefore() throws PlanningException {
    World world = new World(plain());

    world.tell(new RunEvent.Begun());
    assertThat(world.effects).containsExactly(new Effect.Run("a", 1));
    world.effects.clear();
    Verdict done = new Verdict.Success(URI.create("file:///a/"));
    world.tell(new RunEvent.WorkEnded("a", 1, done, Optional.empty()));

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.effects).containsExactly(new Effect.Run("b", 1));
  }

  @Test
  void aPlainStepWhoseOrchestratorHasDiedIsBegunAnewFromABudgetOfItsOwn() throws PlanningException {
    World world = new World(plain());

    for (int attempt = 1; attempt <= 11; attempt++) {
      world.effects.clear();
      world.tell(new RunEvent.Begun());
      assertThat(world.effects).containsExactly(new Effect.Run("a", attempt));
      assertThat(world.state.step("a").failures()).isEmpty();
    }
    world.tell(new RunEvent.Begun());

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.FAILED);
    assertThat(world.state.step("a").reason())
        .isEqualTo("the orchestrator that ran the step is gone, 11 times by now");
  }

  @Test
  void aPlainStepThatDoesNotCareForItsEndIsLeakedWithTheStackOfItsThread()
      throws PlanningException {
    World world = new World(plain());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Works("a", 1));
    // it gives no signs of life, and none are missed
    assertThat(world.wake()).contains(START.plusSeconds(180));
    world.effects.clear();

    world.now = START.plusSeconds(180);
    world.tell(new RunEvent.TimeCame());
    assertThat(world.effects).containsExactly(new Effect.Interrupt("a", 1));
    world.tell(new RunEvent.StillWorks("a", 1, "\tat acme.Endless.run"));
    world.now = world.now.plusSeconds(600);
    world.tell(new RunEvent.TimeCame());

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.LEAKED);
    assertThat(world.state.step("a").kind()).contains(FailureKind.TIMEOUT);
    assertThat(world.state.step("a").reason())
        .isEqualTo(
            "the run deadline of 2m has passed; it was interrupted and still works after 10m; its"
                + " thread is at\n\tat acme.Endless.run");
    Verdict late = new Verdict.Success(URI.create("file:///a/"));
    world.tell(new RunEvent.WorkEnded("a", 1, late, Optional.empty()));
    assertThat(world.state.step("a").phase()).isEqualTo(Phase.LEAKED);
  }

  @Test
  void aCancelledPlainStepIsCancelledOnceItsWorkIsOver() throws PlanningException {
    World world = new World(plain());
    world.tell(new RunEvent.Begun());
    world.effects.clear();

    world.tell(new RunEvent.CancelWanted());
    assertThat(world.state.step("a").phase()).isEqualTo(Phase.CANCELLING);
    assertThat(world.effects).containsExactly(new Effect.Interrupt("a", 1));
    world.tell(new RunEvent.WorkEnded("a", 1, failure(FailureKind.USER), Optional.empty()));

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.CANCELLED);
    assertThat(world.state.step("a").reason()).isEqualTo("stopped: its work is over");
    assertThat(world.state.outcome()).isEqualTo(RunState.Outcome.CANCELLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QUEUE   | CAPACITY | the platform has not begun the job within the queue deadline of 2m",
        "START   | PLATFORM | the step has not begun within the start deadline of 2m",
        "RUN     | TIMEOUT  | the run deadline of 2m has passed",
        "SILENCE | PLATFORM | the job gave no sign of life within the silence deadline of 2m",
      })
  void eachDeadlineStopsTheJobAndItsAttemptFailsWithItsOwnKind(
      String which, FailureKind kind, String reason) throws PlanningException {
    Duration limit = Duration.ofMinutes(2);
    Pipeline pipeline =
        Pipeline.define(
            "late",
            p ->
                p.step("a", new Nothing(1))
                    .on("there")
                    .retry(r -> r.capacity(0).platform(0))
                    .deadlines(
                        d ->
                            switch (which) {
                              case "QUEUE" -> d.queue(limit);
                              case "START" -> d.start(limit);
                              case "RUN" -> d.run(limit);
                              default -> d.silence(limit);
                            }));
    World world = new World(new Planner(Path.of("/")).plan(pipeline, Map.of()));
    world.tell(new RunEvent.Begun());
    world.follow("a", 1);
    if (!which.equals("QUEUE")) {
      world.tell(new RunEvent.StatusSeen("a", 1, new JobStatus.Running(Optional.empty())));
    }
    if (which.equals("SILENCE")) {
      world.tell(new RunEvent.BeatSeen("a", 1, START));
    }
    // a job that keeps its run deadline itself has a minute more to end
    Duration grace = which.equals("RUN") ? Duration.ofMinutes(1) : Duration.ZERO;
    Instant end = START.plus(limit).plus(grace);
    assertThat(world.wake()).contains(end);
    world.effects.clear();

    world.now = end.minusMillis(1);
    world.tell(new RunEvent.TimeCame());
    assertThat(world.effects).isEmpty();
    world.now = end;
    world.tell(new RunEvent.TimeCame());

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.CANCELLING);
    assertThat(world.effects).anyMatch(Effect.Cancel.class::isInstance);
    world.tell(new RunEvent.Judged("a", 1, new Verdict.Stopped()));
    assertThat(world.state.step("a").phase()).isEqualTo(Phase.FAILED);
    assertThat(world.state.step("a").kind()).contains(kind);
    assertThat(world.state.step("a").reason())
        .isEqualTo(reason + "; stopped, as its platform has confirmed");
  }

  @Test
  void aHandleThatItsOperatorCannotReadHoldsTheStepAndIsTriedAgainByTheNextOwner()
      throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.follow("a", 1);
    world.effects.clear();

    world.tell(new RunEvent.HandleUnreadable("a", 1, "it is of a newer version"));

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.HELD);
    assertThat(world.state.step("a").reason()).isEqualTo("it is of a newer version");
    assertThat(world.effects).isEmpty();
    world.tell(new RunEvent.Begun());
    assertThat(world.state.step("a").phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(world.effects).anyMatch(Effect.Follow.class::isInstance);
  }

  @Test
  void whatALateMessageSaysOfAnOldAttemptIsIgnored() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    RunState before = world.state;

    world.tell(new RunEvent.Prepared("a", 7, "hash"));
    world.tell(new RunEvent.Judged("a", 1, new Verdict.Success(URI.create("file:///x/"))));

    assertThat(world.state).isEqualTo(before);
  }

  @Property(tries = 500)
  void whateverTheOrderEveryRunEndsAndNoAttemptIsSubmittedBeforeItIsWrittenDown(@ForAll long seed)
      throws PlanningException {
    Random random = new Random(seed);
    World world = new World(diamond());
    world.verdicts =
        (step, attempt) ->
            random.nextInt(3) > 0
                ? new Verdict.Success(URI.create("file:///" + step + "/"))
                : failure(FailureKind.values()[random.nextInt(6)]);
    world.cancelAt = random.nextInt(60);
    world.restartAt = random.nextInt(60);

    world.run(random);

    assertThat(world.state.outcome()).isNotEqualTo(RunState.Outcome.RUNNING);
    for (StepState step : world.state.steps().values()) {
      if (step.phase() == Phase.SUCCEEDED) {
        assertThat(world.judgedGood).contains(step.step() + step.attempt());
      }
    }
    // a cancelled step has no job that goes on
    assertThat(world.live).isEmpty();
  }

  private static Verdict failure(FailureKind kind) {
    return new Verdict.Failure(kind, "it failed", Optional.empty());
  }

  private interface Verdicts {
    Verdict of(String step, int attempt);
  }

  private static FindResult.Found found(JobHandle job) {
    return new FindResult.Found(job, Optional.empty());
  }

  @Test
  void aJobOfAnotherRequestFailsTheAttemptAndIsNeitherFollowedNorStopped()
      throws PlanningException {
    String own = "h" + "1".repeat(40);
    String others = "h" + "2".repeat(40);
    RunEvent found =
        new RunEvent.HasJob(
            "a",
            1,
            new FindResult.Found(new JobHandle("test", 1, new JsonText("7")), Optional.of(others)));
    for (List<RunEvent> before :
        List.<List<RunEvent>>of(
            List.of(),
            List.of(new RunEvent.OutcomeUnknown("a", 1, "no answer")),
            List.of(new RunEvent.CancelWanted()))) {
      World world = new World(diamond());
      world.tell(new RunEvent.Begun());
      world.tell(new RunEvent.Prepared("a", 1, own));
      before.forEach(world::tell);
      world.effects.clear();

      world.tell(found);

      StepState step = world.state.step("a");
      assertThat(world.effects).as("effects after " + before).isEmpty();
      assertThat(step.phase()).isEqualTo(Phase.LEAKED);
      assertThat(step.kind()).contains(FailureKind.CONFIGURATION);
      assertThat(step.job()).contains(new JobHandle("test", 1, new JsonText("7")));
      assertThat(step.reason())
          .isEqualTo(
              "job 7 of the platform has this attempt's key, but carries request "
                  + others
                  + ", and this attempt's request is "
                  + own
                  + "; it is neither followed nor stopped. See 'outrider runs leaked', and make a"
                  + " new attempt with 'outrider runs retry r1'");
    }
  }

  @Test
  void aJobWithItsOwnRequestOrNoneOrOfAnEarlierVersionIsAdopted() throws PlanningException {
    String own = "h" + "1".repeat(40);
    String ofEarlierVersion = "1".repeat(64);
    for (Map.Entry<String, Optional<String>> each :
        List.of(
            Map.entry(own, Optional.of(own)),
            Map.entry(own, Optional.<String>empty()),
            Map.entry(ofEarlierVersion, Optional.of(own)))) {
      World world = new World(diamond());
      world.tell(new RunEvent.Begun());
      world.tell(new RunEvent.Prepared("a", 1, each.getKey()));

      world.tell(
          new RunEvent.HasJob(
              "a",
              1,
              new FindResult.Found(new JobHandle("test", 1, new JsonText("7")), each.getValue())));

      assertThat(world.state.step("a").phase()).as(each.toString()).isEqualTo(Phase.FOLLOWING);
    }
  }

  private static RunEvent notYet(int minutes) {
    return new RunEvent.NotYet(
        "a", 1, Duration.ofMinutes(minutes), "cluster c-1, which is made", Duration.ofMinutes(20));
  }

  @Test
  void aPlatformThatIsGettingReadyIsAskedAgainAndNeitherAttemptNorFailureCounts()
      throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.effects.clear();
    for (int asked = 0; asked < 6; asked++) {
      world.tell(notYet(3));

      assertThat(world.state.step("a").phase()).isEqualTo(Phase.AWAITING_PLATFORM);
      assertThat(world.state.step("a").reason()).isEqualTo("waits for cluster c-1, which is made");
      assertThat(world.effects).isEmpty();
      // as another process that takes the run over
      world.tell(new RunEvent.Begun());
      world.effects.clear();
      world.now = world.wake().orElseThrow();
      world.tell(new RunEvent.TimeCame());
      assertThat(world.effects).containsExactly(new Effect.Submit("a", 1));
      world.effects.clear();
    }
    assertThat(world.state.step("a").failures()).isEmpty();

    world.tell(new RunEvent.HasJob("a", 1, found(new JobHandle("test", 1, new JsonText("1")))));

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(world.state.step("a").attempt()).isEqualTo(1);
    // the wait is no part of the queue deadline's time
    assertThat(world.state.step("a").submitted()).contains(START.plusSeconds(18 * 60));
  }

  @Test
  void aPlatformThatIsNotReadyInItsTimeIsCapacityWithItsOwnWords() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(notYet(15));
    world.now = world.wake().orElseThrow();
    world.tell(new RunEvent.TimeCame());
    world.tell(notYet(15));
    world.effects.clear();

    world.now = world.wake().orElseThrow();
    world.tell(new RunEvent.TimeCame());

    assertThat(world.now).isEqualTo(START.plusSeconds(20 * 60));
    assertThat(world.effects).isEmpty();
    assertThat(world.state.step("a").kind()).contains(FailureKind.CAPACITY);
    assertThat(world.state.step("a").reason())
        .isEqualTo(
            "its platform was not ready within 20m: it waits for cluster c-1, which is made");
  }

  /** Whose step a was not given a job within 20 minutes; step e is being prepared. */
  private static World notReadyInTime(World world) {
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(notYet(30));
    world.effects.clear();
    world.now = world.now.plus(Duration.ofMinutes(20));
    world.tell(new RunEvent.TimeCame());
    return world;
  }

  @Test
  void whatAPlatformWasMakingInVainIsReleasedAtOnceAndAgainAfterARestart()
      throws PlanningException {
    World world = new World(diamond(), KEEPS);
    world.tell(new RunEvent.Begun());

    notReadyInTime(world);

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.BACKING_OFF);
    assertThat(world.effects).containsExactly(new Effect.Release("there", false));
    world.effects.clear();
    world.tell(new RunEvent.Begun());
    assertThat(world.effects)
        .containsExactlyInAnyOrder(new Effect.Prepare("e", 1), new Effect.Release("there", false));
    world.effects.clear();
    world.now = world.wake().orElseThrow();
    world.tell(new RunEvent.TimeCame());
    assertThat(world.effects).containsExactly(new Effect.Prepare("a", 2));
    world.effects.clear();
    world.tell(new RunEvent.Begun());
    assertThat(world.effects).doesNotContain(new Effect.Release("there", false));
  }

  @Test
  void whatAnotherStepHasAJobOnOrWaitsForIsNotReleasedBeforeTheEnd() throws PlanningException {
    World running = new World(diamond(), KEEPS);
    running.tell(new RunEvent.Begun());
    running.follow("e", 1);

    assertThat(notReadyInTime(running).effects).isEmpty();

    World waiting = new World(diamond(), KEEPS);
    waiting.tell(new RunEvent.Begun());
    waiting.now = waiting.now.plus(Duration.ofMinutes(1));
    waiting.tell(new RunEvent.Prepared("a", 1, "hash"));
    waiting.tell(notYet(30));
    waiting.now = waiting.now.plus(Duration.ofMinutes(1));
    waiting.tell(new RunEvent.Prepared("e", 1, "hash"));
    waiting.tell(
        new RunEvent.NotYet("e", 1, Duration.ofHours(1), "cluster c-1", Duration.ofHours(1)));
    waiting.effects.clear();
    waiting.now = waiting.wake().orElseThrow();
    waiting.tell(new RunEvent.TimeCame());
    assertThat(waiting.state.step("a").phase()).isEqualTo(Phase.BACKING_OFF);
    assertThat(waiting.effects).isEmpty();
  }

  @Test
  void aRestartDoesNotReleaseForAStepWhosePlatformWasReadyAtLast() throws PlanningException {
    World world = new World(diamond(), KEEPS);
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(notYet(3));
    world.now = world.wake().orElseThrow();
    world.tell(new RunEvent.TimeCame());
    world.follow("a", 1);
    world.tell(new RunEvent.StatusSeen("a", 1, new JobStatus.Succeeded()));
    world.tell(new RunEvent.Judged("a", 1, failure(FailureKind.PLATFORM)));
    world.effects.clear();

    world.tell(new RunEvent.Begun());

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.BACKING_OFF);
    assertThat(world.effects).containsExactly(new Effect.Prepare("e", 1));
  }

  @Test
  void aStepsQueueDeadlineIsTheLimitOfAPlatformThatIsGettingReady() throws PlanningException {
    Plan plan =
        new Planner(Path.of("/"))
            .plan(
                Pipeline.define(
                    "slow",
                    p ->
                        p.step("a", new Nothing(1))
                            .on("there")
                            .deadlines(d -> d.queue(Duration.ofMinutes(2)))),
                Map.of());
    World world = new World(plan);
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));

    world.tell(notYet(15));

    assertThat(world.wake()).contains(START.plusSeconds(120));
  }

  @Test
  void aCancelEndsTheWaitForAPlatform() throws PlanningException {
    World world = new World(diamond());
    world.tell(new RunEvent.Begun());
    world.tell(new RunEvent.Prepared("a", 1, "hash"));
    world.tell(notYet(3));
    world.effects.clear();

    world.tell(new RunEvent.CancelWanted());

    assertThat(world.state.step("a").phase()).isEqualTo(Phase.CANCELLED);
    assertThat(world.effects).isEmpty();

    World submitting = new World(diamond());
    submitting.tell(new RunEvent.Begun());
    submitting.tell(new RunEvent.Prepared("a", 1, "hash"));
    submitting.tell(new RunEvent.CancelWanted());
    submitting.tell(notYet(3));
    assertThat(submitting.state.step("a").phase()).isEqualTo(Phase.CANCELLED);
  }

  /** Does what the core wants, one effect at a time, in any order. */
  private static final class World {
    private final RunCore core;
    private final Deque<Effect> effects = new ArrayDeque<>();
    private final List<Effect> unanswered = new ArrayList<>();
    private final Map<String, JobHandle> jobs = new HashMap<>();
    private final Set<String> live = new HashSet<>();
    private final Set<String> cancelled = new HashSet<>();
    private final Set<String> judgedGood = new HashSet<>();
    private RunState state;
    private Instant now = START;
    private Verdicts verdicts =
        (step, attempt) -> new Verdict.Success(URI.create("file:///" + step + "/"));
    private int cancelAt = -1;
    private int restartAt = -1;

    /** Brings a step that is being prepared to where its job is followed. */
    void follow(String step, int attempt) {
      tell(new RunEvent.Prepared(step, attempt, "hash"));
      tell(new RunEvent.HasJob(step, attempt, found(new JobHandle("test", 1, new JsonText("1")))));
    }

    World(Plan plan) {
      this(plan, SLOW_TO_SHOW);
    }

    World(Plan plan, OperatorPolicy operator) {
      this.core = new RunCore(plan, RunPolicy.standard(Map.of("there", operator)));
      this.state = core.initial("r1", START, Optional.empty());
    }

    void tell(RunEvent event) {
      RunCore.Decision decision = core.apply(state, List.of(event), now);
      state = decision.state();
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.Submit submit) {
          assertThat(state.step(submit.step()).phase()).isEqualTo(Phase.SUBMITTING);
          assertThat(state.step(submit.step()).request()).isPresent();
        }
        effects.add(effect);
      }
    }

    /** When time alone changes something next. */
    Optional<Instant> wake() {
      return state.steps().values().stream()
          .flatMap(step -> core.wake(step).stream())
          .min(Instant::compareTo);
    }

    Map<String, Phase> phases() {
      Map<String, Phase> phases = new HashMap<>();
      state.steps().forEach((name, step) -> phases.put(name, step.phase()));
      return phases;
    }

    private boolean isGoingOn() {
      return state.outcome() == RunState.Outcome.RUNNING && unanswered.isEmpty();
    }

    void run(Random random) {
      tell(new RunEvent.Begun());
      for (int turn = 0; isGoingOn() && turn < 1000; turn++) {
        if (turn == cancelAt) {
          tell(new RunEvent.CancelWanted());
        }
        if (turn == restartAt) {
          effects.clear();
          tell(new RunEvent.Begun());
        }
        if (!isGoingOn()) {
          return;
        }
        if (effects.isEmpty()) {
          now = wake().orElseThrow(() -> new AssertionError("stuck: " + state));
          tell(new RunEvent.TimeCame());
        } else {
          List<Effect> all = new ArrayList<>(effects);
          Effect effect = all.remove(random.nextInt(all.size()));
          effects.clear();
          effects.addAll(all);
          if (effect instanceof Effect.OfAttempt ofAttempt) {
            perform(ofAttempt);
          } else {
            unanswered.add(effect);
          }
        }
      }
    }

    private void perform(Effect.OfAttempt effect) {
      String step = effect.step();
      int attempt = effect.attempt();
      String key = step + attempt;
      if (effect instanceof Effect.Prepare) {
        tell(new RunEvent.Prepared(step, attempt, "hash"));
      } else if (effect instanceof Effect.Submit) {
        assertThat(jobs).as("jobs of " + key).doesNotContainKey(key);
        jobs.put(key, new JobHandle("test", 1, new JsonText("\"" + key + "\"")));
        live.add(key);
        tell(new RunEvent.HasJob(step, attempt, found(jobs.get(key))));
      } else if (effect instanceof Effect.Withdraw) {
        if (effects.remove(new Effect.Submit(step, attempt))) {
          tell(new RunEvent.NotAccepted(step, attempt, FailureKind.PLATFORM, "taken back"));
        }
      } else if (effect instanceof Effect.Find) {
        tell(
            jobs.containsKey(key)
                ? new RunEvent.HasJob(step, attempt, found(jobs.get(key)))
                : new RunEvent.HasNoJob(step, attempt));
      } else if (effect instanceof Effect.Cancel) {
        cancelled.add(key);
      } else if (effect instanceof Effect.Follow) {
        live.remove(key);
        tell(
            new RunEvent.StatusSeen(
                step,
                attempt,
                cancelled.contains(key) ? new JobStatus.Cancelled() : new JobStatus.Succeeded()));
      } else if (effect instanceof Effect.Judge judge) {
        Verdict verdict =
            judge.status() instanceof JobStatus.Cancelled
                ? new Verdict.Stopped()
                : verdicts.of(step, attempt);
        if (verdict instanceof Verdict.Success) {
          judgedGood.add(key);
        }
        tell(new RunEvent.Judged(step, attempt, verdict));
      }
    }
  }
}
