// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The step application, which outrider-core carries, as a file for as long as it is needed. */
final class ApplicationJar implements AutoCloseable {

  private final DraftFolder folder;
  private final Path file;

  private ApplicationJar(DraftFolder folder, Path file) {
    this.folder = folder;
    this.file = file;
  }

  /** Unpacks the application to a temporary file, which {@link #close} removes. */
  static ApplicationJar unpack() throws IOException {
    DraftFolder folder = DraftFolder.make();
    Path file = folder.path().resolve("application.jar");
    try (InputStream in = Resources.open(Resources.APPLICATION)) {
      Files.copy(in, file);
      return new ApplicationJar(folder, file);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The layer that it is. */
  static Layer layer() {
    try (InputStream in = Resources.open(Resources.APPLICATION)) {
      String sha256 = new Sha256().add(in).hex();
      return new Layer("application", Layer.Kind.APPLICATION, sha256);
    } catch (IOException e) {
      throw Resources.broken(Resources.APPLICATION, e);
    }
  }

  /** All of it, to be put into one file with other things. */
  LayerSelection selection() throws IOException {
    try {
      ClassPathEntry entry = EntryScan.of(file, JarCache.none());
      return new LayerSelection(entry, entry.members());
    } catch (EntryProblem e) {
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    folder.close();
  }
}
