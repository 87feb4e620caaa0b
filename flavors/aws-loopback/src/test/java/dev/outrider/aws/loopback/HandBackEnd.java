// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.SparkArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Drivers that end when the test says so. Thread-safe. */
final class HandBackEnd implements BackEnd {
  static final int TERMINATED = 143;

  private final List<Driver> drivers = new ArrayList<>();

  @Override
  public synchronized Execution start(SparkArguments what) {
    Driver driver = new Driver(what);
    drivers.add(driver);
    return driver;
  }

  synchronized List<Driver> drivers() {
    return List.copyOf(drivers);
  }

  @Override
  public void close() {
    drivers().forEach(each -> each.end(TERMINATED));
  }

  /** One of them; it does not end by being asked to. */
  static final class Driver implements Execution {
    private final SparkArguments what;
    private OptionalInt code = OptionalInt.empty();
    private boolean known;
    private boolean killed;

    Driver(SparkArguments what) {
      this.what = what;
    }

    SparkArguments what() {
      return what;
    }

    synchronized void end(int with) {
      if (code.isEmpty()) {
        code = OptionalInt.of(with);
      }
    }

    synchronized boolean isKilled() {
      return killed;
    }

    /** Whether somebody has asked for its end: a moment after it was started. */
    synchronized boolean isKnown() {
      return known;
    }

    @Override
    public synchronized OptionalInt exitCode() {
      known = true;
      return code;
    }

    @Override
    public synchronized void kill() {
      killed = true;
    }

    @Override
    public List<String> log(int from) {
      return List.of("printed by " + what.mainClass()).subList(from, 1);
    }
  }
}
