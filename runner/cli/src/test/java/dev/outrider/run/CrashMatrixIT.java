// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kills at each kill point; {@code scripts/crash-matrix} kills more, and on a cluster too. */
@Tag("heavy")
@Tag("crash-matrix")
class CrashMatrixIT {
  private static final int ONE_ROUND = 1;

  @TempDir Path folder;
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);

  @Test
  void nothingIsDoubledLostOrLeakedWhereverTheOrchestratorIsKilled() throws Exception {
    assumeTrue(
        Files.isReadable(Path.of("/proc/self/cmdline")),
        "there is no /proc here, which tells what processes run");

    CrashMatrix matrix =
        CrashMatrix.run(
            "local",
            CrashMatrix.Mode.KILLS,
            KillPoint.of("local"),
            ONE_ROUND,
            Path.of("target/outrider").toAbsolutePath(),
            Path.of("target/cache").toAbsolutePath(),
            spark.toAbsolutePath(),
            folder.toRealPath(),
            System.out);

    matrix.print(System.out);
    assertThat(matrix.problems()).isEmpty();
    assertThat(KillPoint.of("local"))
        .allSatisfy(
            point ->
                assertThat(matrix.kills(point)).as(point.toString()).isGreaterThanOrEqualTo(2));
  }
}
