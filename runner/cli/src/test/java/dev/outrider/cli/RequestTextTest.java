// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.RenderedRequest.Command;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code outrider plan --requests} prints of a step. */
class RequestTextTest {
  private static final String HASH =
      "f72e497db419295805caada0b62f91ae6bda8e71801d7d27c0f1a604cb3083c1";
  private static final String JAR = "file:/store/bundles/sha256/" + HASH + ".jar";

  @Test
  void aStepIsShownInOneOrderOnEveryPlatform() {
    PlanCommand.Step step =
        PlanTextTest.step("train")
            .on("far", "far")
            .after("clean")
            .request(
                "CreateJob of the platform: 4 machines",
                "{\n  \"a\": 1\n}",
                Map.of("conf.json", "{}"),
                new Command("by curl", "curl 'http://platform'"),
                new Command("by Spark", "spark-submit app.jar"))
            .notes("A note.")
            .made();

    assertThat(shown(step, false))
        .isEqualTo(
            """
            Pipeline 'flights'; nothing is submitted.

            train on far, after clean
              CreateJob of the platform: 4 machines
                {
                  "a": 1
                }
              file order/conf.json
                {}
              the same by curl:
                curl 'http://platform'
              the same by Spark:
                spark-submit app.jar
              A note.
            """);
  }

  @Test
  void nothingIsSentForAPlainStep() {
    assertThat(shown(PlanTextTest.step("report").after("train").made(), false))
        .endsWith(
            """

            report in the orchestrator, after train
              Nothing is sent: it runs in Outrider's own process.
            """);
  }

  @Test
  void jvmOptionsAreFoldedAndBundlesAreNamedByTheirHash() {
    String body =
        """
        java \\
          -Xmx1g \\
          -Dlog4j2.configurationFile=/spark/conf/log4j2.properties \\
          -XX:Tier4InvocationThreshold=60000 \\
          --add-opens=java.base/java.lang=ALL-UNNAMED \\
          org.apache.spark.deploy.SparkSubmit \\
          --jars \\
          JAR,JAR \\
          JAR
        spark.ui.enabled=false
        """
            .replace("JAR", JAR);

    assertThat(shown(body, false))
        .contains(
            """
                java \\
                  -Xmx1g \\
                  … 3 JVM options of Spark; --full shows them
                  org.apache.spark.deploy.SparkSubmit \\
                  --jars \\
                  …/f72e497db419….jar,…/f72e497db419….jar \\
                  …/f72e497db419….jar
                spark.ui.enabled=false
            """
                .indent(0));
    assertThat(shown(body, true))
        .contains("      --add-opens=java.base/java.lang=ALL-UNNAMED \\\n", JAR + "," + JAR);
  }

  @Test
  void aStepsOwnJvmOptionsAreNotFolded() {
    String options =
        "-XX:+IgnoreUnrecognizedVMOptions --add-opens=java.base/a=ALL-UNNAMED"
            + " --add-opens=java.base/b=ALL-UNNAMED";

    assertThat(
            shown(
                "{\n  \"spark.driver.extraJavaOptions\": \"" + options + " -XX:+UseZGC -Da=b\"\n}",
                false))
        .contains(
            "\"spark.driver.extraJavaOptions\": \"… 3 JVM options of Spark; --full shows them"
                + " -XX:+UseZGC -Da=b\"\n");
  }

  @Test
  void aLineToPasteIsWhole() {
    PlanCommand.Step step =
        PlanTextTest.step("train")
            .on("far", "far")
            .request("A job", "{}", Map.of(), new Command("by Spark", "spark-submit " + JAR))
            .made();

    assertThat(shown(step, false)).contains("    spark-submit " + JAR + "\n");
  }

  private static String shown(String body, boolean full) {
    return shown(
        PlanTextTest.step("train").on("far", "far").request("A job", body, Map.of()).made(), full);
  }

  private static String shown(PlanCommand.Step step, boolean full) {
    StringWriter out = new StringWriter();
    RequestText text = new RequestText(new PrintWriter(out, true), full);
    text.pipeline("flights");
    text.print(step);
    return out.toString();
  }

  @Test
  void warningsThatRepeatThemselvesAreCounted() {
    assertThat(
            Alike.counted(
                List.of(
                    "a-1.2.jar meets a in Spark 3.3: 12 of its 30 classes.",
                    "It is slow.",
                    "a-1.2.jar meets a in Spark 3.5: 1,312 of its 30 classes.",
                    "a-1.2.jar meets a in Spark 4.1: 9 of its 30 classes.",
                    "It is slow.",
                    "b.jar meets b.")))
        .containsExactly(
            "a-1.2.jar meets a in Spark 3.3: 12 of its 30 classes. (and 2 similar; --full shows"
                + " them)",
            "It is slow. (2 times)",
            "b.jar meets b.");
  }
}
