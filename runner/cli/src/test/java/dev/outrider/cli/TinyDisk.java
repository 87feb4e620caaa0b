// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few kilobytes, in memory, mounted until it is closed. */
final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one, or ends the test where that is not allowed. */
  static TinyDisk mount(Path folder, int kilobytes) throws Exception {
    Files.createDirectories(folder);
    String refused =
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString());
    assumeTrue(refused.isEmpty(), "no file system can be mounted here: " + refused);
    return new TinyDisk(folder);
  }

  Path folder() {
    return folder;
  }

  void makeReadOnly() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", folder.toString())).isEmpty();
  }

  @Override
  public void close() throws Exception {
    assertThat(run("umount", folder.toString())).isEmpty();
  }

  /** Runs a command; gives what it says when it fails, otherwise nothing. */
  private static String run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      return code == 0 ? "" : "exit code " + code + ": " + said;
    } catch (IOException e) {
      return e.toString();
    }
  }
}
