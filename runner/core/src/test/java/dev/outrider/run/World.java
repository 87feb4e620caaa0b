// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A world with a time of its own, in which one thing happens after the other, as a seed says. It
 * tells what happens as a story.
 */
final class World {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Random random;
  private final Set<Protection> without;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
  private final List<String> story = new ArrayList<>();
  private final Set<Fault> struck = EnumSet.noneOf(Fault.class);
  private final Set<String> killPoints = new TreeSet<>();
  private final boolean listened;
  private Runnable afterEach = () -> {};
  private BiConsumer<Process, Fault> whenStopped = (process, why) -> {};
  private Instant now = START;
  private long order;
  private int faultsLeft;
  private int faults;
  private final Map<String, Integer> killsLeft;
  private int kills;

  private record Task(Instant at, long order, Process process, String what, Runnable work) {}

  /** What can be killed or put to sleep; what it has still to do is lost or waits then. */
  static final class Process implements InstantSource {
    private final World world;
    private final String name;
    private final Duration skew;
    private boolean killed;
    private Instant asleepUntil = Instant.MIN;

    Process(World world, String name, Duration skew) {
      this.world = world;
      this.name = name;
      this.skew = skew;
    }

    boolean isKilled() {
      return killed;
    }

    void kill() {
      killed = true;
    }

    void sleepUntil(Instant time) {
      asleepUntil = time;
    }

    /** Whether it could do something all the time since then. */
    boolean wasAwakeSince(Instant time) {
      return !killed && asleepUntil.isBefore(time);
    }

    /** The world's time that this process's clock calls so. */
    Instant worldTime(Instant mine) {
      return mine.minus(skew);
    }

    @Override
    public Instant instant() {
      return world.now.plus(skew);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Thrown out of a killed process, past all of its code. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /**
   * @param kills the places where a process is killed, each with how often it gets past before
   */
  World(
      long seed,
      Set<Protection> without,
      int faults,
      Map<String, Integer> kills,
      boolean listened) {
    this.listened = listened;
    this.random = new Random(seed);
    this.without = without;
    this.faultsLeft = faults;
    this.killsLeft = new HashMap<>(kills);
  }

  Random random() {
    return random;
  }

  Instant now() {
    return now;
  }

  boolean has(Protection protection) {
    return !without.contains(protection);
  }

  /** Between two times in seconds, evenly. */
  Duration between(double least, double most) {
    return Duration.ofMillis((long) (1000 * (least + random.nextDouble() * (most - least))));
  }

  /** Whether something goes wrong here; told where it does. */
  boolean strikes(Fault fault, Supplier<String> to) {
    if (faultsLeft == 0 || random.nextDouble() >= fault.chance()) {
      return false;
    }
    faultsLeft--;
    faults++;
    struck.add(fault);
    tell(() -> "FAULT " + to.get() + ": " + fault.story());
    return true;
  }

  /** A place where a process may be killed. */
  void killPoint(Process process, String point) {
    Integer passes = killsLeft.computeIfPresent(point, (name, left) -> left - 1);
    if (passes != null && passes < 0) {
      killsLeft.remove(point);
      kills++;
      killPoints.add(point);
      tell(() -> "KILL " + process + " " + point);
      process.kill();
      throw new Killed();
    }
  }

  /** Tells a line, which is only put together where somebody listens. */
  void tell(Supplier<String> line) {
    if (listened) {
      story.add(
          String.format("%9.1f s  ", Duration.between(START, now).toMillis() / 1000.0)
              + line.get());
    }
  }

  /** Something that happens after a while, if the process is not killed by then. */
  void after(Duration delay, Process process, String what, Runnable work) {
    tasks.add(new Task(now.plus(delay), order++, process, what, work));
  }

  /** What is done after each thing that has happened. */
  void afterEach(Runnable work) {
    afterEach = work;
  }

  /** What is done when a process is stopped. */
  void whenStopped(BiConsumer<Process, Fault> work) {
    whenStopped = work;
  }

  /** A place where a process may die. */
  void mayDie(Process process, Fault fault, String where) {
    if (strikes(fault, () -> process + ", " + where)) {
      kills++;
      process.kill();
      throw new Killed();
    }
  }

  /**
   * A place where a process may be stopped for longer than its lease.
   *
   * @return whether it was
   */
  boolean mayStop(Process process, Fault fault, String where) {
    if (!process.killed && strikes(fault, () -> process + ", " + where)) {
      Duration asleep = between(90, 400);
      tell(() -> process + " is stopped " + where + " for " + asleep.toSeconds() + " s");
      process.sleepUntil(now.plus(asleep));
      whenStopped.accept(process, fault);
      stop(process);
      tell(() -> process + " wakes " + where);
      return true;
    }
    return false;
  }

  /**
   * Stops a process in the middle of what it does: the world goes on until the process wakes, which
   * knows what it knew before.
   */
  private void stop(Process process) {
    while (process.asleepUntil.isAfter(now) && step()) {
      // others go on
    }
    if (process.killed) {
      throw new Killed();
    }
  }

  /** Makes the next thing happen; false when nothing is left to happen. */
  boolean step() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    now = task.at();
    Process process = task.process();
    if (process != null && process.killed) {
      return true;
    }
    if (process != null && process.asleepUntil.isAfter(now)) {
      after(Duration.between(now, process.asleepUntil), process, task.what(), task.work());
      return true;
    }
    try {
      task.work().run();
    } catch (Killed e) {
      // what it was doing is left as it is
    }
    afterEach.run();
    return true;
  }

  List<String> story() {
    return story;
  }

  Set<Fault> struck() {
    return struck;
  }

  Set<String> killPoints() {
    return killPoints;
  }

  int faults() {
    return faults;
  }

  int kills() {
    return kills;
  }
}
