// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that has neither Spark nor Scala on any class path. */
class FreshJvmTest {

  private static final Pattern LOADED =
      Pattern.compile("\\[class,load] ((?:org\\.apache\\.spark|scala)\\.\\S+) source: (.*)");

  @TempDir private Path folder;

  @Test
  void definesAndPlansAPipelineWithSparkTypesAndLoadsOnlyStandInsForTheTypesThatAreMentioned()
      throws Exception {
    UserProject project = FlightProject.in(folder);

    List<String> lines = planInFreshJvm(project);

    assertThat(values(lines, "step "))
        .containsExactly(
            "clean",
            "features",
            "score-0",
            "score-1",
            "score-2",
            "score-3",
            "score-4",
            "score-5",
            "score-6",
            "score-7",
            "train",
            "report");
    List<String> loaded =
        lines.stream()
            .map(LOADED::matcher)
            .filter(java.util.regex.Matcher::find)
            .map(match -> match.group(1))
            .sorted()
            .toList();
    assertThat(values(lines, "stand-in "))
        .containsExactlyElementsOf(loaded)
        .containsExactlyInAnyOrder(
            "org.apache.spark.ml.PipelineModel",
            "org.apache.spark.sql.AnalysisException",
            "org.apache.spark.sql.Dataset",
            "scala.MatchError",
            "scala.Product",
            "scala.Serializable");
  }

  private List<String> planInFreshJvm(UserProject project)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    String classPath =
        UserProject.outriderClassPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load=info:stdout:tags",
                "-cp",
                classPath,
                PlanPrinter.class.getName(),
                project.classes().toString(),
                "acme.FlightDelays",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    assertThat(exit)
        .as(
            lines.stream()
                .filter(each -> !each.startsWith("[class,load]"))
                .collect(Collectors.joining("\n")))
        .isZero();
    return lines;
  }

  private static List<String> values(List<String> lines, String prefix) {
    return lines.stream()
        .filter(each -> each.startsWith(prefix))
        .map(each -> each.substring(prefix.length()))
        .toList();
  }
}
