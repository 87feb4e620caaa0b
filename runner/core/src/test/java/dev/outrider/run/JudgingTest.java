// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.artifact.FileStore;
import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Success needs the platform's word, a result record, and outputs as they were recorded. */
class JudgingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final JobStatus SUCCEEDED = new JobStatus.Succeeded();
  private static final JobStatus FAILED =
      new JobStatus.Failed(FailureKind.RESOURCE, "exit code 137");

  @TempDir Path folder;
  private Path launch;
  private Path output;

  @BeforeEach
  void aCompleteLaunch() throws IOException {
    launch = folder.resolve("launch1");
    output = Files.createDirectories(launch.resolve("outputs/rows"));
    Files.writeString(output.resolve("part-0"), "12345");
    Files.writeString(output.resolve(".part-0.crc"), "not counted");
    write(folder.resolve("claim.json"), new Claim(Formats.CURRENT, "launch1", "host", NOW));
    result("key-1", Optional.empty());
  }

  @Test
  void allThreeTogetherAreSuccess() throws IOException {
    assertThat(judge(SUCCEEDED)).isEqualTo(new Verdict.Success(uri(launch)));
  }

  @Test
  void aResultThatIsLargerThanAnyIsNone() throws IOException {
    Files.write(launch.resolve("result.json"), new byte[Judging.MOST + 1]);

    Verdict.Failure verdict = (Verdict.Failure) judge(SUCCEEDED);

    assertThat(verdict.kind()).isEqualTo(FailureKind.PLATFORM);
    assertThat(verdict.reason()).contains("result.json", "has more than 16 MiB");
  }

  @Test
  void withoutAResultTheWordOfThePlatformIsNotEnough() throws IOException {
    Files.delete(launch.resolve("result.json"));

    assertThat(judge(SUCCEEDED))
        .isEqualTo(
            failure(
                FailureKind.PLATFORM,
                "the platform says succeeded, but there is no result record"));
    Files.delete(folder.resolve("claim.json"));
    assertThat(((Verdict.Failure) judge(SUCCEEDED)).launch()).isEmpty();
  }

  @Test
  void anOutputThatIsCutOrGoneIsNoSuccess() throws IOException {
    Files.writeString(output.resolve("part-0"), "123");
    String place = uri(output).toString();

    assertThat(judge(SUCCEEDED))
        .isEqualTo(
            failure(
                FailureKind.PLATFORM,
                "the platform says succeeded, but output 'rows' has 1 files of 3 bytes in "
                    + place
                    + ", and should have 1 of 5"));
    Files.delete(output.resolve("part-0"));
    assertThat(judge(SUCCEEDED)).isInstanceOf(Verdict.Failure.class);
  }

  @Test
  void aResultOfAnotherAttemptOrWithOtherOutputsIsNone() throws IOException {
    result("key-2", Optional.empty());
    assertThat(((Verdict.Failure) judge(SUCCEEDED)).reason())
        .isEqualTo("the platform says succeeded, but its result record is of attempt key-2");

    result("key-1", Optional.empty());
    Verdict other = judging().judge(uri(folder), "key-1", SUCCEEDED, List.of("columns"));
    assertThat(((Verdict.Failure) other).reason())
        .isEqualTo(
            "the platform says succeeded, but its result record has the outputs [rows], not"
                + " [columns]");
  }

  @Test
  void aResultOfANewerFormatIsNamed() throws IOException {
    Path file = launch.resolve("result.json");
    Files.writeString(file, Files.readString(file).replace("\"format\": 1", "\"format\": 9"));

    assertThat(((Verdict.Failure) judge(SUCCEEDED)).reason())
        .contains("result.json has format 9, but this version of Outrider reads formats up to 1");
  }

  @Test
  void theErrorOfTheStepSaysMoreThanThePlatform() throws IOException {
    result(
        "key-1", Optional.of(new ErrorRecord(FailureKind.USER, "java.lang.Error", "boom", "at…")));

    Verdict expected = failure(FailureKind.USER, "java.lang.Error: boom");
    assertThat(judge(FAILED)).isEqualTo(expected);
    assertThat(judge(SUCCEEDED)).isEqualTo(expected);
    assertThat(judge(new JobStatus.Cancelled())).isEqualTo(expected);
  }

  @Test
  void whereThePlatformSaysOtherwiseAResultIsNotEnough() throws IOException {
    assertThat(judge(FAILED))
        .isEqualTo(
            failure(
                FailureKind.RESOURCE, "exit code 137, though its result record says succeeded"));
    assertThat(judge(new JobStatus.Cancelled())).isEqualTo(new Verdict.Stopped());
  }

  /**
   * Every word of a platform with every state of the evidence. The evidence is that of the launch
   * that has the claim: none began; one began and wrote nothing; one wrote a good result, or one
   * that is cut, or an error; or another wrote a good result beside it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "succeeded | no launch | PLATFORM | the platform says succeeded, but there is no result record",
        "succeeded | no result | PLATFORM | the platform says succeeded, but there is no result record",
        "succeeded | good      | success  | ",
        "succeeded | cut       | PLATFORM | the platform says succeeded, but output 'rows' has 1 files",
        "succeeded | error     | USER     | java.lang.Error: boom",
        "succeeded | other's   | PLATFORM | the platform says succeeded, but there is no result record",
        "failed    | no launch | RESOURCE | exit code 137",
        "failed    | no result | RESOURCE | exit code 137",
        "failed    | good      | RESOURCE | exit code 137, though its result record says succeeded",
        "failed    | cut       | RESOURCE | exit code 137",
        "failed    | error     | USER     | java.lang.Error: boom",
        "failed    | other's   | RESOURCE | exit code 137",
        "cancelled | no launch | stopped  | ",
        "cancelled | no result | stopped  | ",
        "cancelled | good      | stopped  | ",
        "cancelled | cut       | stopped  | ",
        "cancelled | error     | USER     | java.lang.Error: boom",
        "cancelled | other's   | stopped  | ",
        "lost      | no launch | PLATFORM | the platform has lost the job: two empty lists",
        "lost      | no result | PLATFORM | the platform has lost the job: two empty lists",
        "lost      | good      | success  | ",
        "lost      | cut       | PLATFORM | the platform has lost the job: two empty lists",
        "lost      | error     | USER     | java.lang.Error: boom",
        "lost      | other's   | PLATFORM | the platform has lost the job: two empty lists",
      })
  void everyWordOfThePlatformIsJudgedByTheEvidence(
      String word, String evidence, String expected, String reason) throws IOException {
    switch (evidence) {
      case "no launch" -> {
        Files.delete(launch.resolve("result.json"));
        Files.delete(folder.resolve("claim.json"));
      }
      case "no result" -> Files.delete(launch.resolve("result.json"));
      case "cut" -> Files.writeString(output.resolve("part-0"), "123");
      case "error" ->
          result(
              "key-1",
              Optional.of(new ErrorRecord(FailureKind.USER, "java.lang.Error", "boom", "at…")));
      case "other's" ->
          write(folder.resolve("claim.json"), new Claim(Formats.CURRENT, "launch2", "host", NOW));
      default -> assertThat(evidence).isEqualTo("good");
    }
    JobStatus status =
        switch (word) {
          case "succeeded" -> SUCCEEDED;
          case "failed" -> FAILED;
          case "cancelled" -> new JobStatus.Cancelled();
          default -> new JobStatus.Lost("two empty lists");
        };

    Verdict verdict = judge(status);

    switch (expected) {
      case "success" -> assertThat(verdict).isEqualTo(new Verdict.Success(uri(launch)));
      case "stopped" -> assertThat(verdict).isEqualTo(new Verdict.Stopped());
      default -> {
        Verdict.Failure failure = (Verdict.Failure) verdict;
        assertThat(failure.kind()).isEqualTo(FailureKind.valueOf(expected));
        if (evidence.equals("cut")) {
          assertThat(failure.reason()).startsWith(reason);
        } else {
          assertThat(failure.reason()).isEqualTo(reason);
        }
      }
    }
  }

  private Verdict failure(FailureKind kind, String reason) {
    return new Verdict.Failure(kind, reason, Optional.of(uri(launch)));
  }

  private Judging judging() {
    return new Judging(new FileStore(UUID::randomUUID));
  }

  private Verdict judge(JobStatus status) throws IOException {
    return judging().judge(uri(folder), "key-1", status, List.of("rows"));
  }

  private void result(String key, Optional<ErrorRecord> error) throws IOException {
    OutputRecord rows =
        new OutputRecord(
            "dataset",
            uri(output),
            "parquet",
            Optional.empty(),
            Optional.empty(),
            Optional.of(5L),
            5,
            1,
            "sha256:0");
    write(
        launch.resolve("result.json"),
        new Result(
            Formats.CURRENT,
            error.isPresent() ? Result.FAILED : Result.SUCCEEDED,
            "r1",
            "p",
            "s",
            1,
            key,
            "launch1",
            NOW,
            NOW,
            error.isPresent() ? Map.of() : Map.of("rows", rows),
            Map.of(),
            new EnvironmentRecord(
                "1",
                "17",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "UTC",
                "UTF-8",
                "",
                Optional.empty()),
            error));
  }

  private static void write(Path file, Object document) throws IOException {
    Files.writeString(file, Formats.write(document));
  }

  private static URI uri(Path folder) {
    String text = folder.toUri().toString();
    return URI.create(text.endsWith("/") ? text : text + "/");
  }
}
