// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.FlavorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A plugin jar, as far as its descriptor tells: nothing of it is loaded. */
public sealed interface Plugin {

  /** The jar. */
  Path jar();

  /**
   * A plugin that can be used.
   *
   * @param content the hash of its nested jars
   * @param flavors at least one
   * @param classes the class of each flavor, by the flavor's name
   */
  record Readable(Path jar, String content, List<FlavorInfo> flavors, Map<String, String> classes)
      implements Plugin {
    public Readable {
      flavors = List.copyOf(flavors);
      classes = Map.copyOf(classes);
    }
  }

  /**
   * A plugin that cannot be used.
   *
   * @param reason what is wrong with it, and what to do
   */
  record Broken(Path jar, String reason) implements Plugin {}
}
