// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.SparkHome;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Starts loopback platforms that run what they are given with a Spark home of this machine. */
public final class LoopbackRehearsal implements Rehearsal {

  @Override
  public Set<String> flavors() {
    return Set.of(LoopbackFlavor.NAME);
  }

  @Override
  public Stage start(String flavor, Map<String, String> settings, OperatorContext context)
      throws IOException {
    if (!flavors().contains(flavor)) {
      throw new IllegalArgumentException("'" + flavor + "' is none of " + flavors() + ".");
    }
    SparkHome home = SparkHome.of(context);
    String token = UUID.randomUUID().toString();
    LoopbackPlatform platform =
        new LoopbackPlatform(
            "job-" + UUID.randomUUID().toString().substring(0, 8),
            home.platform(),
            token,
            home.backEnd(context.workFolder()),
            new FaultScript(context.clock()));
    return new Stage() {
      @Override
      public Map<String, String> settings() {
        return Map.of("endpoint", platform.address().toString(), LoopbackFlavor.TOKEN, token);
      }

      @Override
      public int jobs(AttemptKey key) {
        return platform.jobs().made(key.value());
      }

      @Override
      public boolean runs(AttemptKey key) {
        return platform.jobs().runs(key.value());
      }

      @Override
      public void close() {
        platform.close();
      }
    };
  }
}
