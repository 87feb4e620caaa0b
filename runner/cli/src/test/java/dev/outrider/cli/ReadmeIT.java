// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of pages as they stand, one after the other. */
@Tag("heavy")
@Tag("pages")
class ReadmeIT {

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern OPEN =
      Pattern.compile("^```java\n(try \\(Outrider.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path folder;
  private final Path root = Path.of(System.getProperty("outrider.examples"), "../..").normalize();

  @Test
  void theCommandsOfTheReadmeDoWhatItSays() throws Exception {
    List<String> blocks = blocks("README.md");
    // .ci/run calls these two; a build inside a build is not a test's business
    assertThat(blocks.get(0)).isEqualTo("scripts/quickstart\nmvn -B verify\n");
    assertThat(Files.readString(root.resolve(".ci/run")))
        .contains("\nscripts/quickstart\n", "\nmvn -B verify\n");

    Path examples = examples();
    run("set -e\n" + String.join("", blocks.subList(1, blocks.size())));

    assertThat(examples.resolve("out/result.json")).content().contains("\"status\": \"succeeded\"");
    assertThat(printed()).contains("report    succeeded after ");
    assertThat(examples.resolve("out/outputs/output")).isDirectoryContaining("glob:**.parquet");
  }

  @Test
  void theCommandsOfTheRunnersPageDoWhatItSays() throws Exception {
    Path examples = examples();
    run(
        "set -e\noutrider() { "
            + root.resolve("scripts/outrider")
            + " \"$@\"; }\n"
            + String.join("", blocks("runner/README.md")));

    assertThat(examples.resolve("out/result.json")).content().contains("\"status\": \"succeeded\"");
    assertThat(printed())
        .contains("  clean.output       300,310 rows ", " outputs were taken from run r")
        .containsPattern("(?m)^[0-9]+\\.[0-9]+$");
    assertThat(RunJsonTest.problems("run-summary", Files.readString(examples.resolve("run.json"))))
        .isEmpty();
    assertThat(examples.resolve("report")).exists();
  }

  @Test
  void theProgramsOfThePagesAreThoseThatAreRun() throws Exception {
    Path programs = root.resolve(".ci/outside/src/main/java/acme");
    Matcher open = OPEN.matcher(Files.readString(root.resolve("README.md")));

    assertThat(open.find()).isTrue();
    assertThat(Files.readString(programs.resolve("Main.java"))).contains(open.group(1).indent(4));
    assertThat(Files.readString(root.resolve("runner/README.md")))
        .contains("```java\n" + Files.readString(programs.resolve("OneStep.java")) + "```");
  }

  /** A checkout whose built parts and data are the real ones, and which may be written to. */
  private Path examples() throws Exception {
    Path examples = Files.createDirectories(folder.resolve("spark-jobs/examples"));
    Files.createSymbolicLink(folder.resolve("scripts"), root.resolve("scripts"));
    for (String each : List.of("target", "data", "outrider.properties")) {
      Files.createSymbolicLink(
          examples.resolve(each), root.resolve("spark-jobs/examples").resolve(each));
    }
    return examples;
  }

  private String printed() throws Exception {
    return Files.readString(folder.resolve("printed.txt"));
  }

  private List<String> blocks(String page) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(root.resolve(page)));
    while (matcher.find()) {
      if (matcher.group(1).isEmpty()) {
        blocks.add(matcher.group(2));
      }
    }
    return blocks;
  }

  private void run(String script) throws Exception {
    Path printed = folder.resolve("printed.txt");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
    String line = System.getProperty("outrider.spark.lines").split(",")[0];
    Path spark = Path.of(System.getProperty("outrider.spark.homes"), line, "bin");
    builder.environment().merge("PATH", spark.toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(6, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
  }
}
