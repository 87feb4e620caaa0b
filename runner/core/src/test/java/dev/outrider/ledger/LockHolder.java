// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another process that holds the lock of a run's owner until it is closed, or killed. As a program:
 * {@code FOLDER RUN EPOCH BOOT}; it prints the lock's name, and ends with its standard input.
 */
final class LockHolder implements AutoCloseable {
  private final Process process;
  private final Owner owner;

  private LockHolder(Process process, Owner owner) {
    this.process = process;
    this.owner = owner;
  }

  static LockHolder hold(Path folder, String run, long epoch, String boot) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockHolder.class.getName(),
                    folder.toString(),
                    run,
                    Long.toString(epoch),
                    boot))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String name =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return new LockHolder(
        process, new Owner("elsewhere", process.pid(), Optional.of(boot), Optional.of(name)));
  }

  Owner owner() {
    return owner;
  }

  /** Stops it, as a paused container is. */
  void stop() throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("bash", "-c", "kill -STOP \"$0\"", Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("process " + process.pid() + " could not be stopped");
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end by itself. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  public static void main(String[] words) throws IOException {
    Machine machine =
        new Machine("elsewhere", Optional.of(words[3]), System::nanoTime, Duration.ofSeconds(60));
    RunOwners owners = new RunOwners(Path.of(words[0]), machine);
    try (OwnerLock lock = owners.lock(words[1], Long.parseLong(words[2])).orElseThrow()) {
      System.out.println(lock.name());
      while (System.in.read() >= 0) {
        // until the parent closes it
      }
    }
  }
}
