// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.Ordered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of {@code spark-submit}. */
class LoopbackRehearsalTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  @TempDir private Path folder;

  private OperatorContext context(Map<String, String> more) {
    Map<String, String> environment = new TreeMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.putAll(more);
    return new OperatorContext(
        "near", folder.resolve("work"), folder, environment, Clock.systemUTC());
  }

  private Path home(String script) throws IOException {
    Path submit = folder.resolve("home/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("home/jars"));
    Files.createFile(folder.resolve("home/jars/spark-core_2.12-3.5.5.jar"));
    return folder.resolve("home");
  }

  @Test
  void anOperatorIsOpenedOnTheStageAndRunsItsStep() throws Exception {
    OperatorContext context =
        context(
            Map.of(
                "SPARK_HOME",
                home("echo conf=$HADOOP_CONF_DIR; echo java=$JAVA_HOME").toString(),
                "HADOOP_CONF_DIR",
                "/etc/hadoop"));
    LoopbackFlavor flavor = new LoopbackFlavor();
    try (Rehearsal.Stage stage = new LoopbackRehearsal().start("loopback", Map.of(), context);
        StepOperator operator =
            flavor.open(Settings.of(flavor.info().settings(), stage.settings()), context)) {

      assertThat(operator.platform())
          .isEqualTo(Optional.of(new Platform("3.5.5_2.12", Runtime.version().feature())));
      JobHandle job =
          Ordered.submit(operator, Orders.order(Resources.unspecified(), Map.of()), () -> true);
      await("its end").atMost(LIMIT).until(() -> operator.status(Set.of(job)).get(job).isFinal());

      assertThat(operator.status(Set.of(job)).get(job)).isEqualTo(new JobStatus.Succeeded());
      assertThat(operator.logs(job, LogCursor.START).lines())
          .containsExactly("conf=", "java=" + System.getProperty("java.home"));
    }
  }

  @Test
  void aStageThatIsClosedLeavesNoProcessAndNoThread() throws Exception {
    OperatorContext context =
        context(Map.of("SPARK_HOME", home("echo $$; exec tail -f /dev/null").toString()));
    LoopbackFlavor flavor = new LoopbackFlavor();
    long pid;
    try (Rehearsal.Stage stage = new LoopbackRehearsal().start("loopback", Map.of(), context);
        StepOperator operator =
            flavor.open(Settings.of(flavor.info().settings(), stage.settings()), context)) {
      JobHandle job =
          Ordered.submit(operator, Orders.order(Resources.unspecified(), Map.of()), () -> true);
      await("its first line")
          .atMost(LIMIT)
          .until(() -> !operator.logs(job, LogCursor.START).lines().isEmpty());
      pid = Long.parseLong(operator.logs(job, LogCursor.START).lines().get(0));
    }

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    await("the end of its threads")
        .atMost(LIMIT)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .noneMatch(
                        name ->
                            name.startsWith("faulty-http-")
                                || name.equals("loopback-starter")
                                || name.equals("spark-back-end-killer")));
  }

  @Test
  void withoutASparkHomeItIsSaidWhatToSet() {
    assertThatThrownBy(() -> new LoopbackRehearsal().start("loopback", Map.of(), context(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no Spark home to rehearse with: set the variable SPARK_HOME to one.");
    assertThatThrownBy(
            () ->
                new LoopbackRehearsal()
                    .start("loopback", Map.of(), context(Map.of("SPARK_HOME", "/nowhere"))))
        .hasMessage(
            "/nowhere is no Spark home: it has no bin/spark-submit that can be run. Set the variable"
                + " SPARK_HOME to one.");
  }
}
