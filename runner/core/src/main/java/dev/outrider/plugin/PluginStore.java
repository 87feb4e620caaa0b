// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Setting;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An artifact store of a plugin, as the plugin's descriptor describes it.
 *
 * @param scheme the scheme of the URIs that it keeps objects at
 * @param provider the binary name of the class that makes it
 * @param integration the family that it belongs to
 * @param notes what a person should know who looks for a store; may be empty
 * @param declared its settings, in the order in which they are shown; read when they are asked for
 *     first
 * @param access what a Spark home needs to reach it; read when it is asked for first
 */
public record PluginStore(
    String scheme,
    String provider,
    String integration,
    String notes,
    Supplier<List<Setting>> declared,
    Supplier<Optional<HadoopAccess>> access) {
  public PluginStore {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(integration, "integration");
    Objects.requireNonNull(notes, "notes");
    Objects.requireNonNull(declared, "declared");
    Objects.requireNonNull(access, "access");
  }

  /** One that says nothing of Hadoop. */
  public PluginStore(
      String scheme,
      String provider,
      String integration,
      String notes,
      Supplier<List<Setting>> declared) {
    this(scheme, provider, integration, notes, declared, Optional::empty);
  }

  /**
   * Its settings, in the order in which they are shown.
   *
   * @throws PluginException when this Outrider does not understand them
   */
  public List<Setting> settings() {
    return declared.get();
  }

  /**
   * What a Spark home needs to reach it; empty where it does not say so.
   *
   * @throws PluginException when this Outrider does not understand it
   */
  public Optional<HadoopAccess> hadoop() {
    return access.get();
  }
}
