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
   * @param flavors at least one, where it has no rehearsal
   * @param classes the class of each flavor, by the flavor's name
   * @param rehearsals the class of each rehearsal, by the name of the flavor that it is of
   */
  record Readable(
      Path jar,
      String content,
      List<FlavorInfo> flavors,
      Map<String, String> classes,
      Map<String, String> rehearsals)
      implements Plugin {
    public Readable {
      flavors = List.copyOf(flavors);
      classes = Map.copyOf(classes);
      rehearsals = Map.copyOf(rehearsals);
    }

    /** A plugin without rehearsals. */
    public Readable(
        Path jar, String content, List<FlavorInfo> flavors, Map<String, String> classes) {
      this(jar, content, flavors, classes, Map.of());
    }
  }

  /**
   * A plugin that cannot be used.
   *
   * @param reason what is wrong with it, and what to do
   */
  record Broken(Path jar, String reason) implements Plugin {}
}
