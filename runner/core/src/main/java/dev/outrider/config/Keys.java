// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import java.util.List;

/**
 * Every key that a properties file may have, but for those of a flavor. From here come the checks
 * and the reference page.
 */
public final class Keys {
  static final String ARTIFACT_STORE = "artifact-store";
  static final String RUN_STORE = "run-store";
  static final String FLAVOR = "flavor";
  static final String STEP_OPERATOR = "step-operator";
  static final String CACHE = "cache";
  static final String PLAIN_STEPS = "plain-steps.max-concurrent";

  /** What runs plain steps; no step operator may have this name. */
  public static final String ORCHESTRATOR = "orchestrator";

  /** Keys that stand alone. */
  public static final List<Setting> GLOBAL =
      List.of(
          Setting.of(
                  ARTIFACT_STORE,
                  SettingType.TEXT,
                  "where attempts, outputs and bundles lie: a path, or a URI of a store's scheme")
              .orElse(".outrider/store")
              .forExample("/data/outrider"),
          Setting.of(
                  RUN_STORE,
                  SettingType.PATH,
                  "the file with all runs; on a local disk, for this machine alone")
              .orElse(".outrider/runs.db"),
          Setting.of(
                  PLAIN_STEPS,
                  SettingType.POSITIVE,
                  "how many plain steps of a run work at once; others wait")
              .orElse("8"));

  /** Keys of every step operator, after {@code step-operator.NAME.}, with one meaning. */
  public static final List<Setting> OPERATOR = CommonSettings.EVERY;

  /**
   * Keys of a step, after {@code step.STEP.} for every pipeline that has it or {@code
   * pipeline.PIPELINE.step.STEP.}, which wins. What is not set here is as the code says.
   */
  public static final List<Setting> STEP =
      List.of(
          Setting.of(STEP_OPERATOR, SettingType.TEXT, "the step operator that runs the step")
              .forExample("gpu"),
          count("resources.executors", "how many executors; at least 1"),
          count("resources.cores", "the cores of each executor; at least 1"),
          memory("resources.memory", "the heap of each executor"),
          memory("resources.memory-overhead", "an executor's memory beside its heap"),
          count("resources.driver-cores", "the cores of the driver; at least 1"),
          memory("resources.driver-memory", "the heap of the driver"),
          count("resources.gpus", "the GPUs of each executor"),
          Setting.of("resources.gpu-type", SettingType.TEXT, "the platform's name of a GPU")
              .forExample("nvidia-l4"),
          count("retry.user", "more attempts after the step threw"),
          count("retry.resource", "more attempts after memory or disk ran out"),
          count("retry.capacity", "more attempts after there was no place, or it was taken away"),
          count("retry.platform", "more attempts after the platform failed"),
          count("retry.configuration", "more attempts after a request was refused"),
          count("retry.timeout", "more attempts after a deadline passed"),
          duration("retry.backoff", "how long to wait before the first new attempt"),
          duration("retry.longest-backoff", "how long to wait at most"),
          duration("deadline.queue", "how long a job may wait to be accepted"),
          duration("deadline.start", "how long an accepted job may take to start"),
          duration("deadline.run", "how long a step may run"),
          duration("deadline.silence", "how long a job may give no sign of life"),
          Setting.of(
                  CACHE,
                  SettingType.TEXT,
                  "off, as always in this version: outputs of an earlier run are not taken")
              .oneOf("off", "false"));

  private Keys() {}

  private static Setting count(String name, String description) {
    return Setting.of(name, SettingType.COUNT, description);
  }

  private static Setting memory(String name, String description) {
    return Setting.of(name, SettingType.MEMORY, description);
  }

  private static Setting duration(String name, String description) {
    return Setting.of(name, SettingType.DURATION, description);
  }
}
