// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Rehearsal;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A rehearsal of a plugin.
 *
 * @param rehearsal the plugin's own
 * @param code the plugin's code
 */
record PluginRehearsal(Rehearsal rehearsal, PluginCode code) implements Rehearsal {
  @Override
  public Set<String> flavors() {
    try (PluginCode.Call call = code.call()) {
      return rehearsal.flavors();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Map<String, String> clusterForEachRun(String flavor) {
    try (PluginCode.Call call = code.call()) {
      return rehearsal.clusterForEachRun(flavor);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Stage start(String flavor, Map<String, String> settings, OperatorContext context)
      throws IOException {
    try (PluginCode.Call call = code.call()) {
      return rehearsal.start(flavor, settings, context);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }
}
