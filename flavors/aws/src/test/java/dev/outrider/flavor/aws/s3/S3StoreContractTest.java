// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.store.ArtifactStore;
import dev.outrider.testkit.ArtifactStoreContract;
import dev.outrider.testkit.platform.LoopbackS3;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store of {@code s3:} keeps every promise of a store, through the SDK's real clients. The
 * server is s3proxy on this disk, which is not S3 in three things: it orders names beyond U+FFFF as
 * Java does, is confused when it is asked for what would lie below an object, and takes two slashes
 * for one.
 */
class S3StoreContractTest extends ArtifactStoreContract {
  @TempDir static Path folder;
  private static LoopbackS3 s3;

  private final URI root = URI.create("s3://acme/" + UUID.randomUUID() + "/");

  @BeforeAll
  static void startS3() throws Exception {
    s3 = LoopbackS3.start(Path.of(System.getProperty("outrider.s3proxy.jar")), folder);
    s3.bucket("acme");
  }

  @AfterAll
  static void closeS3() throws Exception {
    s3.close();
  }

  @Override
  protected ArtifactStore open() {
    return S3Stores.at(s3.address());
  }

  @Override
  protected URI root() {
    return root;
  }

  @Override
  protected Optional<ArtifactStore> unreachable() {
    return Optional.of(S3Stores.at(URI.create("http://127.0.0.1:9")));
  }

  @Override
  protected boolean ordersLikeUtf8() {
    return false;
  }

  @Override
  protected boolean canLookBelowObjects() {
    return false;
  }

  @Override
  protected boolean keepsEmptyParts() {
    return false;
  }
}
