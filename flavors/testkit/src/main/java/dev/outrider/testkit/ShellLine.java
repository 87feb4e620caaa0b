// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A line that a person is shown to paste into a shell, as a real {@code sh} takes it. */
public final class ShellLine {
  private static final long MINUTES = 5;

  private ShellLine() {}

  /** The words that the shell makes of it, without running it. */
  public static List<String> words(String line) throws IOException, InterruptedException {
    return List.of(run("printf '%s\\0' " + line, Map.of()).split("\0"));
  }

  /**
   * Runs it.
   *
   * @param environment variables over those of this process
   * @return what it prints
   * @throws AssertionError when it ends with another code than 0
   */
  public static String run(String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true);
    shell.environment().putAll(environment);
    Process process = shell.start();
    try {
      process.getOutputStream().close();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(line + "\n" + told);
      }
      return told;
    } finally {
      process.destroyForcibly();
    }
  }
}
