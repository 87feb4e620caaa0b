// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import dev.outrider.testkit.stub.StubDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Runs a {@link StubDriver} for each driver, on a thread of its own in this process. Spark's conf,
 * the jars and the environment are passed over. Thread-safe.
 */
public final class StubBackEnd implements BackEnd {
  private final List<Running> started = new ArrayList<>();
  private boolean closed;

  @Override
  public Execution start(SparkArguments what) {
    Running running = new Running(what.arguments());
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("This back end is closed, and starts nothing more.");
      }
      started.add(running);
      running.thread.setName("stub-driver-" + started.size());
      running.thread.start();
    }
    return running;
  }

  /**
   * {@inheritDoc} A driver that lingers is ended too. When this thread is interrupted meanwhile, it
   * waits on, and has its interrupt flag set when it returns.
   */
  @Override
  public void close() {
    List<Running> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(started);
    }
    for (Running each : all) {
      each.driver.kill();
      each.kill();
    }
    boolean interrupted = false;
    for (Running each : all) {
      while (each.thread.isAlive()) {
        try {
          each.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One driver and its thread. */
  private static final class Running implements Execution {
    private final List<String> lines = new ArrayList<>();
    private final StubDriver driver = new StubDriver(this::print);
    private final Thread thread;
    private OptionalInt code = OptionalInt.empty();

    Running(List<String> arguments) {
      thread = new Thread(() -> end(driver.run(arguments)));
      thread.setDaemon(true);
    }

    private synchronized void print(String line) {
      lines.add(line);
    }

    private synchronized void end(int with) {
      code = OptionalInt.of(with);
    }

    @Override
    public synchronized OptionalInt exitCode() {
      return code;
    }

    @Override
    public void kill() {
      thread.interrupt();
    }

    @Override
    public synchronized List<String> log(int from) {
      return List.copyOf(lines.subList(Math.min(from, lines.size()), lines.size()));
    }
  }
}
