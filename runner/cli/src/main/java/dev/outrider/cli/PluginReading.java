// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.plugin.Plugin;
import dev.outrider.plugin.PluginFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reads the plugins of a folder once, when they are asked for, or ahead of that in a thread of its
 * own: most commands need them, and until a command line is made up nothing else uses a second
 * processor. Thread-safe.
 */
final class PluginReading {
  private final FutureTask<List<Plugin>> reading;

  /**
   * @param folder may be missing: then there are none
   */
  PluginReading(Path folder) {
    this.reading = new FutureTask<>(() -> new PluginFolder(folder).read());
  }

  /** Begins to read. */
  void ahead() {
    Thread thread = new Thread(reading, "plugins");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The plugins by file name.
   *
   * @throws IOException when the folder cannot be read
   */
  List<Plugin> plugins() throws IOException {
    reading.run(); // nothing, where it has begun
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException("Plugins cannot be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while plugins were read", e);
    }
  }
}
