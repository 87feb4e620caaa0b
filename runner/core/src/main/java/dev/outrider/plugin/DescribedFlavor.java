// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.FlavorInfo;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A flavor of a plugin, as the plugin's descriptor describes it.
 *
 * @param name what the configuration calls it
 * @param integration the family that it belongs to
 * @param notes what a person should know who looks for a flavor
 * @param className the binary name of its class
 * @param described what it says of itself; read when it is asked for first
 */
public record DescribedFlavor(
    String name,
    String integration,
    String notes,
    String className,
    Supplier<FlavorInfo> described) {
  public DescribedFlavor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(integration, "integration");
    Objects.requireNonNull(notes, "notes");
    Objects.requireNonNull(className, "className");
    Objects.requireNonNull(described, "described");
  }

  /** One that says of itself what is given. */
  public static DescribedFlavor of(FlavorInfo info, String className) {
    return new DescribedFlavor(
        info.name(), info.integration(), info.notes(), className, () -> info);
  }

  /**
   * What it says of itself.
   *
   * @throws PluginException when this Outrider does not understand it
   */
  public FlavorInfo info() {
    return described.get();
  }
}
