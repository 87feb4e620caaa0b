// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that is run to its end and must end well. */
record Child(List<String> command, Map<String, String> environment, Path printed)
    implements Rounds.Timed {

  @Override
  public void run() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(printed.toFile());
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " ended with " + code + ":\n" + Files.readString(printed));
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
