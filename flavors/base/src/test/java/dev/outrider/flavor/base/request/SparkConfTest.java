// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.pipeline.Resources;
import dev.outrider.testkit.SampleOrders;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a conf on every platform. */
class SparkConfTest {

  private static SparkConf conf(
      Resources resources, Map<String, String> steps, Map<String, String> operators)
      throws NotAcceptedException {
    return SparkConf.of(
        SampleOrders.in(URI.create("file:///store/"), resources, steps),
        FlavorInfo.of("toy", "toy", "A flavor of this test.").can(Capability.values()),
        operators,
        new Refusals("near"));
  }

  private static SparkConf conf(Map<String, String> steps) throws NotAcceptedException {
    return conf(Resources.unspecified(), steps, Map.of());
  }

  @Test
  void theSubmissionsConfWinsOverTheOperators() throws Exception {
    assertThat(
            conf(
                    Resources.unspecified(),
                    Map.of("spark.a", "step"),
                    Map.of("spark.a", "operator", "spark.b", "operator"))
                .map())
        .isEqualTo(Map.of("spark.a", "step", "spark.b", "operator"));
  }

  @ParameterizedTest
  @CsvSource({"spark.yarn.maxAppAttempts, 2", "spark.driver.supervise, true"})
  void aSettingThatStartsAJobAgainIsRefused(String name, String value) throws Exception {
    assertThat(conf(Map.of(name, SparkConf.RESTARTS.get(name))).map()).containsKey(name);
    assertThatThrownBy(() -> conf(Map.of(name, value)))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'near': '%s' is '%s', which may start the job twice. Leave"
                    .formatted(name, value)
                + " it out: Outrider tries again itself.");
  }

  @Test
  void aPropertyWithOneValueOnlyIsRefusedWithTheReason() throws Exception {
    assertThat(conf(Map.of()).only("spark.master", "yarn", "x").map()).isEmpty();
    assertThatThrownBy(
            () ->
                conf(Map.of("spark.master", "local"))
                    .only("spark.master", "yarn", "but steps run on YARN. Leave it out."))
        .hasMessage(
            "Step 'shout' cannot run on 'near': 'spark.master' is 'local', but steps run on YARN."
                + " Leave it out.");
  }

  @Test
  void executorsAreCountedByTheCluster() throws Exception {
    Resources asked =
        Resources.unspecified()
            .executors(3)
            .cores(2)
            .memory("4g")
            .memoryOverhead("1g")
            .driverCores(1)
            .driverMemory("2g")
            .gpus(1);
    Map<String, String> common =
        Map.of(
            "spark.executor.cores", "2",
            "spark.executor.memory", "4g",
            "spark.executor.memoryOverhead", "1g",
            "spark.driver.cores", "1",
            "spark.driver.memory", "2g",
            "spark.executor.resource.gpu.amount", "1",
            "spark.task.resource.gpu.amount", "1");

    assertThat(conf(asked, Map.of(), Map.of()).resources(ExecutorCount.CORES_IN_ALL).map())
        .containsAllEntriesOf(common)
        .containsEntry("spark.cores.max", "6")
        .hasSize(common.size() + 1);
    assertThat(conf(asked, Map.of(), Map.of()).resources(ExecutorCount.INSTANCES).map())
        .containsAllEntriesOf(common)
        .containsEntry("spark.executor.instances", "3")
        .containsEntry("spark.dynamicAllocation.enabled", "false")
        .hasSize(common.size() + 2);
    assertThat(
            conf(Resources.unspecified().executors(3), Map.of(), Map.of())
                .resources(ExecutorCount.CORES_IN_ALL)
                .map())
        .isEqualTo(Map.of("spark.cores.max", "3", "spark.executor.cores", "1"));
  }

  @ParameterizedTest
  @CsvSource({
    "spark.my.password, hunter2",
    "spark.driver.extraJavaOptions, -Xmx1g -Dmy.token=hunter2",
  })
  void aSecretIsRefusedAndNotShown(String name, String value) throws Exception {
    assertThat(conf(Map.of("spark.a", "-Dmy.token=x")).withoutSecrets("x").map()).hasSize(1);
    assertThatThrownBy(() -> conf(Map.of(name, value)).withoutSecrets("everybody on the platform"))
        .hasMessage(
            "Step 'shout' cannot run on 'near': everybody on the platform could read '"
                + name
                + "'. Leave it out, and let the step ask for a secret:"
                + " 'step-operator.near.secret.NAME'.");
  }

  @Test
  void labelsAndVariablesBecomeProperties() throws Exception {
    assertThat(conf(Map.of()).labels().environment("spark.yarn.appMasterEnv.").map())
        .isEqualTo(
            Map.of("spark.outrider.label.step", "shout", "spark.yarn.appMasterEnv.LEVEL", "high"));
  }
}
