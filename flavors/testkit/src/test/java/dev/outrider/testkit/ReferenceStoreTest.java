// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.store.ArtifactStore;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store in memory that keeps every promise, or breaks the one that a variant is about. */
@ExtendWith(VariantParameter.class)
class ReferenceStoreTest extends ArtifactStoreContract {

  private final Memory memory = new Memory();
  private final Optional<BrokenStore> broken;

  ReferenceStoreTest(Variant variant) {
    this.broken = variant.of(BrokenStore.values());
  }

  @Override
  protected ArtifactStore open() {
    return broken.map(each -> each.open(memory)).orElseGet(() -> new MemoryStore(memory));
  }

  @Override
  protected URI root() {
    return URI.create("memory://server/some/folder/");
  }

  @Override
  protected Optional<ArtifactStore> unreachable() {
    return Optional.of(broken.map(BrokenStore::unreachable).orElseGet(NoAnswer::new));
  }

  @Override
  protected int severalParts() {
    return 200_000;
  }
}
