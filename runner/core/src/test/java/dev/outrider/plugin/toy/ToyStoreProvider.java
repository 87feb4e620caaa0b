// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ArtifactStoreInfo;
import dev.outrider.store.ArtifactStoreProvider;
import dev.outrider.store.StoreContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens stores of {@code toy:} and {@code toybox:} below a folder of this disk. */
public class ToyStoreProvider implements ArtifactStoreProvider {
  @Override
  public ArtifactStoreInfo info() {
    return new ArtifactStoreInfo(
            Set.of("toy", "toybox"),
            "toys",
            "A folder, for tests.",
            List.of(
                Setting.of("root", SettingType.PATH, "the folder of all objects")
                    .mustBeSet()
                    .forExample("/data/toys"),
                Setting.of("parts", SettingType.COUNT, "how many parts").orElse("2"),
                Setting.of("token", SettingType.TEXT, "who it is").isSecret()))
        .reachedBy(
            new HadoopAccess(
                "acme.ToyFileSystem",
                Map.of("toy", Map.of("spark.hadoop.fs.toy.impl", "acme.ToyFileSystem")),
                List.of(
                    new HadoopAccess.Jar(
                        "toy-\\d+[.]jar", Map.of("3.3.4", "acme:toy:1"), "acme's newest")),
                Set.of("TOY_KEY"),
                Optional.empty()));
  }

  @Override
  public ArtifactStore open(Settings settings, StoreContext context) {
    return new ToyStore(settings.path("root").orElseThrow());
  }
}
