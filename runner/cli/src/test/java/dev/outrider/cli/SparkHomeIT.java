// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Spark a plan uses, and where it is from; one that is not there is told before a run. */
class SparkHomeIT {
  @TempDir Path temporary;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path spark =
      Path.of(System.getProperty("outrider.spark.homes"), "3.5.5_2.12").toAbsolutePath();
  private PlainProject project;

  @BeforeEach
  void project() throws IOException {
    project = new PlainProject(temporary).withHome(Path.of("target/outrider").toAbsolutePath());
  }

  @Test
  void aVariableThatNamesNoSparkHomeIsTold() {
    project.with("SPARK_HOME", project.folder().toString());

    assertRefused(
        project.folder()
            + " is no Spark home: it has no bin/spark-submit that can be run. It comes from the"
            + " variable SPARK_HOME; set 'step-operator.local.spark-home' to a folder with a"
            + " Spark.");
  }

  @Test
  void aPropertyThatNamesAFolderWithoutSparksJarsIsTold() throws IOException {
    Path bin = Files.createDirectories(project.folder().resolve("spark/bin"));
    assertThat(Files.createFile(bin.resolve("spark-submit")).toFile().setExecutable(true)).isTrue();
    project.with("SPARK_HOME", spark.toString());

    assertRefused(
        bin.getParent()
            + " is no Spark home: it has no jars/spark-core_*.jar. It comes from"
            + " 'step-operator.local.spark-home'; set 'step-operator.local.spark-home' to a folder"
            + " with a Spark.",
        "-Dstep-operator.local.flavor=local",
        "-Dstep-operator.local.spark-home=spark");
  }

  @Test
  void withoutASparkHomeItIsToldHowToNameOrMakeOne() {
    project.with("SPARK_HOME", "");

    assertRefused(
        "There is no Spark home: set 'step-operator.local.spark-home', or the variable SPARK_HOME."
            + " In a checkout of Outrider, scripts/spark-home makes one.");
  }

  @Test
  void aMasterThatIsNotThereIsToldWithTheProperty() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String[] set = {
      "-Dstep-operator.local.flavor=spark",
      "-Dstep-operator.local.spark-home=" + spark,
      "-Dstep-operator.local.master=spark://127.0.0.1:" + port
    };
    String message =
        "no master answers at spark://127.0.0.1:"
            + port
            + " (Connection refused). Start it, or set 'step-operator.local.master' to one that"
            + " runs.";

    assertThat(onExample("plan", set)).isEqualTo(refused("Step operator 'local': " + message));
    assertThat(onExample("run", set)).isEqualTo(refused("Step operator 'local': " + message));
    assertThat(check(set))
        .isEqualTo(
            new Ended(
                1,
                "FAIL  platform  " + message + "\n",
                "Step operator 'local' cannot be used: " + message + "\n"));
    assertThat(project.folder().resolve(".outrider")).doesNotExist();
  }

  @Test
  void aMasterThatIsNoneOfAStandaloneClusterIsTold() {
    assertRefused(
        "'step-operator.local.master' is 'yarn' but must be that of a standalone cluster, such as"
            + " spark://master.example:7077.",
        "-Dstep-operator.local.flavor=spark",
        "-Dstep-operator.local.master=yarn");
  }

  @Test
  void aPlanSaysWhichSparkHomeItUsesAndWhoNamesIt() {
    project.with("SPARK_HOME", spark.toString());
    assertThat(onExample("plan", "--requests").out())
        .contains("\n  Spark 3.5.5_2.12 of " + spark + ", from the variable SPARK_HOME\n");

    project.with("SPARK_HOME", project.folder().toString());
    String[] set = {
      "--requests",
      "-Dstep-operator.local.flavor=local",
      "-Dstep-operator.local.spark-home=" + spark
    };
    assertThat(onExample("plan", set).out())
        .contains("\n  Spark 3.5.5_2.12 of " + spark + ", from 'step-operator.local.spark-home'\n");
  }

  @Test
  void aCheckoutsOwnSparkHomeIsUsedWhereThereIsNoOtherAndThePlanSaysSo() throws Exception {
    assertThat(script(null).out())
        .contains(
            "\n  Spark 3.5.5_2.12 of "
                + spark
                + ", from scripts/spark-home, as SPARK_HOME is not set\n");
    assertThat(script(spark.toString()).out())
        .contains("\n  Spark 3.5.5_2.12 of " + spark + ", from the variable SPARK_HOME\n");
  }

  private Ended script(String home) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(examples.resolve("../../scripts/outrider").toString());
    command.addAll(words("plan", "--requests"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.folder().toFile());
    builder.environment().remove("SPARK_HOME");
    if (home != null) {
      builder.environment().put("SPARK_HOME", home);
    }
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Path out = project.folder().resolve("out.txt");
    Path err = project.folder().resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** By everything that needs a Spark home, and before anything is written. */
  private void assertRefused(String message, String... set) {
    assertThat(onExample("plan", set)).isEqualTo(refused("Step operator 'local': " + message));
    assertThat(onExample("run", set)).isEqualTo(refused("Step operator 'local': " + message));
    assertThat(check(set))
        .isEqualTo(new Ended(2, "", "Step operator 'local' cannot be used: " + message + "\n"));
    assertThat(project.folder().resolve(".outrider")).doesNotExist();
  }

  private Ended check(String... set) {
    List<String> words = new ArrayList<>(List.of("step-operator", "check", "local"));
    words.addAll(List.of(set));
    return project.outrider(words.toArray(String[]::new));
  }

  private Ended onExample(String command, String... set) {
    return project.outrider(words(command, set).toArray(String[]::new));
  }

  private List<String> words(String command, String... set) {
    List<String> words = new ArrayList<>(List.of(command, "dev.outrider.examples.FlightDelays"));
    words.addAll(
        List.of(
            "--class-path", examples + "/target/classes:@" + examples + "/target/classpath.txt",
            "-P", "flights=" + examples.resolve("data/flights.parquet"),
            "-P", "airports=" + examples.resolve("data/airports.csv")));
    words.addAll(List.of(set));
    return words;
  }

  private static Ended refused(String message) {
    return new Ended(2, "", "outrider: " + message + "\n");
  }
}
