// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Settings;
import java.util.Map;

/**
 * A step operator as the properties say. Its settings may hold secrets.
 *
 * @param name the operator's name
 * @param flavor what its flavor says of itself
 * @param settings checked; a path is absolute
 * @param place where the flavor was set
 */
public record OperatorConfiguration(
    String name, FlavorInfo flavor, Settings settings, String place) {
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
