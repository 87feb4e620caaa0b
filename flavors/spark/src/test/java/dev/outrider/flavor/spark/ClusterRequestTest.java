// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.spark.deploy.rest.CreateSubmissionRequest;
import org.apache.spark.deploy.rest.SubmitRestProtocolMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a submission becomes for a master's REST server. */
class ClusterRequestTest {

  private static final URI ATTEMPT = URI.create("file:/store/runs/r/shout/1/");
  private static final BundleFiles BUNDLE =
      new BundleFiles(
          URI.create("file:/store/bundles/app.jar"),
          "dev.outrider.application.StepApplication",
          List.of(URI.create("file:/store/a.jar"), URI.create("file:/store/b.jar")));

  @Test
  void theWholeRequestOfASmallStep() throws Exception {
    ClusterRequest request = request(Resources.unspecified(), Map.of(), Map.of());

    assertThat(request.shown())
        .isEqualTo(
            """
            {
              "action": "CreateSubmissionRequest",
              "clientSparkVersion": "3.5.5",
              "appResource": "file:/store/bundles/app.jar",
              "mainClass": "dev.outrider.attempt.r0k3v9m2x4q7t_shout_1_0123456789",
              "appArgs": [
                "--context",
                "file:/store/runs/r/shout/1/context.json"
              ],
              "sparkProperties": {
                "spark.app.name": "r0k3v9m2x4q7t-shout-1-0123456789",
                "spark.driver.extraJavaOptions": "--add-opens=java.base/a=ALL-UNNAMED --add-opens=java.base/b=ALL-UNNAMED",
                "spark.driver.supervise": "false",
                "spark.jars": "file:/store/a.jar,file:/store/b.jar,file:/store/bundles/app.jar,file:/store/runs/r/shout/1/r0k3v9m2x4q7t-shout-1-0123456789.jar",
                "spark.master": "spark://127.0.0.1:7077",
                "spark.submit.deployMode": "cluster"
              },
              "environmentVariables": {
                "SPARK_LOCAL_IP": "127.0.0.1"
              }
            }
            """);
    assertThat(request.jar())
        .isEqualTo(URI.create("file:/store/runs/r/shout/1/r0k3v9m2x4q7t-shout-1-0123456789.jar"));
  }

  @Test
  void sparkReadsItAndFindsItValid() throws Exception {
    ClusterRequest request =
        request(
            Resources.unspecified().executors(3).cores(2).memory("4g").driverMemory("1g").gpus(1),
            Map.of("spark.driver.extraJavaOptions", "-Dx=\"ü y\""),
            Map.of("spark.sql.ansi.enabled", "true"));

    SubmitRestProtocolMessage message = SubmitRestProtocolMessage.fromJson(request.json());
    message.validate();

    assertThat(message).isInstanceOf(CreateSubmissionRequest.class);
    CreateSubmissionRequest read = (CreateSubmissionRequest) message;
    assertThat(read.mainClass()).isEqualTo(request.body().mainClass());
    assertThat(read.appArgs()).containsExactlyElementsOf(request.body().appArgs());
    assertThat(scala.collection.JavaConverters.mapAsJavaMap(read.sparkProperties()))
        .isEqualTo(request.body().sparkProperties());
    assertThat(scala.collection.JavaConverters.mapAsJavaMap(read.environmentVariables()))
        .isEqualTo(request.body().environmentVariables());
  }

  @Test
  void resourcesAreThoseOfTheExecutorsAndOfTheDriver() throws Exception {
    ClusterRequest request =
        request(
            Resources.unspecified().executors(3).cores(2).memory("4g").driverMemory("1g").gpus(1),
            Map.of("spark.master", "local[1]", "spark.driver.cores", "1"),
            Map.of());

    assertThat(request.body().sparkProperties())
        .containsEntry("spark.master", "spark://127.0.0.1:7077")
        .containsEntry("spark.executor.cores", "2")
        .containsEntry("spark.cores.max", "6")
        .containsEntry("spark.executor.memory", "4g")
        .containsEntry("spark.driver.cores", "1")
        .containsEntry("spark.driver.memory", "1g")
        .containsEntry("spark.executor.resource.gpu.amount", "1");
  }

  @Test
  void theUsersJavaOptionsAndJarsComeAfterOurs() throws Exception {
    ClusterRequest request =
        request(
            Resources.unspecified(),
            Map.of("spark.driver.extraJavaOptions", "-Da=operator", "spark.jars", "file:/own.jar"),
            Map.of("spark.driver.extraJavaOptions", "-Da=step"));

    assertThat(request.body().sparkProperties())
        .containsEntry(
            "spark.driver.extraJavaOptions",
            "--add-opens=java.base/a=ALL-UNNAMED --add-opens=java.base/b=ALL-UNNAMED -Da=step")
        .hasEntrySatisfying(
            "spark.jars",
            jars -> assertThat(jars).startsWith("file:/store/a.jar").endsWith(",file:/own.jar"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.driver.extraJavaOptions",
        "spark.ssl.keyPassword",
        "spark.acme.token",
        "spark.hadoop.fs.s3a.access.key"
      })
  void aSecretIsRefusedWithoutBeingShown(String name) {
    for (boolean isOperators : new boolean[] {true, false}) {
      Map<String, String> secret =
          Map.of(name, name.endsWith("Options") ? "-Dx=1 -Dmy.passWord=hunter2" : "hunter2");

      assertRefused(
          isOperators ? secret : Map.of(),
          isOperators ? Map.of() : secret,
          "in deploy-mode cluster a driver gets its conf on a command line: everybody on the worker"
              + " could read '"
              + name
              + "'. Leave it out, and let the step ask for a secret: 'step-operator.big.secret.NAME'.");
    }
  }

  @Test
  void aDriverThatSparkStartsAgainIsRefused() {
    assertRefused(
        Map.of("spark.driver.supervise", "true"),
        Map.of(),
        "'spark.driver.supervise' is 'true', which may start the job twice. Leave it out: Outrider"
            + " tries again itself.");
  }

  @Test
  void anAttemptThatTheWorkersCannotReadIsRefused() {
    Submission order =
        Orders.order(
            URI.create("s3://acme/runs/r/shout/1/"), BUNDLE, Resources.unspecified(), Map.of());

    assertThatThrownBy(() -> ClusterRequest.of(order, cluster(Map.of())))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'big': its attempt is kept at"
                + " s3://acme/runs/r/shout/1/context.json, but in deploy-mode cluster the artifact"
                + " store must be a folder that this machine and all workers share. Set"
                + " 'artifact-store' to one.");
  }

  @Test
  void aStoreWhosePathNoListOfJarsCanNameIsRefused() {
    BundleFiles odd =
        new BundleFiles(
            URI.create("file:/store/app.jar"), "a.B", List.of(URI.create("file:/a,%20b/x.jar")));

    assertThatThrownBy(
            () ->
                ClusterRequest.of(
                    Orders.order(ATTEMPT, odd, Resources.unspecified(), Map.of()),
                    cluster(Map.of())))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'big': the bundle's file /a, b/x.jar has a ',' in its path,"
                + " which spark-submit does not take as a part of a name in its list of jars. Set"
                + " 'artifact-store' to a place without it.");
  }

  private static void assertRefused(
      Map<String, String> operators, Map<String, String> steps, String reason) {
    assertThatThrownBy(() -> request(Resources.unspecified(), operators, steps))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage("Step 'shout' cannot run on 'big': " + reason)
        .extracting(e -> ((NotAcceptedException) e).kind())
        .isEqualTo(FailureKind.CONFIGURATION);
  }

  private static ClusterRequest request(
      Resources resources, Map<String, String> operators, Map<String, String> steps)
      throws NotAcceptedException {
    return ClusterRequest.of(Orders.order(ATTEMPT, BUNDLE, resources, steps), cluster(operators));
  }

  private static ClusterRequest.Cluster cluster(Map<String, String> conf) {
    return new ClusterRequest.Cluster(
        new SparkFlavor().info(),
        new Refusals("big"),
        "spark://127.0.0.1:7077",
        "3.5.5",
        List.of("--add-opens=java.base/a=ALL-UNNAMED", "--add-opens=java.base/b=ALL-UNNAMED"),
        conf);
  }
}
