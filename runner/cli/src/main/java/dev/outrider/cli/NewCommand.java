// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code outrider new}: writes a project with a pipeline and its test. */
@Command
final class NewCommand implements Callable<Integer> {
  /** Set by {@code scripts/outrider}, which has put a Spark home of its own in SPARK_HOME. */
  private static final String ASSEMBLED = "OUTRIDER_SPARK_HOME";

  @Parameters(paramLabel = "NAME", description = "name of the folder and of the pipeline")
  private String name;

  @Option(names = "--scala", description = "writes the pipeline in Scala instead of Java")
  private boolean scala;

  private final Terminal terminal;

  NewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    NewProject project = new NewProject(terminal, name);
    String className = project.className() + "Pipeline";
    Optional<Path> home =
        Optional.ofNullable(terminal.environment().get("SPARK_HOME")).map(terminal::path);
    Map<String, String> values = new TreeMap<>(SparkOfProject.of(home).values());
    values.put("class", className);
    values.put("spark-home", sparkHome());
    project.write(
        scala ? ProjectTemplate.SCALA : ProjectTemplate.JAVA,
        values,
        List.of(
            "mvn -B -q test",
            "outrider run " + NewProject.inPackage(className),
            "outrider runs output report"));
    if (home.isEmpty()) {
      terminal
          .err()
          .println(
              "SPARK_HOME is unset: set it to a Spark home of "
                  + values.get("spark")
                  + " for Scala "
                  + values.get("scala-line")
                  + " first.");
    }
    return ExitCode.DONE;
  }

  /** The line that names the Spark home of the checkout; other programs do not find it. */
  private String sparkHome() {
    String folder = terminal.environment().getOrDefault(ASSEMBLED, "");
    return folder.isEmpty() ? "" : "\nstep-operator.local.spark-home       = " + folder;
  }
}
