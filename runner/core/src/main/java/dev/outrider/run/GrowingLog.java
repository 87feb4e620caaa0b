// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The log of one step as it grows. A driver stores its output in numbered chunks that stay as they
 * are, so each is read once. When the step is tried again, the new attempt's log follows the whole
 * of the old one's. Not thread-safe.
 */
public final class GrowingLog {
  private final RunReader reader;
  private final ArtifactStore store;
  private int attempt;
  private Optional<URI> folder = Optional.empty();
  private long chunksRead;

  GrowingLog(RunReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /**
   * Gives what has come since the last look, chunk by chunk.
   *
   * @param step the step as it was before this look: of one that has ended this is the rest
   * @throws IOException when the artifact store cannot be read; what was given is not given again
   */
  public void look(StepState step, Consumer<String> chunks) throws IOException {
    if (attempt == 0) {
      attempt = step.attempt();
    }
    while (attempt < step.attempt()) {
      read(step.step(), chunks);
      attempt++;
      folder = Optional.empty();
      chunksRead = 0;
    }
    if (attempt > 0) {
      read(step.step(), chunks);
    }
  }

  private void read(String step, Consumer<String> chunks) throws IOException {
    if (folder.isEmpty()) {
      folder = reader.logFolder(step, attempt);
    }
    if (folder.isEmpty()) {
      return;
    }
    while (true) {
      URI chunk = folder.get().resolve(AttemptLayout.numbered(chunksRead + 1, ".log"));
      String text;
      try (InputStream in = store.get(chunk, 0)) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (NoSuchFileException e) {
        return;
      }
      chunksRead++;
      chunks.accept(text);
    }
  }
}
