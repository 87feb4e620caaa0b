// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.RehearsalDraft;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.plugin.DescribedFlavor;
import dev.outrider.plugin.FlavorLoader;
import dev.outrider.plugin.Plugin;
import dev.outrider.plugin.PluginStore;
import dev.outrider.step.value.JsonForm;
import dev.outrider.store.ArtifactStoreProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads plugins, but starts no platform for a rehearsal: it runs already, in another process.
 *
 * @param plugins loads everything else
 * @param stage what the platform makes of the operator's settings
 */
record StandingStage(FlavorLoader plugins, RehearsalDraft.Staged stage) implements FlavorLoader {
  /** The name of the file with what the operator gets of the platform. */
  static final String FILE = "stage.json";

  /**
   * @param json as {@link PlatformProcess} prints it
   */
  StandingStage(FlavorLoader plugins, String json) {
    this(
        plugins, (RehearsalDraft.Staged) JsonForm.read(json, RehearsalDraft.Staged.class, "stage"));
  }

  @Override
  public Flavor load(Plugin.Readable plugin, DescribedFlavor flavor) {
    return plugins.load(plugin, flavor);
  }

  @Override
  public ArtifactStoreProvider store(Plugin.Readable plugin, PluginStore store) {
    return plugins.store(plugin, store);
  }

  @Override
  public Optional<String> refusal(Plugin.Readable plugin) {
    return plugins.refusal(plugin);
  }

  @Override
  public Rehearsal rehearsal(Plugin.Readable plugin, String flavor) {
    return new Rehearsal() {
      @Override
      public Set<String> flavors() {
        return Set.of(flavor);
      }

      @Override
      public Stage start(String name, Map<String, String> settings, OperatorContext context) {
        return new Standing();
      }
    };
  }

  /** Does not end the platform, and is not asked for its jobs. */
  private final class Standing implements Rehearsal.Stage {
    @Override
    public Map<String, String> settings() {
      return stage.given();
    }

    @Override
    public Set<String> withheld() {
      return stage.withheld();
    }

    @Override
    public int jobs(AttemptKey key) {
      throw new UnsupportedOperationException("jobs");
    }

    @Override
    public boolean runs(AttemptKey key) {
      throw new UnsupportedOperationException("runs");
    }

    @Override
    public void close() {}
  }
}
