// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The folder of a launch of a plain step. Most launches have nothing to lay down, so it is made
 * with the first object in it; the attempt's context and claim are there from then on. Thread-safe.
 */
final class LaunchFolder {
  private final ArtifactStore store;
  private final AttemptContext context;
  private final Claim claim;
  private boolean made;

  LaunchFolder(ArtifactStore store, AttemptContext context, Claim claim) {
    this.store = store;
    this.context = context;
    this.claim = claim;
  }

  URI uri() {
    return context.folder().resolve(claim.launch() + "/");
  }

  /** Whether something lies in it. */
  synchronized boolean isMade() {
    return made;
  }

  /** The store, for what must be on the disk before the step counts as done. */
  ArtifactStore store() throws IOException {
    make();
    return store;
  }

  /** Lays something down that a loss of power may take. */
  void lay(String path, byte[] content) throws IOException {
    make();
    store.withoutSync().put(uri().resolve(path), content);
  }

  void lay(String path, Object document) throws IOException {
    lay(path, Formats.write(document).getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void make() throws IOException {
    if (made) {
      return;
    }
    // with this process the launch ends, and what it is of
    put(AttemptLayout.CONTEXT, context);
    put(AttemptLayout.CLAIM, claim);
    made = true;
  }

  private void put(String path, Object document) throws IOException {
    store
        .withoutSync()
        .put(
            context.folder().resolve(path),
            Formats.write(document).getBytes(StandardCharsets.UTF_8));
  }
}
