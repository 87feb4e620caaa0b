// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A step operator as the properties say. Its settings may hold secrets.
 *
 * @param name the operator's name
 * @param flavor what its flavor says of itself
 * @param settings checked; a path is absolute
 * @param common what has one meaning for every operator
 * @param place where the flavor was set
 */
public record OperatorConfiguration(
    String name, FlavorInfo flavor, Settings settings, Settings common, String place) {
  /** How many live attempts it may have at once, of all runs; empty for any number. */
  public Optional<Integer> maxConcurrent() {
    return of(Keys.MAX_CONCURRENT).text(Keys.MAX_CONCURRENT).map(Integer::valueOf);
  }

  /** The longest time between two looks at its jobs. */
  public Duration pollInterval() {
    return of(Keys.POLL_INTERVAL).duration(Keys.POLL_INTERVAL);
  }

  /** A flavor may have a default of its own. */
  private Settings of(String name) {
    return flavor.settings().stream().anyMatch(each -> each.name().equals(name))
        ? settings
        : common;
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
