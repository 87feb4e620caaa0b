// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.application.S3Proxy;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.Formats;
import dev.outrider.testkit.Ordered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of this machine whose attempt and whose bundle are in S3. */
class LocalOnS3IT {

  private static final URI STORE = URI.create("s3://acme/env=prod/a+b%20gr%C3%B6%C3%9Fe%20%2541/");

  @TempDir Path folder;

  @Test
  void aStepWhoseBundleAndAttemptAreInS3Runs() throws Exception {
    try (S3Proxy s3 = S3Proxy.start(Files.createDirectories(folder.resolve("s3")))) {
      Path bucket = s3.bucket("acme");
      Submission order = order();
      Path application = Path.of(System.getProperty("outrider.application.jar"));
      put(s3, order.bundle().application(), Files.readAllBytes(application));
      put(s3, order.bundle().jars().get(0), steps());
      put(s3, order.contextUri(), Formats.write(order.context()).getBytes(StandardCharsets.UTF_8));
      Map<String, String> settings = new HashMap<>(Map.of("spark.ui.enabled", "false"));
      s3.hadoop().forEach((name, value) -> settings.put("spark.hadoop." + name, value));
      settings.remove("spark.hadoop.fs.s3.impl");
      settings.put(
          "spark.driver.extraClassPath",
          S3Proxy.jars().stream().map(Path::toString).collect(Collectors.joining(":")));
      StepOperator operator = operator(settings);

      JobHandle job = Ordered.submit(operator, order, () -> true);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(operator.status(Set.of(job)).get(job))
                      .as(() -> lines(operator, job))
                      .isEqualTo(new JobStatus.Succeeded()));
      assertThat(operator.render(order).notes())
          .anySatisfy(note -> assertThat(note).contains("committed by renaming files"));
      try (Stream<Path> files =
          Files.walk(bucket.resolve("env=prod/a+b größe %41/runs/r/shout/1"))) {
        assertThat(files.filter(each -> each.endsWith("outputs/output/value.json")))
            .singleElement()
            .satisfies(value -> assertThat(value).hasContent("\"HELLO\""));
      }
    }
  }

  @Test
  void aSparkHomeWithoutS3aIsRefusedBeforeAnythingIsStarted() {
    StepOperator operator = operator(Map.of());

    assertThatThrownBy(() -> operator.render(order()))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessageContaining(
            "/jars lacks hadoop-aws-3.3.4.jar (org.apache.hadoop:hadoop-aws) and"
                + " aws-java-sdk-bundle-1.12.262.jar (com.amazonaws:aws-java-sdk-bundle)");
    assertThatThrownBy(() -> Ordered.submit(operator, order(), () -> true))
        .isInstanceOf(NotAcceptedException.class);
    assertThat(folder.resolve("work").resolve(Orders.KEY.value()).resolve("process.json"))
        .doesNotExist();
  }

  private static String lines(StepOperator operator, JobHandle job) {
    try {
      return String.join("\n", operator.logs(job, LogCursor.START).lines());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private StepOperator operator(Map<String, String> given) {
    LocalFlavor flavor = new LocalFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext(
            "local",
            folder.resolve("work"),
            folder.resolve("cache"),
            Map.of("SPARK_HOME", System.getProperty("outrider.spark.home")),
            Set.of(),
            Clock.systemUTC(),
            List.of(Stores.S3)));
  }

  private static Submission order() {
    BundleFiles bundle =
        new BundleFiles(
            STORE.resolve("bundles/sha256/1.jar"),
            "dev.outrider.application.StepApplication",
            List.of(STORE.resolve("bundles/sha256/2.jar")));
    return Orders.order(
        STORE.resolve("runs/r/shout/1/"), bundle, Resources.unspecified().cores(1), Map.of());
  }

  private static byte[] steps() throws IOException {
    String entry = Shout.class.getName().replace('.', '/') + ".class";
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(jar)) {
      out.putNextEntry(new JarEntry(entry));
      out.write(Shout.class.getClassLoader().getResourceAsStream(entry).readAllBytes());
    }
    return jar.toByteArray();
  }

  private static void put(S3Proxy s3, URI object, byte[] content) throws IOException {
    try (FileSystem client = FileSystem.newInstance(object, s3.client());
        OutputStream out = client.create(new org.apache.hadoop.fs.Path(object))) {
      out.write(content);
    }
  }
}
