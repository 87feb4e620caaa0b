// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outrider.aws.loopback.AwsRehearsal;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a script in the place of {@code spark-submit}. */
class AwsRehearsalTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  @TempDir private Path folder;

  private OperatorContext context(String spark) throws IOException {
    Path submit = folder.resolve("home/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/usr/bin/env bash\necho ran\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("home/jars"));
    Files.createFile(folder.resolve("home/jars/spark-core_2.12-" + spark + ".jar"));
    Map<String, String> environment = new TreeMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.put("SPARK_HOME", folder.resolve("home").toString());
    environment.put("AWS_REGION", "eu-north-1");
    return new OperatorContext(
        "emr", folder.resolve("work"), folder, environment, Clock.systemUTC());
  }

  private static StepOperator open(
      Map<String, String> given, Rehearsal.Stage stage, OperatorContext context) {
    EmrFlavor flavor = new EmrFlavor();
    Map<String, String> settings = new HashMap<>(given);
    settings.keySet().removeAll(stage.withheld());
    settings.putAll(stage.settings());
    return flavor.open(Settings.of(flavor.info().settings(), settings), context);
  }

  /** What is withheld would be refused or asked, if it were not. */
  @Test
  void anOperatorIsOpenedOnTheStageAndRunsItsStep() throws Exception {
    OperatorContext context = context("3.5.5");
    Map<String, String> given =
        Map.of("cluster-name", "data-platform", "profile", "nobody", "proxy", "http://127.0.0.1:1");
    try (Rehearsal.Stage stage = new AwsRehearsal().start("emr", given, context);
        StepOperator operator = open(given, stage, context)) {
      assertThat(stage.settings()).containsEntry("region", "eu-north-1");

      assertThat(operator.platform()).isEqualTo(Optional.of(new Platform("3.5.5_2.12", 17)));
      JobHandle job =
          Ordered.submit(operator, Orders.order(Resources.unspecified(), Map.of()), () -> true);
      await("its end").atMost(LIMIT).until(() -> operator.status(Set.of(job)).get(job).isFinal());

      assertThat(operator.status(Set.of(job)).get(job)).isEqualTo(new JobStatus.Succeeded());
    }
  }

  @Test
  void aClusterThatIsMadeIsMadeThereAndTakenDown() throws Exception {
    OperatorContext context = context("3.5.1");
    try (Rehearsal.Stage stage = new AwsRehearsal().start("emr", Transients.least(), context);
        StepOperator operator = open(Transients.least(), stage, context)) {

      assertThat(operator.platform()).map(Platform::sparkLine).contains("3.5.1_2.12");
      JobHandle job =
          Ordered.submit(operator, Orders.order(Resources.unspecified(), Map.of()), () -> true);
      await("its end").atMost(LIMIT).until(() -> operator.status(Set.of(job)).get(job).isFinal());
      operator.release(Orders.KEY.value().replaceFirst("-.*", ""));

      assertThat(operator.status(Set.of(job)).get(job)).isEqualTo(new JobStatus.Succeeded());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.3.4", "3.5.0", "3.5.6", "4.1.3"})
  void aRehearsedClusterHasTheSparkOfThisMachine(String spark) throws Exception {
    OperatorContext context = context(spark);
    try (Rehearsal.Stage stage = new AwsRehearsal().start("emr", Map.of(), context);
        StepOperator operator = open(Map.of(), stage, context)) {

      assertThat(operator.platform()).map(Platform::sparkLine).contains(spark + "_2.12");
    }
  }
}
