// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;

/**
 * A flavor of a plugin.
 *
 * @param flavor the plugin's own
 * @param code the plugin's code
 */
record PluginFlavor(Flavor flavor, PluginCode code) implements Flavor {
  @Override
  public FlavorInfo info() {
    try (PluginCode.Call call = code.call()) {
      return flavor.info();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    try (PluginCode.Call call = code.call()) {
      return new PluginOperator(flavor.open(settings, context), code);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }
}
