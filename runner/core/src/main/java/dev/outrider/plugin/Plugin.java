// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A plugin jar as its descriptor describes it: nothing of it is loaded. */
public sealed interface Plugin {

  /** The jar. */
  Path jar();

  /**
   * A plugin that can be used.
   *
   * @param content the hash of its nested jars
   * @param flavors at least one, where it has neither a rehearsal nor a store
   * @param rehearsals the class of each rehearsal, by the name of the flavor that it is of
   * @param stores its artifact stores, one for each scheme
   * @param packed its nested jars; read when they are asked for first
   */
  record Readable(
      Path jar,
      String content,
      List<DescribedFlavor> flavors,
      Map<String, String> rehearsals,
      List<PluginStore> stores,
      Supplier<NestedJars> packed)
      implements Plugin {
    public Readable {
      flavors = List.copyOf(flavors);
      rehearsals = Map.copyOf(rehearsals);
      stores = List.copyOf(stores);
      Objects.requireNonNull(packed, "packed");
    }

    /** One without nested jars, rehearsals and stores, for a loader that needs none. */
    public Readable(Path jar, String content, List<DescribedFlavor> flavors) {
      this(jar, content, flavors, Map.of(), List.of(), () -> NestedJars.NONE);
    }

    Readable with(List<DescribedFlavor> fewer, List<PluginStore> fewerStores) {
      return new Readable(jar, content, fewer, rehearsals, fewerStores, packed);
    }

    /**
     * Its nested jars.
     *
     * @throws PluginException when the descriptor says of them what this Outrider does not
     *     understand
     */
    public NestedJars jars() {
      return packed.get();
    }
  }

  /**
   * A plugin that cannot be used, or not for some of its flavors or stores.
   *
   * @param flavors the names of the flavors that are missed for that; empty if the plugin does not
   *     name them, or has none
   * @param schemes the schemes of the artifact stores that are missed for that; empty likewise
   * @param reason what is wrong with it, and what to do: the end of a sentence that begins with the
   *     jar, without a full stop
   */
  record Broken(Path jar, List<String> flavors, List<String> schemes, String reason)
      implements Plugin {
    public Broken {
      schemes = List.copyOf(schemes);
      flavors = List.copyOf(flavors);
      Objects.requireNonNull(reason, "reason");
    }

    /** One that no artifact store is missed for. */
    public Broken(Path jar, List<String> flavors, String reason) {
      this(jar, flavors, List.of(), reason);
    }
  }
}
