// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.nio.file.Path;
import java.util.List;

/** A plugin jar, as far as its descriptor tells: nothing of it is loaded. */
public sealed interface Plugin {

  /** The jar. */
  Path jar();

  /**
   * A plugin that can be used.
   *
   * @param flavors at least one
   */
  record Readable(Path jar, List<FlavorDescription> flavors) implements Plugin {
    public Readable {
      flavors = List.copyOf(flavors);
    }
  }

  /**
   * A plugin that cannot be used.
   *
   * @param reason what is wrong with it, and what to do
   */
  record Broken(Path jar, String reason) implements Plugin {}
}
