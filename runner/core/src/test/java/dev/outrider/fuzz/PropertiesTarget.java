// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import dev.outrider.config.ConfigurationException;
import dev.outrider.config.ConfigurationReader;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A properties file: understood, or refused with a sentence for each problem. */
public final class PropertiesTarget implements FuzzTarget {
  private static final List<String> KEYS =
      List.of(
          "run-store",
          "artifact-store",
          "cache",
          "step-operator.a.flavor",
          "step-operator.a.max-concurrent",
          "step-operator.a.where",
          "step-operator.a.flag",
          "step-operator.a.size",
          "step-operator.a.env.X",
          "step-operator.a.tag.team",
          "step-operator.a.spark.x",
          "step-operator.a.secret.token",
          "step.train.step-operator",
          "step.train.memory",
          "step.train.cores",
          "step.train.executors",
          "step.train.gpus",
          "step.train.deadline.run",
          "step.train.retry.capacity",
          "step.train.spark.a",
          "pipeline.p.step.train.memory",
          "step-operator.a.best-effort");

  private static final List<String> VALUES =
      List.of(
          "toy",
          "8g",
          "8GB",
          "1",
          "0",
          "-1",
          "40m",
          "0s",
          "true",
          "file:/work/store",
          "s3:x",
          "s3://b/p",
          "a/b",
          "env:TOKEN",
          "${env:HOME}",
          "${env:HOME",
          "${file:a}",
          "off",
          "a",
          "");

  private static final FlavorInfo TOY =
      FlavorInfo.of("toy", "tests", "For tests.")
          .stores("file")
          .settings(
              List.of(
                  Setting.of("where", SettingType.PATH, "a path"),
                  Setting.of("flag", SettingType.FLAG, "yes or no"),
                  Setting.of("size", SettingType.COUNT, "a number"),
                  CommonSettings.MAX_CONCURRENT.orElse("4")));

  @Override
  public String name() {
    return "properties";
  }

  @Override
  public void check(Hostile input, Path scratch) throws Exception {
    StringBuilder text = new StringBuilder(input.oneIn(10) ? "\ufeff" : "");
    if (!input.oneIn(4)) {
      text.append("step-operator.a.flavor = toy\n");
    }
    for (int lines = input.below(6); lines > 0; lines--) {
      String key = input.oneOf(KEYS);
      String value = input.oneOf(VALUES);
      text.append(input.oneIn(10) ? input.changed(key) : key)
          .append(input.oneOf(List.of(" = ", "=", ":", " ", "  =\t")))
          .append(input.oneIn(2) ? value : value.isEmpty() ? input.text(5) : input.changed(value))
          .append(input.oneOf(List.of("\n", "\n", "\r\n", "\\\n ", "")));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(scratch.resolve("outrider.properties"), input.changed(bytes));
    try {
      reader(file, scratch).read();
      return;
    } catch (ConfigurationException e) {
      if (e.problems().isEmpty() || e.problems().stream().anyMatch(String::isBlank)) {
        throw new AssertionError("A refusal without a word", e);
      }
    }
    try {
      // what is written is read, or refused, without what it means too
      Map<String, String> written = new TreeMap<>(reader(file, scratch).properties());
      if (!written.equals(new TreeMap<>(reader(file, scratch).properties()))) {
        throw new AssertionError("Read twice it is two things: " + written);
      }
    } catch (ConfigurationException e) {
      return;
    }
  }

  private static ConfigurationReader reader(Path file, Path folder) {
    return new ConfigurationReader(
        new ConfigurationReader.Sources(
            Optional.of(file), Optional.empty(), Map.of(), folder, Map.of("HOME", "/home/me")),
        List.of(TOY),
        List.of());
  }
}
