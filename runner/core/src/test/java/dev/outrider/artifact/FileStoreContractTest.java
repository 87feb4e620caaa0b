// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import dev.outrider.store.ArtifactStore;
import dev.outrider.testkit.ArtifactStoreContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The store of {@code file:} keeps every promise of a store. */
class FileStoreContractTest extends ArtifactStoreContract {

  @TempDir Path folder;

  @Override
  protected ArtifactStore open() {
    return new FileStore(UUID::randomUUID);
  }

  @Override
  protected URI root() {
    return folder.toUri();
  }

  @Override
  protected Optional<ArtifactStore> unreachable() {
    return Optional.empty();
  }

  /** The disks of a Mac take names of one look for the same. */
  @Override
  protected boolean namesAreBytes() {
    return !System.getProperty("os.name").startsWith("Mac");
  }
}
