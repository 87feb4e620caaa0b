// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Another process that takes a lock once, says whether it has it, and keeps it until it ends. */
final class LockedElsewhere implements AutoCloseable {
  private static final String HELD = "held";

  private final Process process;
  private final boolean isHeld;

  private LockedElsewhere(Process process, boolean isHeld) {
    this.process = process;
    this.isHeld = isHeld;
  }

  static LockedElsewhere start(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LockedElsewhere.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new LockedElsewhere(process, HELD.equals(said.readLine()));
  }

  boolean isHeld() {
    return isHeld;
  }

  /** As a paused container is. */
  void stop() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public static void main(String[] args) throws IOException {
    Optional<SubmissionLock> lock = SubmissionLock.take(Path.of(args[0]), Duration.ZERO);
    System.out.println(lock.isPresent() ? HELD : "not free");
    System.in.read();
  }
}
