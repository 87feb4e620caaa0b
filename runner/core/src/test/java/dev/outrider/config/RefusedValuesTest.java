// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.plugin.PluginStore;
import dev.outrider.step.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages call invalid is refused with its key and line, whatever the value becomes. */
class RefusedValuesTest {
  private static final List<FlavorInfo> FLAVORS =
      List.of(
          FlavorInfo.of("local", "test", "")
              .stores("file")
              .settings(
                  List.of(
                      Setting.of("spark-home", SettingType.PATH, "where Spark is"),
                      CommonSettings.SPARK_LINE,
                      CommonSettings.JAVA,
                      Setting.of("parts", SettingType.COUNT, "how many").between("2", "9"),
                      Setting.of("idle", SettingType.DURATION, "how long").between("1m", "7d"))));

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void realFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "step.a.resources.memory = 8GB | is '8GB' but must be an amount of memory such as 512m or 8g.",
        "step.a.resources.driver-memory = 8gb | is '8gb' but must be an amount of memory such as"
            + " 512m or 8g.",
        "step.a.resources.memory-overhead = 0g | is '0g' but must be an amount of memory such as"
            + " 512m or 8g.",
        "step.a.resources.cores = 0 | is '0' but must be a whole number from 1 on, such as 4.",
        "step.a.resources.executors = 0 | is '0' but must be a whole number from 1 on, such as 4.",
        "step.a.resources.driver-cores = 0 | is '0' but must be a whole number from 1 on, such as"
            + " 4.",
        "step.a.resources.gpus = -1 | is '-1' but must be a whole number from 0 on, such as 4.",
        "step.a.resources.gpu-type = nvidia-tesla-t4 | is 'nvidia-tesla-t4' but must be 't4', the chip's name on every platform.",
        "step.a.resources.gpu-type = NVIDIA_H100_MEGA_80GB | is 'NVIDIA_H100_MEGA_80GB' but must be 'h100-mega', the chip's name on every platform.",
        "step.a.resources.gpu-type = 4 GPUs | is '4 GPUs' but must be a chip's name such as t4, l4 or a100-80gb.",
        "step.a.deadline.run = 0s | is '0s' but must be a duration from 1ms on.",
        "step.a.deadline.queue = PT0S | is 'PT0S' but must be a duration from 1ms on.",
        "step.a.retry.user = 1.5 | is '1.5' but must be a whole number from 0 on, such as 4.",
        "plain-steps.max-concurrent = 0 | is '0' but must be a whole number from 1 on, such as 4.",
        "artifact-store = | is empty but must be text.",
        "run-store = | is empty but must be a path.",
        "artifact-store = s3:x | is 's3:x', which names no bucket. Write s3://BUCKET/FOLDER.",
        "artifact-store = s3:///x | is 's3:///x', which names no bucket. Write s3://BUCKET/FOLDER.",
        "step-operator.local.parts = 10 | is '10' but must be a whole number from 2 to 9.",
        "step-operator.local.idle = 8d | is '8d' but must be a duration from 1m to 7d.",
        "step-operator.local.idle = 59s | is '59s' but must be a duration from 1m to 7d.",
        "step-operator.local.spark-line = Spark 3.5 | cannot be used: 'Spark 3.5' is no Spark line:"
            + " write Spark's version and the Scala line, such as 3.5.5_2.12. Known are 3.3.4_2.12,"
            + " 3.5.5_2.12, 4.1.3_2.13.",
        "step-operator.local.spark-line = 2.4.8_2.11 | cannot be used: Outrider has no class list of"
            + " Spark 2.4.8_2.11. Known are 3.3.4_2.12, 3.5.5_2.12, 4.1.3_2.13; any release of these"
            + " lines will do.",
        "step-operator.local.java = 12 | is '12' but must be one of 8, 11, 17, 21.",
        "step-operator.local.poll-interval = 0s | is '0s' but must be a duration from 1ms on.",
        "step-operator.local.max-concurrent = 0 | is '0' but must be a whole number from 1 on, such"
            + " as 4.",
        "step-operator.local.spark.x = ${env:HOME | has a '${' without its '}'. Write ${env:NAME}"
            + " for an environment variable or ${file:PATH} for a file.",
        "step-operator.local.tag.x = ${env:A}${file:b | has a '${' without its '}'. Write"
            + " ${env:NAME} for an environment variable or ${file:PATH} for a file.",
        "step-operator.local.spark.x = ${env:} | has '${env:}', which names nothing. Write"
            + " ${env:NAME} for an environment variable or ${file:PATH} for a file.",
        "step-operator.local.spark.x = ${file:} | has '${file:}', which names nothing. Write"
            + " ${env:NAME} for an environment variable or ${file:PATH} for a file.",
        "step-operator.a.b.flavor = local | names a step operator 'a.b'. Names are lower-case"
            + " letters, digits and -, a letter first, at most 40.",
        "step.a.b.resources.cores = 1 | names a step 'a.b'. Names are lower-case letters, digits"
            + " and -, a letter first, at most 40.",
      })
  void aValueThatCannotBeIsNamedWithItsKeyAndLine(String line, String problem) throws IOException {
    assertThat(problemsOf("# a comment\nstep-operator.local.flavor = local\n" + line + "\n"))
        .containsExactly("outrider.properties, line 3: '" + line.split(" =")[0] + "' " + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run-store",
        "artifact-store",
        "step-operator.local.flavor",
        "step-operator.local.spark-home",
        "step-operator.local.env.X",
        "step-operator.local.tag.x",
        "step-operator.local.spark.x",
        "step-operator.local.secret.x",
        "step.a.step-operator",
        "step.a.resources.gpu-type",
        "pipeline.p.step.a.resources.gpu-type",
      })
  void aNulInAnyValueIsRefused(String key) throws IOException {
    for (String value : List.of("a\\u0000b", "${file:a\\u0000b}", "${env:A\\u0000}")) {
      String flavor = key.endsWith("flavor") ? "\n" : "step-operator.local.flavor = local\n";
      String secret = key.contains("secret") ? "env:" : "";
      assertThat(problemsOf(flavor + key + " = " + secret + value + "\n"))
          .as(value)
          .containsExactly(
              "outrider.properties, line 2: '"
                  + key
                  + "' has a NUL character, which no path and no variable can have.");
    }
  }

  @Test
  void aNulThatAFileHasOrAKeyIsRefused() throws IOException {
    Files.writeString(folder.resolve("f"), "a\0b");

    assertThat(problemsOf("step-operator.local.flavor=local\nstep-operator.local.env.X=${file:f}"))
        .containsExactly(
            "outrider.properties, line 2: 'step-operator.local.env.X' takes a NUL character from"
                + " what it refers to. Remove it there.");
    assertThat(problemsOf("step-operator.local.tag.a\\u0000b = c"))
        .singleElement()
        .asString()
        .endsWith("has a NUL character in its name. Remove it.");
  }

  @Test
  void aFlavorThatIsMisspeltIsNamedWithItsNeighbour() throws IOException {
    assertThat(problemsOf("step-operator.local.flavour = local\n"))
        .containsExactly(
            "outrider.properties, line 1: step operator 'local' has no flavor: unknown key"
                + " 'step-operator.local.flavour'; did you mean 'step-operator.local.flavor'?");
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    Files.writeString(folder.resolve("key"), "\uFEFFeu");
    write("\uFEFFrun-store = a.db\nstep.a.step-operator = ${file:key}\n");

    assertThat(problems(Optional.empty())).isEmpty();
  }

  @Test
  void onlyARegularFileOfAtMostOneMebibyteIsReadForAValue() throws Exception {
    Files.write(folder.resolve("large"), new byte[SmallFile.MOST + 1]);
    Files.createDirectories(folder.resolve("d"));
    new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor();

    for (String each : List.of("/dev/zero", "fifo", "d")) {
      assertThat(problemsInTime("run-store = ${file:" + each + "}"))
          .as(each)
          .containsExactly(
              "outrider.properties, line 1: 'run-store' takes the file "
                  + folder.resolve(each)
                  + ", which cannot be read (it is not a regular file).");
    }
    assertThat(problemsInTime("run-store = ${file:large}"))
        .singleElement()
        .asString()
        .endsWith("/large, which cannot be read (it has more than 1 MiB).");
    Files.write(folder.resolve("latin"), new byte[] {'p', (byte) 0xe4});
    assertThat(problemsInTime("run-store = ${file:latin}"))
        .singleElement()
        .asString()
        .endsWith("/latin, which cannot be read (it is not UTF-8).");
    assertThat(problemsInTime("run-store = ${file:missing}"))
        .singleElement()
        .asString()
        .endsWith("/missing, which cannot be read (there is no such file).");
  }

  @Test
  void aPropertiesFileThatIsNoneIsNamedAsItWasGiven() throws Exception {
    new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor();
    Files.write(folder.resolve("large"), new byte[SmallFile.MOST + 1]);
    String advice = " Name a properties file with --config, a profile with --profile.";

    assertThat(problems(Optional.of(Path.of(""))))
        .containsExactly("--config names no file. Name a properties file, or leave it out.");
    assertThat(problems(Optional.of(Path.of("."))))
        .containsExactly(folder.resolve(".") + " is a folder." + advice);
    assertThat(problems(Optional.of(Path.of("fifo"))))
        .containsExactly("fifo is not a regular file." + advice);
    assertThat(problems(Optional.of(Path.of("large"))))
        .containsExactly("large cannot be read (it has more than 1 MiB).");
  }

  private List<String> problemsInTime(String text) {
    return assertTimeoutPreemptively(Duration.ofMinutes(1), () -> problemsOf(text));
  }

  private List<String> problemsOf(String text) throws IOException {
    write(text);
    return problems(Optional.empty());
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("outrider.properties"), text);
  }

  private List<String> problems(Optional<Path> file) {
    var sources =
        new ConfigurationReader.Sources(file, Optional.empty(), Map.of(), folder, Map.of("A", "a"));
    var stores = List.of(new PluginStore("s3", "acme.Store", "test", "", List::of));
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> new ConfigurationReader(sources, FLAVORS, stores).read());
    return thrown == null ? List.of() : thrown.problems();
  }
}
