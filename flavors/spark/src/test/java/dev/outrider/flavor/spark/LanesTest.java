// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which lane a driver takes, and what is run then. */
class LanesTest {

  private static final JavaHome JAVA = new JavaHome(Path.of("/jdk"), 17);
  private static final Path CONF = Path.of("/opt/spark/conf");

  @Test
  void theColdLaneRunsWhatTheScriptWouldRunInTheEnd() {
    Lane lane =
        Lanes.of("cold", home(Optional.of(CONF.resolve("log4j2.properties"))), JAVA, Map.of())
            .lane(Map.of("spark.driver.memory", "3g"), Map.of());

    assertThat(lane.program(Map.of("spark.driver.memory", "3g"), List.of("-Xshare:auto")))
        .containsExactly(
            "/jdk/bin/java",
            "-Xshare:auto",
            "-cp",
            "/opt/spark/jars/*",
            "-Xmx3g",
            "-Dlog4j2.configurationFile=/opt/spark/conf/log4j2.properties",
            "-XX:Tier4InvocationThreshold=60000",
            "-XX:Tier4MinInvocationThreshold=20000",
            "-XX:Tier4CompileThreshold=120000",
            "-XX:Tier4BackEdgeThreshold=400000",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "org.apache.spark.deploy.SparkSubmit");
    assertThat(lane.program(Map.of(), List.of())).contains("-Xmx1g");
    assertThat(lane.shown()).isEqualTo("lane cold: one JVM, without Spark's scripts");
  }

  @Test
  void whatOnlyTheScriptReadsIsLeftToTheScript() {
    assertThat(reason(home(CONF.resolve("spark-env.sh")), JAVA, Map.of(), Map.of(), Map.of()))
        .isEqualTo("/opt/spark/conf/spark-env.sh is there");
    assertThat(reason(home(CONF.resolve("core-site.xml")), JAVA, Map.of(), Map.of(), Map.of()))
        .isEqualTo("/opt/spark/conf/core-site.xml is there");
    assertThat(reason(home(), JAVA, Map.of("SPARK_SUBMIT_OPTS", "-Da=b"), Map.of(), Map.of()))
        .isEqualTo("the variable SPARK_SUBMIT_OPTS is set");
    assertThat(reason(home(), JAVA, Map.of(), Map.of(), Map.of("HADOOP_CONF_DIR", "/etc/hadoop")))
        .isEqualTo("the variable HADOOP_CONF_DIR is set");
    assertThat(
            reason(
                home(),
                JAVA,
                Map.of(),
                Map.of("spark.driver.extraJavaOptions", "-Da='b c'"),
                Map.of()))
        .isEqualTo("'spark.driver.extraJavaOptions' is set");
    assertThat(reason(home(), new JavaHome(Path.of("/jdk8"), 8), Map.of(), Map.of(), Map.of()))
        .isEqualTo("/jdk8 is a Java 8, not 17 or newer");
    SparkHome silent =
        new SparkHome(
            Path.of("/opt/spark"),
            "3.2.0_2.12",
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of());
    assertThat(reason(silent, JAVA, Map.of(), Map.of(), Map.of()))
        .isEqualTo("/opt/spark does not tell what options its Java needs");
  }

  @Test
  void theScriptIsTakenWhereItIsSet() {
    Lane lane = Lanes.of("script", home(), JAVA, Map.of()).lane(Map.of(), Map.of());

    assertThat(lane.shown()).isEqualTo("lane script: so it is set");
    assertThat(lane.program(Map.of(), List.of("-Xshare:auto")))
        .containsExactly("/opt/spark/bin/spark-submit");
  }

  private static String reason(
      SparkHome home,
      JavaHome java,
      Map<String, String> environment,
      Map<String, String> conf,
      Map<String, String> own) {
    Lane lane = Lanes.of("cold", home, java, environment).lane(conf, own);
    assertThat(lane).isInstanceOf(Lane.Script.class);
    return ((Lane.Script) lane).reason();
  }

  private static SparkHome home(Path... read) {
    return home(Optional.empty(), read);
  }

  private static SparkHome home(Optional<Path> logging, Path... read) {
    return new SparkHome(
        Path.of("/opt/spark"),
        "3.5.5_2.12",
        List.of(),
        Map.of(),
        logging,
        List.of(read),
        List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"));
  }
}
