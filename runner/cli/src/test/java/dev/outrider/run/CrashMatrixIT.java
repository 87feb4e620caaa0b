// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kills at each kill point; {@code scripts/crash-matrix} kills more, and on clusters too. */
@Tag("heavy")
@Tag("crash-matrix")
class CrashMatrixIT {
  private static final int ONE_ROUND = 1;

  @TempDir Path folder;

  @BeforeEach
  void thereIsAProcessTable() {
    assumeTrue(
        Files.isReadable(Path.of("/proc/self/cmdline")),
        "there is no /proc here, which tells what processes run");
  }

  @Test
  void nothingIsDoubledLostOrLeakedWhereverTheOrchestratorIsKilled() throws Exception {
    CrashMatrix matrix = run("local", Optional.empty());

    assertThat(KillPoint.of(false))
        .allSatisfy(
            point ->
                assertThat(matrix.kills(point)).as(point.toString()).isGreaterThanOrEqualTo(2));
  }

  @Test
  void aPlatformThatAPluginRehearsesOutlivesOrchestratorsAndTellsOfTheirJobs() throws Exception {
    run("loopback", Optional.of("after submit"));
  }

  @Test
  void whatThereCannotBeIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> ground("minecraft", Optional.empty(), Map.of()))
        .hasMessage(
            "Flavor 'minecraft' has no rehearsal. Those that have one are [emr, loopback]; local"
                + " and spark need none.");
    assertThatThrownBy(() -> ground("local", Optional.of("before release"), Map.of()))
        .hasMessageStartingWith("There is no point 'before release' here. There are [before");
    assertThatThrownBy(() -> ground("local", Optional.empty(), Map.of("master", "yarn")))
        .hasMessageContaining("step-operator.machine.master");
  }

  private CrashMatrix run(String flavor, Optional<String> point) throws Exception {
    try (Ground ground = ground(flavor, point, Map.of())) {
      CrashMatrix matrix = CrashMatrix.run(ground, System.out);
      matrix.print(System.out);
      assertThat(matrix.problems()).isEmpty();
      return matrix;
    }
  }

  private Ground ground(String flavor, Optional<String> point, Map<String, String> settings)
      throws Exception {
    Path loopback = Path.of(System.getProperty("outrider.loopback.jar"));
    return Ground.open(
        new CrashMatrix.Asked(flavor, CrashMatrix.Mode.KILLS, point, ONE_ROUND, settings, Map.of()),
        new Ground.Place(
            Path.of("target/outrider").toAbsolutePath(),
            loopback.getParent().getParent().getParent(),
            Path.of("target/cache").toAbsolutePath(),
            Path.of(
                    System.getProperty("outrider.spark.homes"),
                    System.getProperty("outrider.spark.lines").split(",")[0])
                .toAbsolutePath(),
            Files.createTempDirectory(folder.toRealPath(), "matrix-")));
  }
}
