// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plan.Plan;
import dev.outrider.plan.Planner;
import dev.outrider.plugin.PluginStore;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration knows of where secrets come from, and which step has which. */
class SecretsOfOperatorsTest {
  private static final List<Setting> KEY =
      List.of(Setting.of("key", SettingType.TEXT, "opens").isSecret());

  @TempDir Path folder;

  record Nothing() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput input, StepContext context) {
      return NoOutput.NONE;
    }
  }

  @Test
  void theVariablesOfSecretsAreKnownButForThoseOfTheStore() throws Exception {
    Configuration read =
        read(
            """
            artifact-store = toy://acme/outrider
            artifact-store.key = ${env:STORE}
            step-operator.a.flavor = cloud
            step-operator.a.key = ${env:A}
            step-operator.a.tag.x = ${env:TAG}
            step-operator.b.flavor = cloud
            step-operator.b.key = ${env:STORE}
            step-operator.b.spark.hadoop.fs.s3a.secret.key = ${env:B}
            step-operator.b.spark.x = ${env:PLAIN}
            step-operator.b.secret.token = env:TOKEN
            step-operator.b.secret.other = file:/run/secrets/other
            """);

    assertThat(read.secretVariables()).containsExactlyInAnyOrder("A", "B", "TOKEN");
  }

  @Test
  void aStepThatMovesAndLosesItsSecretsIsRefused() throws Exception {
    Configuration read =
        read(
            """
            step-operator.a.flavor = cloud
            step-operator.a.secret.warehouse = env:A
            step-operator.a.secret.token = env:B
            step-operator.b.flavor = cloud
            step-operator.b.secret.token = file:/b
            step.train.step-operator = b
            """);

    assertThatThrownBy(() -> PlanConfiguration.apply(plan(), read))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Step 'train' moves from step operator 'a' to 'b', which lacks the secrets [warehouse]."
                + " Set 'step-operator.b.secret.warehouse'.");
  }

  @Test
  void aStepThatMovesToWhereItsSecretsAreIsPlanned() throws Exception {
    Configuration read =
        read(
            """
            step-operator.a.flavor = cloud
            step-operator.a.secret.token = env:B
            step-operator.b.flavor = cloud
            step-operator.b.secret.token = file:/b
            step-operator.b.secret.more = file:/b
            step.train.step-operator = b
            """);

    assertThat(PlanConfiguration.apply(plan(), read).steps().get(0).operator()).contains("b");
  }

  private Plan plan() throws Exception {
    return new Planner(folder)
        .plan(Pipeline.define("p", p -> p.step("train", new Nothing()).on("a")), Map.of());
  }

  private Configuration read(String text) throws Exception {
    Files.writeString(folder.resolve("outrider.properties"), text);
    Map<String, String> environment =
        Map.of("STORE", "1", "A", "2", "B", "3", "TAG", "4", "PLAIN", "5");
    var sources =
        new ConfigurationReader.Sources(
            Optional.empty(), Optional.empty(), Map.of(), folder, environment);
    FlavorInfo cloud = FlavorInfo.of("cloud", "test", "").stores("file", "toy").settings(KEY);
    return new ConfigurationReader(
            sources,
            List.of(cloud),
            List.of(new PluginStore("toy", "acme.Toy", "test", "", () -> KEY)))
        .read();
  }
}
