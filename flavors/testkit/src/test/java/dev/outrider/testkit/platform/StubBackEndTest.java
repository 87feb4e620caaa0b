// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StubBackEndTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private final StubBackEnd backEnd = new StubBackEnd();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    backEnd.close();
  }

  private SparkArguments play(Play play) throws IOException {
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "tests",
            "shout",
            1,
            "r0k3v9m2x4q7t-shout-1-0123456789",
            "acme.Shout",
            play.parameters(),
            Map.of(),
            List.of("output"),
            URI.create(folder.toUri() + "attempt/"),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.empty());
    Path file = folder.resolve("context.json");
    Files.writeString(file, Formats.write(context));
    return new SparkArguments(
        "acme.Main",
        URI.create("file:///none.jar"),
        List.of(),
        Map.of(),
        List.of("--context", file.toUri().toString()),
        Map.of());
  }

  private static void awaitEnd(BackEnd.Execution driver) {
    await("the driver's end").atMost(LIMIT).until(() -> driver.exitCode().isPresent());
  }

  @Test
  void aDriverPlaysItsStepAndEnds() throws IOException {
    BackEnd.Execution driver =
        backEnd.start(play(Play.of().claims().prints("one").prints("two").exits(3)));

    awaitEnd(driver);

    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(3));
    assertThat(driver.log(0)).containsExactly("one", "two");
    assertThat(driver.log(1)).containsExactly("two");
    assertThat(driver.log(7)).isEmpty();
    assertThat(folder.resolve("attempt").resolve(AttemptLayout.CLAIM)).exists();
  }

  @Test
  void aDriverThatIsKilledEndsAsByASignal() throws IOException {
    BackEnd.Execution driver =
        backEnd.start(play(Play.of().prints("here").awaits(folder.resolve("never"))));
    await("its first line").atMost(LIMIT).until(() -> !driver.log(0).isEmpty());
    assertThat(driver.exitCode()).isEmpty();

    driver.kill();

    awaitEnd(driver);
    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(143));
  }

  @Test
  void aDriverThatLingersEndsLaterThanItIsKilled() throws IOException {
    Path gate = folder.resolve("gate");
    BackEnd.Execution driver =
        backEnd.start(
            play(Play.of().lingersUntil(gate).prints("here").awaits(folder.resolve("never"))));
    await("its first line").atMost(LIMIT).until(() -> !driver.log(0).isEmpty());

    driver.kill();

    assertThat(driver.exitCode()).isEmpty();
    Files.createFile(gate);
    awaitEnd(driver);
  }

  @Test
  void closingLeavesNoThreadNotEvenOneThatLingers() throws IOException {
    BackEnd.Execution driver =
        backEnd.start(
            play(
                Play.of()
                    .lingersUntil(folder.resolve("never"))
                    .prints("here")
                    .awaits(folder.resolve("never"))));
    await("its first line").atMost(LIMIT).until(() -> !driver.log(0).isEmpty());

    backEnd.close();

    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(143));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("stub-driver"));
  }
}
