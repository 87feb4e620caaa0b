// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code outrider flavor new}: writes a plugin with a flavor and its contract test. */
@Command
final class NewFlavorCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "name of the folder and of the flavor")
  private String name;

  private final Terminal terminal;

  NewFlavorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    NewProject project = new NewProject(terminal, name);
    project.write(
        ProjectTemplate.FLAVOR,
        Map.of("class", project.className()),
        List.of("mvn -B -q package -DskipTests", "mvn -B test"));
    return ExitCode.DONE;
  }
}
