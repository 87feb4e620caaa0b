// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a submission becomes on this machine. */
class LocalRequestTest {

  private static final Lanes SCRIPT =
      new Lanes(
          new Lane.Script(Path.of("/opt/spark/bin/spark-submit"), "so it is set"),
          Optional.empty());
  private static final BundleFiles BUNDLE =
      new BundleFiles(
          URI.create("file:/store/bundles/app.jar"),
          "dev.outrider.application.StepApplication",
          List.of(URI.create("file:/store/a.jar"), URI.create("file:/store/b.jar")));

  @Test
  void aRequestIsShownWithoutASecret() throws Exception {
    LocalRequest request =
        request(
            Resources.unspecified().cores(2).memory("3g"),
            Map.of("spark.hadoop.fs.s3a.secret.key", "hunter2", "spark.sql.ansi.enabled", "true"));

    assertThat(request.shown())
        .isEqualTo(
            """
            /opt/spark/bin/spark-submit \\
              --class \\
              dev.outrider.application.StepApplication \\
              --jars \\
              file:/store/a.jar,file:/store/b.jar \\
              file:/store/bundles/app.jar \\
              --context \\
              file:/store/runs/r/shout/1/context.json
            spark.app.name=r0k3v9m2x4q7t-shout-1-0123456789
            spark.driver.memory=3g
            spark.hadoop.fs.s3a.secret.key=(not shown)
            spark.master=local[2]
            spark.sql.ansi.enabled=true
            """);
    assertThat(request.command(Path.of("/work/spark.properties"), List.of("-XX:+Something")))
        .startsWith("/opt/spark/bin/spark-submit", "--properties-file", "/work/spark.properties")
        .noneMatch(word -> word.contains("hunter2"));
  }

  @Test
  void theSubmissionsConfWinsOverTheOperators() throws Exception {
    LocalRequest request =
        request(
            order(Resources.unspecified(), Map.of("spark.c", "submission")),
            Map.of("spark.b", "operator", "spark.c", "operator"));

    assertThat(request.conf())
        .containsEntry("spark.b", "operator")
        .containsEntry("spark.c", "submission")
        .containsEntry("spark.master", "local[*]");
  }

  @Test
  void aHeapThatJavaDoesNotReadIsRefused() throws Exception {
    for (String heap : List.of("8GB", "8gb", "1.5g", "0g", "8 g", "8p")) {
      assertThatThrownBy(
              () -> request(Resources.unspecified(), Map.of("spark.driver.memory", heap)))
          .as(heap)
          .isInstanceOf(NotAcceptedException.class)
          .hasMessage(
              "Step 'shout' cannot run on 'near': 'spark.driver.memory' is '"
                  + heap
                  + "' but must be an amount such as 512m or 8g.");
    }
    assertThat(request(Resources.unspecified(), Map.of("spark.driver.memory", "8G")).conf())
        .containsEntry("spark.driver.memory", "8G");
  }

  @Test
  void onAClusterResourcesAreThoseOfItsExecutors() throws Exception {
    Resources asked =
        Resources.unspecified().executors(3).cores(2).memory("4g").driverMemory("1g").gpus(1);

    LocalRequest request =
        LocalRequest.of(
            SparkConf.of(
                order(asked, Map.of()),
                new SparkFlavor().info(),
                Map.of("spark.master", "local[1]"),
                Orders.NEAR),
            SCRIPT,
            Optional.of("spark://127.0.0.1:7077"));

    assertThat(request.conf())
        .containsEntry("spark.master", "spark://127.0.0.1:7077")
        .containsEntry("spark.submit.deployMode", "client")
        .containsEntry("spark.executor.cores", "2")
        .containsEntry("spark.cores.max", "6")
        .containsEntry("spark.executor.memory", "4g")
        .containsEntry("spark.driver.memory", "1g")
        .containsEntry("spark.executor.resource.gpu.amount", "1")
        .containsEntry("spark.task.resource.gpu.amount", "1");
  }

  @Test
  void theFileOfTheConfReadsBackWhateverIsInIt() throws Exception {
    Map<String, String> conf =
        Map.of("spark.a", " a\\b\nc = #!: ü ", "spark.b", "", "spark.c", "${x}");
    Properties read = new Properties();

    read.load(new StringReader(request(Resources.unspecified(), conf).properties()));

    assertThat(new TreeMap<>(read)).containsAllEntriesOf(new TreeMap<Object, Object>(conf));
  }

  @Test
  void whatThisMachineCannotGiveIsRefused() {
    assertRefused(
        Resources.unspecified().executors(4),
        Map.of(),
        "it asks for 4 executors, but it has no more than 1.");
    assertRefused(
        Resources.unspecified().gpus(1).memoryOverhead("1g"),
        Map.of(),
        "it asks for 1g beside the heap, which it cannot set; and for 1 GPU, but it has none.");
    assertRefused(
        Resources.unspecified(),
        Map.of("spark.master", "yarn"),
        "its master is 'yarn', but 'local' runs local masters only. Use the flavor 'spark' for"
            + " others.");
    assertRefused(
        Resources.unspecified(),
        Map.of("spark.yarn.maxAppAttempts", "3"),
        "'spark.yarn.maxAppAttempts' is '3', which may start the job twice. Leave it out: Outrider"
            + " tries again itself.");
  }

  @Test
  void whatNoProcessCanBeGivenIsRefusedByName() {
    assertRefused(
        Resources.unspecified(), Map.of("spark.a", "a\0b"), "'spark.a' has a NUL (\\u0000) in it.");
    assertRefused(
        Map.of("X", "a\0b"),
        "the value of 'env.X' has a NUL (\\u0000), which no variable can have.");
    for (Map.Entry<String, String> each :
        Map.of("A\0B", "A\\u0000B", "A=B", "A=B", "", "").entrySet()) {
      assertRefused(
          Map.of(each.getKey(), "x"),
          "'env."
              + each.getValue()
              + "' is not a name that a variable can have. Set 'env.NAME' without '=' and NUL.");
    }
  }

  private static void assertRefused(Map<String, String> environment, String reason) {
    Submission plain = order(Resources.unspecified(), Map.of());
    Submission order =
        new Submission(
            plain.key(),
            plain.context(),
            plain.contextUri(),
            plain.bundle(),
            plain.resources(),
            plain.conf(),
            environment,
            plain.labels());
    assertThatThrownBy(() -> request(order, Map.of()))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage("Step 'shout' cannot run on 'near': " + reason);
  }

  private static void assertRefused(Resources resources, Map<String, String> conf, String reason) {
    assertThatThrownBy(() -> request(resources, conf))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage("Step 'shout' cannot run on 'near': " + reason)
        .extracting(e -> ((NotAcceptedException) e).kind())
        .isEqualTo(FailureKind.CONFIGURATION);
  }

  private static LocalRequest request(Resources resources, Map<String, String> conf)
      throws NotAcceptedException {
    return request(order(resources, conf), Map.of());
  }

  private static LocalRequest request(Submission order, Map<String, String> given)
      throws NotAcceptedException {
    return LocalRequest.of(
        SparkConf.of(order, new LocalFlavor().info(), given, Orders.NEAR),
        SCRIPT,
        Optional.empty());
  }

  private static Submission order(Resources resources, Map<String, String> conf) {
    return Orders.order(URI.create("file:/store/runs/r/shout/1/"), BUNDLE, resources, conf);
  }
}
