// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The commands of {@code flavors/README.md} are those that {@code .ci/plugin/verify} and {@code
 * .ci/outside/verify} run; the latter finds {@code outrider} in a variable.
 */
class FlavorsPageTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void everyCommandOfThePageIsRun() throws Exception {
    List<String> run = new ArrayList<>();
    run.addAll(Files.readAllLines(Path.of("../../.ci/plugin/verify")));
    for (String line : Files.readAllLines(Path.of("../../.ci/outside/verify"))) {
      run.add(line.replace("\"$outrider\"", "outrider"));
    }
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../../flavors/README.md")));
    List<String> commands = blocks.results().flatMap(block -> block.group(1).lines()).toList();

    assertThat(commands)
        .hasSizeGreaterThan(3)
        .allSatisfy(command -> assertThat(run).anyMatch(line -> line.startsWith(command)));
  }
}
