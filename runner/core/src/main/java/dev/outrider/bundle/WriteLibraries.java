// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The build calls this to write the list that {@link OutriderLibraries} reads. */
public final class WriteLibraries {
  private WriteLibraries() {}

  /**
   * Writes a line for each jar, sorted by its name: SHA-256 and file name.
   *
   * @param arguments a folder of jars, and the file to write
   * @throws IllegalArgumentException when the folder has no jar: the list would know nothing
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new IllegalArgumentException("There are no jars in " + folder + ".");
      }
      for (Path jar : jars) {
        text.append(Sha256.of(jar)).append(' ').append(jar.getFileName()).append('\n');
      }
    }
    Files.writeString(Path.of(arguments[1]), text);
  }
}
