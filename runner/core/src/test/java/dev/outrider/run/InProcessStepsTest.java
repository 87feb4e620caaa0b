// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.artifact.FileStore;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How plain steps share the threads of a run, and how they are stopped. */
class InProcessStepsTest {
  private static final String RUN = "r0k3v9m2x4q7t";
  private static final Verdict.Stopped STOPPED = new Verdict.Stopped();

  @TempDir Path folder;
  private final LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
  private final WorkerPool workers = new WorkerPool(1, Thread::new);
  private InProcessSteps steps;

  @BeforeEach
  void begin() {
    TalkingSteps.reset();
    steps = steps(1);
  }

  @AfterEach
  void end() {
    TalkingSteps.mayEnd.countDown();
    steps.close();
    workers.close();
  }

  @Test
  void noMoreWorkAtOnceThanTheLimitAndAllAreDone() throws Exception {
    steps = steps(3);
    TalkingSteps.mayEnd.countDown();
    Set<String> done = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      begin("step-" + i, "Counting", "{}");
    }
    for (int i = 0; i < 50; i++) {
      RunEvent.WorkEnded ended = ended();
      assertThat(ended.verdict()).isInstanceOf(Verdict.Success.class);
      done.add(ended.step());
    }

    assertThat(done).hasSize(50);
    assertThat(TalkingSteps.mostAtOnce.get()).isBetween(1, 3);
  }

  @Test
  void aStepThatWaitsIsStoppedAtOnceAndNeverBegins() throws Exception {
    begin("first", "Waiting", "{}");
    begin("second", "Waiting", "{}");

    steps.interrupt("second", 1);

    assertThat(ended()).isEqualTo(new RunEvent.WorkEnded("second", 1, STOPPED, Optional.empty()));
    TalkingSteps.mayEnd.countDown();
    assertThat(ended().step()).isEqualTo("first");
    steps.interrupt("second", 1);
    assertThat(events).isEmpty();
  }

  @Test
  void aStepThatGoesOnIsToldWithWhereItsThreadIs() throws Exception {
    begin("deaf", "Deaf", "{}");
    assertThat(next()).isEqualTo(new RunEvent.Works("deaf", 1));

    steps.interrupt("deaf", 1);

    assertThat(next())
        .isInstanceOfSatisfying(
            RunEvent.StillWorks.class,
            still -> assertThat(still.at()).contains("TalkingSteps$Deaf.run("));
    TalkingSteps.mayEnd.countDown();
    // its interruption came late, and it says so
    assertThat(ended().verdict()).isInstanceOf(Verdict.Failure.class);
  }

  @Test
  void aStepFindsNothingOfTheOneBeforeOnItsThread() throws Exception {
    begin("leaving", "LeavingThings", "{}");
    begin("looking", "Looking", "{}");

    assertThat(ended().step()).isEqualTo("leaving");
    assertThat(ended().result().orElseThrow().values().get("output").text())
        .isEqualTo("[\"step " + RUN + "-looking-1-0123456789\",\"false\",\"true\",\"looking\"]");
  }

  @Test
  void whatFailsOutsideOfTheStepEndsItToo() throws Exception {
    steps.begin(
        "lost",
        1,
        key("lost"),
        () -> {
          throw new StackOverflowError("too deep");
        });

    assertThat(ended().verdict())
        .isInstanceOfSatisfying(
            Verdict.Failure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(FailureKind.PLATFORM);
              assertThat(failure.reason())
                  .isEqualTo(
                      "the attempt broke off outside of the step: java.lang.StackOverflowError: too"
                          + " deep");
            });
  }

  private InProcessSteps steps(int limit) {
    return new InProcessSteps(
        new InProcessSteps.Workplace(
            InProcessStepsTest.class.getClassLoader(),
            new FileStore(UUID::randomUUID),
            folder.toUri(),
            Map.of(),
            "here",
            InstantSource.system(),
            new Random(1),
            Thread::new,
            limit),
        workers,
        events::add);
  }

  private static AttemptKey key(String step) {
    return new AttemptKey(RUN + "-" + step + "-1-0123456789");
  }

  private void begin(String step, String type, String parameters) {
    URI attempt = URI.create(folder.toUri() + step + "/1/");
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            RUN,
            "talk",
            step,
            1,
            key(step).value(),
            TalkingSteps.class.getName() + "$" + type,
            new JsonText(parameters),
            Map.of(),
            List.of("output"),
            attempt,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(2),
            Map.of(),
            Optional.empty());
    steps.begin(step, 1, key(step), () -> context);
  }

  private RunEvent next() throws InterruptedException {
    RunEvent event = events.poll(1, TimeUnit.MINUTES);
    assertThat(event).isNotNull();
    return event;
  }

  /** The next end; that something works is passed over. */
  private RunEvent.WorkEnded ended() throws InterruptedException {
    RunEvent event = next();
    while (event instanceof RunEvent.Works) {
      event = next();
    }
    return (RunEvent.WorkEnded) event;
  }
}
