// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.util.List;
import java.util.Optional;

/**
 * What a plugin's descriptor says of a flavor.
 *
 * @param name what the configuration calls it: {@code emr}
 * @param integration the family that it belongs to: {@code aws}
 * @param notes what a person should know who looks for a flavor; may be empty
 * @param documentation where more is said; may be empty
 * @param capabilities what it can do, for example {@code live-logs}
 * @param settings its settings, in the order of the descriptor
 */
public record FlavorDescription(
    String name,
    String integration,
    String notes,
    String documentation,
    List<String> capabilities,
    List<Setting> settings) {

  public FlavorDescription {
    capabilities = List.copyOf(capabilities);
    settings = List.copyOf(settings);
  }

  /**
   * A setting of a flavor.
   *
   * @param name the last part of its key: {@code region} of {@code step-operator.NAME.region}
   * @param type for example {@code text}, {@code duration}, {@code count}
   * @param defaultValue the value where none is set
   * @param unit of a number
   * @param example a value that one may set
   * @param required whether it must be set
   * @param secret whether it is given by reference only
   * @param description what it does; may be empty
   */
  public record Setting(
      String name,
      String type,
      Optional<String> defaultValue,
      Optional<String> unit,
      Optional<String> example,
      boolean required,
      boolean secret,
      String description) {}
}
