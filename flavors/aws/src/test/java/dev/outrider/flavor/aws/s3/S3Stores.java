// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.Settings;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoreContext;
import dev.outrider.testkit.platform.LoopbackS3;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Stores at a server of this machine, as their provider makes them. */
final class S3Stores {
  private S3Stores() {}

  static ArtifactStore at(URI address, String... more) {
    S3StoreProvider provider = new S3StoreProvider();
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "endpoint",
                address.toString(),
                "region",
                "us-east-1",
                "access-key-id",
                LoopbackS3.KEY_ID,
                "secret-access-key",
                LoopbackS3.KEY,
                "connect-timeout",
                "1s",
                "request-timeout",
                "5s"));
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    return provider.open(
        Settings.of(provider.info().settings(), given),
        new StoreContext(Map.of(), InstantSource.system()));
  }
}
