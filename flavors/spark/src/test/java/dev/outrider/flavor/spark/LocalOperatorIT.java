// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import dev.outrider.testkit.Ordered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step as a process of this machine, by a real spark-submit, with its layers as jars. */
class LocalOperatorIT {

  @TempDir Path folder;

  @Test
  void aStepRunsOnceHoweverOftenItIsSubmittedAndIsFollowedByWhoeverLooks() throws Exception {
    Submission order = order(1, "hello");
    FindResult before = operator().find(Orders.KEY);

    JobHandle job = Ordered.submit(operator(), order, () -> true);
    assertThat(Ordered.submit(operator(), order, () -> true)).isEqualTo(job);
    awaitStatus(job, new JobStatus.Succeeded());
    assertThat(Ordered.submit(operator(), order, () -> true)).isEqualTo(job);

    assertThat(before).isEqualTo(new FindResult.NotThere());
    assertThat(operator().find(Orders.KEY))
        .isEqualTo(new FindResult.Found(job, Optional.of(Ordered.of(operator(), order).hash())));
    assertThat(operator().logs(job, LogCursor.START).lines())
        .filteredOn("shouting hello"::equals)
        .hasSize(1);
    try (Stream<Path> children = Files.list(attempt(1))) {
      assertThat(children.filter(Files::isDirectory))
          .singleElement()
          .satisfies(
              launch ->
                  assertThat(launch.resolve("outputs/output/value.json")).hasContent("\"HELLO\""));
    }
    Path properties =
        folder.resolve("work").resolve(Orders.KEY.value()).resolve("spark.properties");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(properties)))
        .isEqualTo("rw-------");
  }

  @Test
  void aCancelledStepEndsAndNothingOfItIsLeft() throws Exception {
    JobHandle job =
        Ordered.submit(operator(), order(1, "wait:" + folder.resolve("never")), () -> true);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> operator().logs(job, LogCursor.START).lines().toString().contains("shouting"));
    assertThat(status(job)).isInstanceOf(JobStatus.Running.class);

    operator().requestCancel(job);
    operator().requestCancel(job);

    awaitStatus(job, new JobStatus.Cancelled());
  }

  @Test
  void theThirdDriverMapsTheArchiveThatWasMadeBesideTheSecond() throws Exception {
    awaitStatus(
        Ordered.submit(operator(), order(1, "first"), () -> true), new JobStatus.Succeeded());
    awaitStatus(
        Ordered.submit(operator(), order(2, "second"), () -> true), new JobStatus.Succeeded());
    await().atMost(Duration.ofMinutes(5)).until(() -> !archives().isEmpty());

    Path go = folder.resolve("go");
    JobHandle job = Ordered.submit(operator(), order(3, "wait:" + go), () -> true);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> operator().logs(job, LogCursor.START).lines().toString().contains("shouting"));
    Path driver = folder.resolve("work").resolve(Orders.key(3).value()).resolve("process.json");
    String pid = Files.readString(driver).replaceFirst("(?s)^.*\"pid\": (\\d+).*$", "$1");
    List<String> mapped = Files.readAllLines(Path.of("/proc", pid, "maps"));
    Files.createFile(go);
    awaitStatus(job, new JobStatus.Succeeded());

    Path archive = archives().get(0);
    assertThat(mapped).anyMatch(line -> line.endsWith(archive.toString()));
    assertThat(operator().logs(job, LogCursor.START).lines())
        .noneMatch(line -> line.contains("[cds"));
  }

  private List<Path> archives() throws IOException {
    Path cache = folder.resolve("cache");
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void aSparkHomeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> open(Map.of("spark-home", folder.toString()), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder
                + " is no Spark home: it has no bin/spark-submit that can be run. It comes from"
                + " 'step-operator.local.spark-home'; set 'step-operator.local.spark-home' to a"
                + " folder with a Spark.");
    assertThatThrownBy(() -> open(Map.of(), Map.of()))
        .hasMessage(
            "There is no Spark home: set 'step-operator.local.spark-home', or the variable SPARK_HOME."
                + " In a checkout of Outrider, scripts/spark-home makes one.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emr   | 1 | {\"key\":\"r0k3v9m2x4q7t-a-1-0123456789\"} | set the operator's flavor back",
        "local | 2 | {\"key\":\"r0k3v9m2x4q7t-a-1-0123456789\"} | reads up to 1: take a newer one",
        "local | 1 | {\"key\":\"../../etc\"}                     | names no child of this machine",
        "local | 1 | {\"id\":5}                                  | names no child of this machine",
      })
  void aHandleThatItCannotReadIsNamedAndNothingIsTouched(
      String flavor, int version, String job, String reason) {
    JobHandle handle = new JobHandle(flavor, version, new JsonText(job));
    StepOperator operator = operator();

    assertThatThrownBy(() -> operator.status(Set.of(handle)))
        .isInstanceOfSatisfying(
            UnreadableHandleException.class, refused -> assertThat(refused.job()).isEqualTo(handle))
        .hasMessageContainingAll(job, reason);
    assertThatThrownBy(() -> operator.requestCancel(handle)).hasMessageContaining(reason);
    assertThat(folder.resolve("work")).doesNotExist();
  }

  private void awaitStatus(JobHandle job, JobStatus expected) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(status(job)).isEqualTo(expected));
  }

  private JobStatus status(JobHandle job) throws IOException {
    return operator().status(Set.of(job)).get(job);
  }

  /** A new one each time, as after a restart. */
  private StepOperator operator() {
    return open(
        Map.of("spark.ui.enabled", "false"),
        Map.of("SPARK_HOME", System.getProperty("outrider.spark.home")));
  }

  private StepOperator open(Map<String, String> given, Map<String, String> environment) {
    LocalFlavor flavor = new LocalFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext(
            "local",
            folder.resolve("work"),
            folder.resolve("cache"),
            environment,
            Clock.systemUTC()));
  }

  private Path attempt(int number) {
    return folder.resolve("store/runs/r/shout/" + number);
  }

  private Submission order(int number, String word) throws IOException {
    Path attempt = Files.createDirectories(attempt(number));
    Path jar = folder.resolve("steps.jar");
    String entry = Shout.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(entry));
      out.write(Shout.class.getClassLoader().getResourceAsStream(entry).readAllBytes());
    }
    BundleFiles bundle =
        new BundleFiles(
            Path.of(System.getProperty("outrider.application.jar")).toUri(),
            "dev.outrider.application.StepApplication",
            List.of(jar.toUri()));
    Submission order =
        Orders.order(number, attempt.toUri(), bundle, Resources.unspecified().cores(1), Map.of());
    String context = Formats.write(order.context()).replace("\"hello\"", "\"" + word + "\"");
    Files.writeString(Path.of(order.contextUri()), context);
    return order;
  }
}
