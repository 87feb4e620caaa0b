// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The machine of a process, as far as the ownership of runs depends on it.
 *
 * @param host its name, for people
 * @param boot names this boot of its kernel; empty if the system does not say. Containers of one
 *     kernel share it
 * @param monotonic nanoseconds of a clock that is never set
 * @param lease how long the sign of an owner under another boot must stay the same, under this
 *     process's eyes, until the owner counts as gone
 */
public record Machine(String host, Optional<String> boot, LongSupplier monotonic, Duration lease) {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  public Machine {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(boot, "boot");
    Objects.requireNonNull(monotonic, "monotonic");
    Objects.requireNonNull(lease, "lease");
  }

  /** The machine of this process, with a lease of 60 s. */
  public static Machine here() {
    return new Machine(
        name(),
        text(BOOT).or(() -> printed("sysctl", "-n", "kern.bootsessionuuid")),
        System::nanoTime,
        LEASE);
  }

  /** A name that no resolver knows is as good as another. */
  private static String name() {
    return text(HOST)
        .orElseGet(
            () -> {
              try {
                return InetAddress.getLocalHost().getHostName();
              } catch (UnknownHostException e) {
                return "unknown";
              }
            });
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> printed(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? Optional.of(text.strip()).filter(words -> !words.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
