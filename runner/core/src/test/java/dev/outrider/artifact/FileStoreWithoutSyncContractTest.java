// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import dev.outrider.store.ArtifactStore;

/** And so it does without sync. */
class FileStoreWithoutSyncContractTest extends FileStoreContractTest {

  @Override
  protected ArtifactStore open() {
    return super.open().withoutSync();
  }
}
