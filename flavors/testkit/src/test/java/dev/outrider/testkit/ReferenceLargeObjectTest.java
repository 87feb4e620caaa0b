// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.store.ArtifactStore;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store in memory takes what is large for it, or breaks it in the way of a variant. */
@ExtendWith(VariantParameter.class)
class ReferenceLargeObjectTest extends LargeObjectContract {

  private final Memory memory = new Memory();
  private final Optional<BrokenLargeStore> broken;

  ReferenceLargeObjectTest(Variant variant) {
    this.broken = variant.of(BrokenLargeStore.values());
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
  protected long size() {
    return BrokenLargeStore.ONE_UPLOAD + 17;
  }
}
