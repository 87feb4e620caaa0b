// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.FlavorInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
   * @param jars its nested jars
   */
  record Readable(
      Path jar,
      String content,
      List<FlavorInfo> flavors,
      Map<String, String> classes,
      Map<String, String> rehearsals,
      NestedJars jars)
      implements Plugin {
    public Readable {
      flavors = List.copyOf(flavors);
      classes = Map.copyOf(classes);
      rehearsals = Map.copyOf(rehearsals);
      Objects.requireNonNull(jars, "jars");
    }

    /** One without nested jars and rehearsals, for a loader that needs none. */
    public Readable(
        Path jar, String content, List<FlavorInfo> flavors, Map<String, String> classes) {
      this(jar, content, flavors, classes, Map.of(), NestedJars.NONE);
    }

    Readable with(List<FlavorInfo> fewer) {
      return new Readable(jar, content, fewer, classes, rehearsals, jars);
    }
  }

  /**
   * A plugin that cannot be used, or not for some of its flavors.
   *
   * @param flavors the names of the flavors that are missed for that; empty where the plugin does
   *     not tell them
   * @param reason what is wrong with it, and what to do: the end of a sentence that begins with the
   *     jar, without a full stop
   */
  record Broken(Path jar, List<String> flavors, String reason) implements Plugin {
    public Broken {
      flavors = List.copyOf(flavors);
      Objects.requireNonNull(reason, "reason");
    }
  }
}
