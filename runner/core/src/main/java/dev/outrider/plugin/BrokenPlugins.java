// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The plugins that cannot be used, for messages about flavors that are missed because of that.
 *
 * @param plugins by file name; may be empty
 */
public record BrokenPlugins(List<Plugin.Broken> plugins) {

  /** No plugin is broken. */
  public static final BrokenPlugins NONE = new BrokenPlugins(List.of());

  public BrokenPlugins {
    plugins = List.copyOf(plugins);
  }

  /**
   * Why a flavor cannot be used.
   *
   * @return plugins, reasons and what to do, ended by a full stop; empty where no broken plugin is
   *     known to have the flavor
   */
  public Optional<String> reason(String flavor) {
    String reasons =
        plugins.stream()
            .filter(each -> each.flavors().contains(flavor))
            .map(each -> "plugin " + each.jar() + " " + each.reason())
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons + ".");
  }

  /**
   * Why the artifact store of a scheme cannot be used.
   *
   * @return plugins, reasons and what to do, ended by a full stop; empty where no broken plugin is
   *     known to have a store of it
   */
  public Optional<String> storeReason(String scheme) {
    String reasons =
        plugins.stream()
            .filter(each -> each.schemes().contains(scheme))
            .map(each -> "plugin " + each.jar() + " " + each.reason())
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons + ".");
  }

  /**
   * What to add to the message that there is no flavor of some name, or no store of some scheme:
   * the plugins that do not even name theirs.
   *
   * @return begins with a space; empty where there are none
   */
  public String hint() {
    String unread =
        plugins.stream()
            .filter(each -> each.flavors().isEmpty() && each.schemes().isEmpty())
            .map(each -> each.jar() + " " + each.reason())
            .collect(Collectors.joining("; "));
    return unread.isEmpty()
        ? ""
        : " Perhaps it is in a plugin that cannot be used: " + unread + ".";
  }
}
