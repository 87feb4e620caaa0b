// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The class path of a user's project. */
final class ProjectClassPath {

  private static final String COMMANDS =
      "mvn -B compile dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt";

  private ProjectClassPath() {}

  /**
   * @param words {@code PATHS|@FILE}, between colons; empty for {@code target/classes} and {@code
   *     target/classpath.txt}
   */
  static List<Path> of(Optional<String> words, Terminal terminal) throws UsageException {
    if (words.isPresent()) {
      return paths(words.get(), terminal);
    }
    Path classes = terminal.path("target/classes");
    Path list = terminal.path("target/classpath.txt");
    if (!Files.isDirectory(classes) || !Files.isRegularFile(list)) {
      throw new UsageException(
          "There is no target/classes with a target/classpath.txt in "
              + terminal.workingDirectory()
              + ". Make them with\n  "
              + COMMANDS
              + "\nor name the class path with --class-path.");
    }
    return paths(classes + ":@" + list, terminal);
  }

  private static List<Path> paths(String words, Terminal terminal) throws UsageException {
    List<Path> paths = new ArrayList<>();
    for (String word : words.split(":")) {
      if (word.startsWith("@")) {
        Path file = terminal.path(word.substring(1));
        try {
          paths.addAll(paths(Files.readString(file).strip(), terminal));
        } catch (IOException e) {
          throw new UsageException(
              "--class-path names "
                  + file
                  + ", which cannot be read: "
                  + e
                  + ". Make it with\n  "
                  + COMMANDS);
        }
      } else if (!word.isBlank()) {
        paths.add(terminal.path(word));
      }
    }
    return paths;
  }
}
