// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.Result;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the step application of a job leaves in the artifact store when its step ends. */
final class ClusterDriver {
  private static final EnvironmentRecord NOWHERE =
      new EnvironmentRecord(
          "1",
          "17",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "UTC",
          "UTF-8",
          "",
          Optional.empty());

  private final ArtifactStore store;

  /**
   * @param store as the cluster reaches it
   */
  ClusterDriver(ArtifactStore store) {
    this.store = store;
  }

  /** Writes the claim, the result and last the mark. */
  void end(AttemptContext context) throws IOException {
    String launch = "1";
    URI folder = context.folder();
    Instant now = Instant.now();
    store.putIfAbsent(
        folder.resolve(AttemptLayout.CLAIM),
        bytes(new Claim(Formats.CURRENT, launch, "cluster", now)));
    store.put(
        folder.resolve(launch + "/" + AttemptLayout.RESULT),
        bytes(
            new Result(
                Formats.CURRENT,
                Result.SUCCEEDED,
                context.run(),
                context.pipeline(),
                context.step(),
                context.attempt(),
                context.key(),
                launch,
                now,
                now,
                Map.of(),
                Map.of(),
                NOWHERE,
                Optional.empty())));
    store.put(
        context.marks().orElseThrow().resolve(AttemptLayout.done(context.key())),
        bytes(new Mark(Formats.CURRENT, launch, now, Optional.of(Result.SUCCEEDED))));
  }

  private static byte[] bytes(Object document) {
    return Formats.write(document).getBytes(StandardCharsets.UTF_8);
  }
}
