// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import dev.outrider.store.ArtifactStore;
import dev.outrider.testkit.LargeObjectContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The store of {@code file:} takes an object of 5 GiB, and needs as much disk. */
class FileStoreLargeObjectIT extends LargeObjectContract {

  @TempDir Path folder;

  @Override
  protected ArtifactStore open() {
    return new FileStore(UUID::randomUUID).withoutSync();
  }

  @Override
  protected URI root() {
    return folder.toUri();
  }
}
