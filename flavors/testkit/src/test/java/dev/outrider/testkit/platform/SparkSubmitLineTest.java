// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparkSubmitLineTest {
  private static SparkSubmitLine line(String... arguments) {
    return SparkSubmitLine.of(List.of(arguments));
  }

  private static void refuses(String message, String... arguments) {
    assertThatThrownBy(() -> line(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void allThatIsSaidIsRead() {
    SparkSubmitLine line =
        line(
            "spark-submit",
            "--deploy-mode",
            "cluster",
            "--class",
            "acme.Main",
            "--name",
            "key",
            "--verbose",
            "--driver-memory=2g",
            "--conf",
            "spark.x=a=b",
            "-c",
            "spark.yarn.appMasterEnv.STAGE=test",
            "--jars",
            "s3://b/a.jar,s3://b/c.jar",
            "s3://b/app.jar",
            "--context",
            "s3://b/context.json",
            "--class");

    SparkArguments what = line.arguments();
    assertThat(line.mode()).isEqualTo("cluster");
    assertThat(what.mainClass()).isEqualTo("acme.Main");
    assertThat(what.application()).isEqualTo(URI.create("s3://b/app.jar"));
    assertThat(what.jars()).containsExactly(URI.create("s3://b/a.jar"), URI.create("s3://b/c.jar"));
    assertThat(what.arguments()).containsExactly("--context", "s3://b/context.json", "--class");
    assertThat(what.environment()).containsOnlyKeys("STAGE").containsEntry("STAGE", "test");
    assertThat(what.conf())
        .containsEntry("spark.app.name", "key")
        .containsEntry("spark.driver.memory", "2g")
        .containsEntry("spark.x", "a=b");
  }

  @Test
  void anOptionWinsOverAPropertyAndTheLastOverTheFirst() {
    SparkArguments what =
        line(
                "spark-submit",
                "--executor-memory",
                "4g",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.x=1",
                "--conf",
                "spark.x=2",
                "--class",
                "a.B",
                "/opt/a.jar")
            .arguments();

    assertThat(what.conf())
        .containsEntry("spark.executor.memory", "4g")
        .containsEntry("spark.x", "2");
    assertThat(what.application()).isEqualTo(URI.create("file:///opt/a.jar"));
  }

  @Test
  void inClientModeTheMastersEnvironmentIsNotTheDrivers() {
    SparkSubmitLine line =
        line("spark-submit", "--class", "a.B", "--conf", "spark.yarn.appMasterEnv.A=b", "a.jar");

    assertThat(line.mode()).isEqualTo("client");
    assertThat(line.arguments().environment()).isEmpty();
  }

  @Test
  void whatSparkWouldNotStartIsRefused() {
    refuses("Unrecognized option: --memory", "spark-submit", "--memory", "2g", "a.jar");
    refuses("Unrecognized option: --memory=2g", "spark-submit", "--memory=2g", "a.jar");
    refuses("Missing argument for option '--class'", "spark-submit", "--class");
    refuses("Missing application resource", "spark-submit", "--class", "a.B");
    refuses("without '=': spark.x", "spark-submit", "--class", "a.B", "--conf", "spark.x", "a.jar");
    refuses("No main class set in JAR 'a.jar'", "spark-submit", "a.jar");
    refuses("Deploy mode", "spark-submit", "--deploy-mode", "local", "--class", "a.B", "a.jar");
    refuses(
        "The master is 'local'", "spark-submit", "--master", "local", "--class", "a.B", "a.jar");
    refuses("does not do '--kill'", "spark-submit", "--kill", "driver-1");
  }
}
