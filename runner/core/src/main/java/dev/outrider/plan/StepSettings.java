// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import java.util.List;

/**
 * What may be said of how a step is run, in code and in properties, and between what each value
 * must be. The checks of both and the page of all keys come from here.
 */
public final class StepSettings {

  /** In the order of the page. */
  public static final List<Setting> ALL =
      List.of(
          Setting.of("step-operator", SettingType.TEXT, "the step operator that runs the step")
              .forExample("gpu"),
          positive("resources.executors", "number of executors"),
          positive("resources.cores", "cores of each executor"),
          memory("resources.memory", "heap of each executor"),
          memory("resources.memory-overhead", "memory of each executor beside its heap"),
          positive("resources.driver-cores", "cores of the driver"),
          memory("resources.driver-memory", "heap of the driver"),
          count("resources.gpus", "GPUs of each executor"),
          Setting.of("resources.gpu-type", SettingType.GPU, "the kind of GPU, by its chip's name")
              .forExample("l4"),
          count("retry.user", "retries after the step threw"),
          count("retry.resource", "retries after memory or disk ran out"),
          count("retry.capacity", "retries after a capacity failure"),
          count("retry.platform", "retries after the platform failed"),
          count("retry.configuration", "retries after a request was refused"),
          count("retry.timeout", "retries after a deadline passed"),
          duration("retry.backoff", "wait before the first retry"),
          duration("retry.longest-backoff", "longest wait before a retry"),
          deadline("deadline.queue", "how long a job may wait to be accepted"),
          deadline("deadline.start", "how long an accepted job may take to start"),
          deadline("deadline.run", "how long a step may run"),
          deadline("deadline.silence", "how long a job may give no sign of life"),
          Setting.of(
                  "cache",
                  SettingType.TEXT,
                  "off, as always in this version: outputs of an earlier run are not taken")
              .oneOf("off", "false"));

  private StepSettings() {}

  /** The setting of a name that is declared here. */
  static Setting of(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static Setting count(String name, String description) {
    return Setting.of(name, SettingType.COUNT, description);
  }

  private static Setting positive(String name, String description) {
    return Setting.of(name, SettingType.POSITIVE, description);
  }

  private static Setting memory(String name, String description) {
    return Setting.of(name, SettingType.MEMORY, description);
  }

  private static Setting duration(String name, String description) {
    return Setting.of(name, SettingType.DURATION, description);
  }

  /** A deadline of 0 would end every job before it could begin. */
  private static Setting deadline(String name, String description) {
    return duration(name, description).atLeast("1ms");
  }
}
