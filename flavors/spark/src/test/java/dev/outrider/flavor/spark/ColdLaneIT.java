// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cold lane against what Spark's own launcher works out, for each line of Spark. */
@Tag("spark-lines")
class ColdLaneIT {

  @TempDir Path folder;

  static Stream<String> lines() {
    return Arrays.stream(System.getProperty("outrider.spark.lines").split(","));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theCommandIsTheLaunchersButForTheFolderOfTheConfAndTheCompilersOptions(String line)
      throws Exception {
    SparkHome home = SparkHome.in(Path.of(System.getProperty("outrider.spark.homes"), line));
    JavaHome java = JavaHome.in(Path.of(System.getProperty("java.home")));
    Lanes lanes = Lanes.of("cold", home, java, Map.of());
    Map<String, String> conf = Map.of("spark.driver.memory", "700m");

    List<String> ours = new ArrayList<>(lanes.lane(conf, Map.of()).program(conf, List.of()));
    List<String> theirs = launcher(home, java, List.of("--driver-memory", "700m", "app.jar"));

    assertThat(home.logging()).isPresent();
    assertThat(ours.remove("-Dlog4j2.configurationFile=" + home.logging().get())).isTrue();
    assertThat(ours.removeAll(Lane.COMPILER)).isTrue();
    assertThat(theirs.set(2, theirs.get(2).replace(home.folder() + "/conf/:", "")))
        .startsWith(home.folder() + "/conf/:");
    ours.addAll(List.of("--conf", "spark.driver.memory=700m", "app.jar"));
    assertThat(ours).isEqualTo(theirs);
  }

  /** What {@code bin/spark-class} asks for the command. */
  private List<String> launcher(SparkHome home, JavaHome java, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            java.java().toString(),
            "-cp",
            home.folder().resolve("jars") + "/*",
            "org.apache.spark.launcher.Main",
            Lane.MAIN_CLASS));
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", home.folder().toString());
    builder.environment().put("SPARK_SCALA_VERSION", home.line().replaceFirst("^.*_", ""));
    builder.environment().put("JAVA_HOME", java.folder().toString());
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return new ArrayList<>(List.of(said.replaceFirst("^\0\n", "").split("\0")));
  }
}
