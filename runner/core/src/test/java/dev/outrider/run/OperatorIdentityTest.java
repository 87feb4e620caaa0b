// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.ledger.Machine;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plugin.DescribedFlavor;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.Plugin;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which operators of several runs are asked for their jobs as one. */
class OperatorIdentityTest {
  private static final FlavorInfo TOY =
      FlavorInfo.of("toy", "toys", "")
          .stores("file")
          .settings(List.of(Setting.of("key", SettingType.TEXT, "opens the box").isSecret()));

  @TempDir Path folder;

  /** A step that does nothing. */
  public record Nothing() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput in, StepContext context) {
      return NoOutput.NONE;
    }
  }

  @Test
  void operatorsOfOneNameFlavorAndSettingsAreOne() throws Exception {
    Object first = identity("gpu", "key = ${env:FIRST}\n", "runs.db");

    assertThat(identity("gpu", "key = ${env:FIRST}\n", "runs.db"))
        .isEqualTo(first)
        .hasSameHashCodeAs(first);
  }

  @Test
  void anOperatorWithAnotherSecretNameOrFolderIsAnother() throws Exception {
    Object first = identity("gpu", "key = ${env:FIRST}\n", "runs.db");

    assertThat(identity("gpu", "key = ${env:SECOND}\n", "runs.db")).isNotEqualTo(first);
    assertThat(identity("cpu", "key = ${env:FIRST}\n", "runs.db")).isNotEqualTo(first);
    assertThat(identity("gpu", "key = ${env:FIRST}\n", "other/runs.db")).isNotEqualTo(first);
  }

  @Test
  void howOftenAndHowManyJobsMayRunMakesNoOther() throws Exception {
    Object first = identity("gpu", "key = ${env:FIRST}\n", "runs.db");

    assertThat(
            identity(
                "gpu", "key = ${env:FIRST}\nstep-operator.gpu.poll-interval = 1m\n", "runs.db"))
        .isEqualTo(first);
  }

  @Test
  void noIdentityShowsASecret() throws Exception {
    assertThat(identity("gpu", "key = ${env:SECOND}\n", "runs.db").toString())
        .doesNotContain("hunter2");
  }

  private Object identity(String name, String setting, String runStore) throws Exception {
    try (ConfiguredPlan plan = plan(name, setting, runStore)) {
      return plan.operatorIdentity(name);
    }
  }

  private ConfiguredPlan plan(String name, String setting, String runStore) throws Exception {
    String operator = "step-operator." + name + ".";
    Path properties =
        Files.writeString(
            folder.resolve("outrider.properties"),
            "run-store = " + runStore + "\n" + operator + "flavor = toy\n" + operator + setting);
    Plugin plugin =
        new Plugin.Readable(folder, "0a1b", List.of(DescribedFlavor.of(TOY, "acme.Toy")));
    Surroundings surroundings =
        new Surroundings(
            Map.of("FIRST", "correct horse", "SECOND", "hunter2"),
            new Flavors(
                List.of(plugin),
                (from, flavor) -> {
                  throw new IllegalStateException("no step is on it");
                }),
            folder.resolve("cache"),
            new Machine("here", Optional.of("boot"), System::nanoTime, Duration.ofSeconds(60)),
            InstantSource.system(),
            new Random(7),
            new JobPoller(InstantSource.system()));
    Project project =
        new Project(
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.of(properties),
            Optional.empty(),
            Map.of(),
            folder);
    Pipeline pipeline = Pipeline.define("nothing", p -> p.step("nothing", new Nothing()));
    return ConfiguredPlan.of(project, pipeline, getClass().getClassLoader(), surroundings);
  }
}
