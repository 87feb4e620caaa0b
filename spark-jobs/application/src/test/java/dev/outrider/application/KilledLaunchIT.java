// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.SparkSubmit.Running;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launch that is killed leaves a complete result or none. */
@Tag("heavy")
@Tag("killed-launches")
class KilledLaunchIT {

  @TempDir Path folder;

  @Test
  void aResultIsNeverThereBeforeItsOutputsAreComplete() throws Exception {
    int kills = Integer.getInteger("outrider.kills");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path bundle =
        TestBundle.of(folder.resolve("bundle.jar"), List.of("WriteSlowly"), 17, Optional.empty());
    SparkSubmit spark = new SparkSubmit(SparkSubmit.builtHome(), folder.resolve("printed"));
    Timeline whole = undisturbed(spark, bundle);
    int withResult = 0;
    int whileWriting = 0;

    for (int kill = 0; kill < kills; kill++) {
      Path run = folder.resolve("run-" + kill);
      Running child = spark.start(bundle, "--context", order(run).toString());
      long instant =
          (long) (whole.claimed + random.nextDouble() * 1.1 * (whole.ended - whole.claimed));
      child.process().waitFor(instant, TimeUnit.MILLISECONDS);
      child.process().destroyForcibly().waitFor();

      for (Path launch : Attempts.launches(run)) {
        Path result = launch.resolve(AttemptLayout.RESULT);
        if (Files.exists(result)) {
          withResult++;
          assertComplete(
              Attempts.result(launch),
              "seed " + seed + ", kill " + kill + " at " + instant + " ms");
        } else if (Files.exists(launch.resolve(AttemptLayout.OUTPUTS))) {
          whileWriting++;
        }
      }
    }

    System.out.printf(
        "%d kills: %d while outputs were written, %d after the result, %d before both%n",
        kills, whileWriting, withResult, kills - whileWriting - withResult);
  }

  private Timeline undisturbed(SparkSubmit spark, Path bundle) throws Exception {
    Path run = folder.resolve("whole");
    Path context = order(run);
    long start = System.nanoTime();
    Running child = spark.start(bundle, "--context", context.toString());
    while (!Files.exists(context.resolveSibling(AttemptLayout.CLAIM))
        && child.process().isAlive()) {
      child.process().waitFor(10, TimeUnit.MILLISECONDS);
    }
    long claimed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(child.await().exitCode()).isZero();
    assertComplete(Attempts.result(Attempts.launches(run).get(0)), "undisturbed");
    return new Timeline(claimed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static void assertComplete(Result result, String when) throws IOException {
    assertThat(result.status()).as(when).isEqualTo(Result.SUCCEEDED);
    assertThat(result.outputs()).as(when).hasSize(3);
    for (Map.Entry<String, OutputRecord> each : result.outputs().entrySet()) {
      assertThat(Attempts.problems(each.getKey(), each.getValue())).as(when).isEmpty();
    }
    assertThat(result.outputs().values().stream().map(output -> output.rows().orElseThrow()))
        .as(when)
        .containsExactly(1000L, 2000L, 3000L);
  }

  private static Path order(Path run) throws IOException {
    return Attempts.order(
        run,
        "WriteSlowly",
        "{\"files\":12}",
        Map.of(),
        List.of("first", "second", "third"),
        Map.of(),
        Optional.empty());
  }

  /** Milliseconds from the start of the process. */
  private record Timeline(long claimed, long ended) {}
}
