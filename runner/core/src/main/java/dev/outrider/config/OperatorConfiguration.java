// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A step operator as the properties say. Its settings may hold secrets.
 *
 * @param name the operator's name
 * @param flavor what its flavor says of operators with these settings
 * @param settings checked; a path is absolute
 * @param common what has one meaning for every operator
 * @param place where the flavor was set
 */
public record OperatorConfiguration(
    String name, FlavorInfo flavor, Settings settings, Settings common, String place) {
  public OperatorConfiguration {
    flavor = flavor.under(settings);
  }

  /** How many live attempts it may have at once, of all runs; empty for any number. */
  public Optional<Integer> maxConcurrent() {
    return of(CommonSettings.MAX_CONCURRENT)
        .text(CommonSettings.MAX_CONCURRENT.name())
        .map(Integer::valueOf);
  }

  /** The longest time between two looks at its jobs. */
  public Duration pollInterval() {
    return of(CommonSettings.POLL_INTERVAL).duration(CommonSettings.POLL_INTERVAL.name());
  }

  /** Whether a step runs without what the operator cannot give. */
  public boolean bestEffort() {
    return of(CommonSettings.BEST_EFFORT).flag(CommonSettings.BEST_EFFORT.name());
  }

  /** What the operator can give of what a step asks for; all of it, unless on best effort. */
  public Resources granted(Resources asked) {
    if (!bestEffort()) {
      return asked;
    }
    Set<String> missing =
        flavor.unsupported(asked).stream().map(Unsupported::resource).collect(Collectors.toSet());
    return new Resources(
        asked.executors().filter(each -> !missing.contains("executors")),
        asked.cores(),
        asked.memory(),
        asked.memoryOverhead().filter(each -> !missing.contains("memory-overhead")),
        asked.driverCores().filter(each -> !missing.contains("driver-cores")),
        asked.driverMemory(),
        asked.gpus().filter(each -> !missing.contains("gpus")),
        asked.gpuType().filter(each -> !missing.contains("gpu-type")));
  }

  /** A flavor may have a default of its own. */
  private Settings of(Setting setting) {
    return flavor.settings().stream().anyMatch(each -> each.name().equals(setting.name()))
        ? settings
        : common;
  }

  /** The variables of every driver's environment: what {@code env.NAME} says. */
  public Map<String, String> environment() {
    return settings.below("env.");
  }

  /** The user's labels: what {@code tag.NAME} says. */
  public Map<String, String> tags() {
    return settings.below("tag.");
  }

  /** Where steps find secrets: {@code env:NAME}, {@code file:PATH} or {@code hadoop:ALIAS}. */
  public Map<String, String> secrets() {
    return settings.below("secret.");
  }

  @Override
  public String toString() {
    return "step operator '" + name + "' of flavor '" + flavor.name() + "'";
  }
}
