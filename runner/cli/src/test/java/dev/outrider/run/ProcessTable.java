// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches the machine's processes for those that have the folder of an attempt on their command
 * line, drivers and the launchers that wait for them, and for executors. Reads {@code /proc}.
 * Thread-safe.
 */
final class ProcessTable implements AutoCloseable {
  private static final Path PROC = Path.of("/proc");
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
  private static final Pattern ATTEMPT =
      Pattern.compile("/runs/((r[0-9a-z]{12})/([a-z0-9-]+)/[0-9]+)/");

  /** Positions in {@code stat}, counted from behind the process's name. */
  private static final int PARENT = 1;

  private static final int START_TIME = 19;

  /** What both lanes of a driver start; a launcher has it on its command line too. */
  private static final String DRIVER = "org.apache.spark.deploy.SparkSubmit";

  /** What a standalone worker starts a driver with. */
  private static final String DRIVER_ON_A_WORKER = "org.apache.spark.deploy.worker.DriverWrapper";

  /** On the command line of an executor, before the id of its application. */
  private static final String APPLICATION = "--app-id";

  private static final String COMMAND_BUILDER = "org.apache.spark.launcher.Main";

  /** A process of an attempt; its start time tells it from a later one of the same number. */
  private record Seen(
      long pid,
      long parent,
      String started,
      String run,
      String step,
      String attempt,
      boolean driver) {

    /** Between its fork and its exec a child of a driver looks like the driver itself. */
    boolean isForkOf(Seen other) {
      return other.pid() == parent && other.driver() && other.attempt().equals(attempt);
    }

    @Override
    public String toString() {
      return (driver ? "driver " : "launcher ") + pid + " of " + attempt;
    }
  }

  private final ScheduledExecutorService threads =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "process table");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Set<String>> drivers = new HashMap<>();
  private final Set<String> together = new TreeSet<>();
  private List<Seen> live = List.of();
  private Set<String> executors = Set.of();
  private long looks;

  private ProcessTable() {}

  static ProcessTable watched() {
    ProcessTable table = new ProcessTable();
    table.threads.scheduleAtFixedRate(table::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return table;
  }

  private void look() {
    List<Seen> found = new ArrayList<>();
    Set<String> applications = new TreeSet<>();
    try (Stream<Path> processes = Files.list(PROC)) {
      processes
          .filter(each -> Character.isDigit(each.getFileName().toString().charAt(0)))
          .forEach(each -> read(each, found, applications));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    took(found, applications);
  }

  private static void read(Path process, List<Seen> found, Set<String> applications) {
    try {
      String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      List<String> words = List.of(line.split("\0"));
      int application = words.indexOf(APPLICATION) + 1;
      if (application > 0 && application < words.size()) {
        applications.add(words.get(application));
      }
      Matcher attempt = ATTEMPT.matcher(line);
      if (!attempt.find()) {
        return;
      }
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean driver =
          words.get(0).endsWith("/java")
              && (words.contains(DRIVER) || words.contains(DRIVER_ON_A_WORKER))
              && !words.contains(COMMAND_BUILDER);
      found.add(
          new Seen(
              Long.parseLong(process.getFileName().toString()),
              Long.parseLong(fields[PARENT]),
              fields[START_TIME],
              attempt.group(2),
              attempt.group(3),
              attempt.group(1),
              driver));
    } catch (IOException e) {
      // it has ended
    }
  }

  private synchronized void took(List<Seen> found, Set<String> applications) {
    live = found;
    executors = applications;
    looks++;
    Map<String, Seen> first = new HashMap<>();
    for (Seen each : found) {
      if (each.driver() && found.stream().noneMatch(each::isForkOf)) {
        drivers
            .computeIfAbsent(each.attempt(), attempt -> new TreeSet<>())
            .add(each.pid() + " started at " + each.started());
        Seen other = first.putIfAbsent(each.run() + "/" + each.step(), each);
        if (other != null) {
          together.add(other + " and " + each);
        }
      }
    }
    notifyAll();
  }

  /** What was seen doubled of a run: of an attempt, or of a step at one time. */
  synchronized List<String> doubled(String run) {
    List<String> doubled = new ArrayList<>();
    drivers.forEach(
        (attempt, seen) -> {
          if (attempt.startsWith(run + "/") && seen.size() > 1) {
            doubled.add(attempt + " had " + seen.size() + " drivers: " + seen);
          }
        });
    together.stream()
        .filter(each -> each.contains(run + "/"))
        .forEach(each -> doubled.add("at one time there were " + each));
    return doubled;
  }

  /** A run's attempts that had a driver, live or not. */
  synchronized Set<String> attempts(String run) {
    return drivers.keySet().stream()
        .filter(attempt -> attempt.startsWith(run + "/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is live of a run. */
  synchronized List<String> live(String run) {
    return live.stream().filter(each -> each.run().equals(run)).map(Seen::toString).toList();
  }

  /** Those of these applications that have a live executor. */
  synchronized List<String> withExecutors(List<String> applications) {
    return applications.stream().filter(executors::contains).toList();
  }

  /**
   * Waits until a condition holds; it is looked at after each look at the processes.
   *
   * @return whether it holds
   */
  boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!awaitLook(1, end)) {
        return false;
      }
    }
    return true;
  }

  /** Waits until the processes were looked at again, from now on. */
  void awaitLook() throws InterruptedException {
    // the first of two may have begun already
    if (!awaitLook(2, System.nanoTime() + LONGEST_LOOK.toNanos())) {
      throw new IllegalStateException("The processes were not looked at for " + LONGEST_LOOK);
    }
  }

  private synchronized boolean awaitLook(int count, long end) throws InterruptedException {
    long last = looks + count;
    while (looks < last) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Kills what is live of a run. */
  void kill(String run) {
    List<Seen> left;
    synchronized (this) {
      left = live.stream().filter(each -> each.run().equals(run)).toList();
    }
    for (Seen each : left) {
      ProcessHandle.of(each.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
