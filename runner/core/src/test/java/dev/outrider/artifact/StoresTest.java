// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.Settings;
import dev.outrider.plugin.toy.ToyStoreProvider;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoreContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each object goes to the store of its scheme. */
class StoresTest {
  @TempDir Path folder;
  private final List<String> opened = new ArrayList<>();
  private final Stores stores = new Stores(new FileStore(UUID::randomUUID), this::open);

  @Test
  void anObjectIsKeptByTheStoreOfItsScheme() throws IOException {
    URI toy = URI.create("toy://acme/a");
    URI file = folder.resolve("b").toUri();

    stores.put(toy, new byte[] {1});
    stores.put(file, new byte[] {2});

    assertThat(folder.resolve("toys/acme/a")).hasBinaryContent(new byte[] {1});
    assertThat(folder.resolve("b")).hasBinaryContent(new byte[] {2});
    assertThat(stores.get(toy, 0).readAllBytes()).containsExactly(1);
    stores.delete(List.of(toy, file));
    assertThat(stores.head(toy)).isEmpty();
    assertThat(stores.head(file)).isEmpty();
  }

  @Test
  void aStoreIsOpenedWhenItIsFirstUsedAndOnlyOnce() throws IOException {
    stores.head(folder.resolve("b").toUri());
    assertThat(opened).isEmpty();

    stores.head(URI.create("toy://acme/a"));
    stores.list(URI.create("toy://acme/"), Optional.empty(), 1);
    stores.head(URI.create("toy://acme/b"));

    assertThat(opened).containsExactly("toy");
  }

  @Test
  void anObjectOfASchemeThatThereIsNotIsRefusedAndNothingIsDeleted() throws IOException {
    URI file = folder.resolve("b").toUri();
    stores.put(file, new byte[] {2});

    assertThatThrownBy(() -> stores.delete(List.of(file, URI.create("gs://acme/a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gs://acme/a is in no store: there is no gs");
    assertThat(stores.head(file)).isPresent();
    assertThatThrownBy(() -> stores.head(URI.create("acme/a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'acme/a' has no scheme");
  }

  private ArtifactStore open(String scheme) {
    if (!scheme.equals("toy")) {
      throw new IllegalArgumentException("there is no " + scheme);
    }
    opened.add(scheme);
    ToyStoreProvider provider = new ToyStoreProvider();
    return provider.open(
        Settings.of(provider.info().settings(), Map.of("root", folder.resolve("toys").toString())),
        new StoreContext(Map.of(), InstantSource.system()));
  }
}
