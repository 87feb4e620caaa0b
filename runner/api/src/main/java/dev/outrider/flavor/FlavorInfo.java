// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Set;

/**
 * What a flavor is.
 *
 * @param name what the configuration calls it: {@code emr}
 * @param integration the family that it belongs to: {@code aws}
 * @param notes what a person should know who looks for a flavor
 * @param documentation where more is said; may be empty
 * @param capabilities what its operators can do
 * @param storeSchemes the artifact stores that its platform reads and writes: {@code file}, {@code
 *     s3}
 * @param settings its settings, in the order in which they are shown
 */
public record FlavorInfo(
    String name,
    String integration,
    String notes,
    String documentation,
    Set<Capability> capabilities,
    Set<String> storeSchemes,
    List<Setting> settings) {

  public FlavorInfo {
    capabilities = Set.copyOf(capabilities);
    storeSchemes = Set.copyOf(storeSchemes);
    settings = List.copyOf(settings);
  }
}
