// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/simulate}, as a person calls it. */
class SimulateIT {
  @TempDir Path folder;
  private final Path script =
      Path.of(System.getProperty("outrider.examples"), "../../scripts/simulate").normalize();

  @Test
  void manySeedsAreCountedWithWhatStruck() throws Exception {
    assertThat(simulate("--from", "5", "--seeds", "30")).isZero();
    assertThat(printed())
        .containsPattern("30 seeds in [0-9.]+ s: [0-9.]+ faults and [0-9.]+ kills in each")
        .contains("  in so many seeds:\n", "  killed in so many seeds:\n");
  }

  @Test
  void oneSeedIsToldAsAStory() throws Exception {
    assertThat(simulate("--seeds", "1", "--from", "3")).isZero();
    assertThat(printed())
        .startsWith("step s0")
        .contains("0.0 s  orchestrator 1 takes the run\n")
        .containsPattern("\nThe run is [a-z]+, after [0-9]+ faults and [0-9]+ kills.\n$");
  }

  @Test
  void whatItDoesNotUnderstandIsToldWithItsUsage() throws Exception {
    assertThat(simulate("--seeds", "many")).isEqualTo(2);
    assertThat(printed()).isEqualTo("usage: scripts/simulate [--seeds NUMBER] [--from SEED]\n");
  }

  private int simulate(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed.txt").toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private String printed() throws Exception {
    return Files.readString(folder.resolve("printed.txt"));
  }
}
