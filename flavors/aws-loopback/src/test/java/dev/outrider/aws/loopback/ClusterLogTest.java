// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.model.FailureDetails;

class ClusterLogTest {
  private final Map<URI, byte[]> objects = new ConcurrentHashMap<>();

  private EmrBench bench;
  private String cluster;

  @BeforeEach
  void start() throws IOException {
    bench = new EmrBench();
    cluster =
        bench.emr().addCluster("kept", "emr-7.9.0", 1, URI.create("s3://logs/emr/"), objects::put);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String text(String key) throws IOException {
    byte[] packed = objects.get(URI.create("s3://logs/emr/" + cluster + "/" + key));
    assertThat(packed).as("%s of %s", key, objects.keySet()).isNotNull();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aClusterTellsWhereItsLogsAreByTheOlderName() {
    assertThat(bench.client().describeCluster(each -> each.clusterId(cluster)).cluster().logUri())
        .isEqualTo("s3n://logs/emr/");
  }

  @Test
  void aDriverInAContainerHasItsLogThere() throws IOException {
    String step = bench.add(cluster, EmrBench.step("a"));
    bench.awaitDriver(0);
    bench.awaitState(cluster, step, "RUNNING");
    assertThat(objects).isEmpty();

    bench.drivers().get(0).end(0);
    bench.awaitState(cluster, step, "COMPLETED");

    String own = "steps/" + step + "/";
    assertThat(text(own + "controller.gz")).contains("command-runner.jar spark-submit");
    assertThat(text(own + "stdout.gz")).isEmpty();
    String errors = text(own + "stderr.gz");
    assertThat(errors).startsWith("INFO Client: Submitted application application_");
    String application = errors.strip().replaceFirst(".*(application_)", "$1");
    String container = application.replaceFirst("application", "container") + "_01_000001";
    assertThat(text("containers/" + application + "/" + container + "/stdout.gz"))
        .isEqualTo("printed by a.B\n");
  }

  @Test
  void aDriverOnThePrimaryNodePrintsIntoTheStepsLog() throws IOException {
    String step = bench.add(cluster, EmrBench.raw("a", "spark-submit", "--class", "a.B", "a.jar"));
    bench.awaitDriver(0).end(1);
    bench.awaitState(cluster, step, "FAILED");

    assertThat(text("steps/" + step + "/stdout.gz")).isEqualTo("printed by a.B\n");
    assertThat(objects).hasSize(3);
    FailureDetails details =
        bench
            .client()
            .describeStep(each -> each.clusterId(cluster).stepId(step))
            .step()
            .status()
            .failureDetails();
    assertThat(details.logFile())
        .isEqualTo("s3://logs/emr/" + cluster + "/steps/" + step + "/stderr.gz");
    assertThat(details.message()).isNull();
  }

  @Test
  void whatSparkDoesNotStartIsInTheLogToo() throws IOException {
    String step = bench.add(cluster, EmrBench.raw("a", "spark-submit", "--memory", "2g", "a.jar"));
    bench.awaitState(cluster, step, "FAILED");

    assertThat(text("steps/" + step + "/stderr.gz")).isEqualTo("Unrecognized option: --memory\n");
  }

  @Test
  void aBucketThatTakesNothingKeepsNoStepFromItsEnd() {
    String other =
        bench
            .emr()
            .addCluster(
                "full",
                "emr-7.9.0",
                1,
                URI.create("s3://full/"),
                (object, content) -> {
                  throw new IOException("full");
                });
    String step = bench.add(other, EmrBench.step("a"));
    bench.awaitDriver(0).end(0);

    bench.awaitState(other, step, "COMPLETED");
  }

  @Test
  void logsAreInS3() {
    assertThatThrownBy(
            () ->
                bench
                    .emr()
                    .addCluster("a", "emr-7.9.0", 1, URI.create("file:///logs/"), objects::put))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be s3://BUCKET/FOLDER/");
  }
}
