// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.plan.StepSettings;
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
  public static final List<Setting> STEP = StepSettings.ALL;

  private Keys() {}
}
