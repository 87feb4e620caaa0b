// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Linux by {@code /proc}; macOS by {@code ps}, {@code sysctl} and {@code kill}. */
final class ThisMachine implements Machine {

  private static final Path PROC = Path.of("/proc");
  private static final int START_TIME = 19;
  private static final int GROUP = 2;

  private final String host;
  private final String boot;
  private final Optional<String> namespace;

  ThisMachine() {
    namespace = pidNamespace();
    host = fileOr(PROC.resolve("sys/kernel/hostname"), "uname", "-n");
    boot = fileOr(PROC.resolve("sys/kernel/random/boot_id"), "sysctl", "-n", "kern.boottime");
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public String boot() {
    return boot;
  }

  @Override
  public Optional<String> namespace() {
    return namespace;
  }

  @Override
  public Optional<String> startTime(long pid) {
    if (Files.isDirectory(PROC.resolve("self"))) {
      return stat(PROC.resolve(Long.toString(pid))).map(fields -> fields[START_TIME]);
    }
    return printed("ps", "-o", "lstart=", "-p", Long.toString(pid)).filter(at -> !at.isEmpty());
  }

  @Override
  public boolean groupRuns(long group) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return printed("bash", "-p", "-c", "kill -0 -- \"-$0\"", Long.toString(group)).isPresent();
    }
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(each -> Character.isDigit(each.getFileName().toString().charAt(0)))
          .flatMap(each -> stat(each).stream())
          .anyMatch(fields -> fields[GROUP].equals(Long.toString(group)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void signalGroup(long group, String signal) throws IOException {
    // bash's own kill: there is no other on some machines
    run("bash", "-p", "-c", "kill -s \"$0\" -- \"-$1\" 2>/dev/null", signal, Long.toString(group));
  }

  /** The words of a process's state after its name; empty for one that is gone or a zombie. */
  private static Optional<String[]> stat(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(fields);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The digits of {@code pid:[4026531836]}. */
  private static Optional<String> pidNamespace() {
    try {
      return Optional.of(Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString())
          .map(link -> link.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String fileOr(Path file, String... command) {
    try {
      String text =
          Files.isReadable(file) ? Files.readString(file).strip() : printed(command).orElse("");
      // it is written into JSON by a shell
      return text.replaceAll("[^A-Za-z0-9.:_-]+", "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> printed(String... command) {
    try {
      Process process = run(command);
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(List.of(command)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while '" + command[0] + "' ran", e);
    }
    return process;
  }
}
