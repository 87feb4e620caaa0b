// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What a person's Ctrl-C does, and what other programs ask for. */
interface Signals {
  /** What a signal means. */
  enum Kind {
    /** A person has pressed Ctrl-C: INT, while this process is in the foreground of a terminal. */
    CTRL_C,
    /** A program asks this process to end, as {@code timeout} and supervisors do, often twice. */
    END,
    /** The terminal went away. */
    HANG_UP
  }

  /**
   * Takes over what interrupts this process, until it is closed.
   *
   * @param taken is run for each signal, on a thread of its own
   */
  Taken take(Consumer<Kind> taken);

  /** Gives the signals back. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The signals of this process: INT and TERM, and HUP. One that this process was started to
   * ignore, as nohup does, stays ignored.
   */
  static Signals ofProcess() {
    return taken -> {
      List<Runnable> back = new ArrayList<>();
      take("INT", () -> isInForeground() ? Kind.CTRL_C : Kind.END, taken, back);
      take("TERM", () -> Kind.END, taken, back);
      take("HUP", () -> Kind.HANG_UP, taken, back);
      return () -> back.forEach(Runnable::run);
    };
  }

  private static void take(
      String name, Supplier<Kind> kind, Consumer<Kind> taken, List<Runnable> back) {
    Signal signal = new Signal(name);
    SignalHandler before = Signal.handle(signal, each -> taken.accept(kind.get()));
    if (before == SignalHandler.SIG_IGN) {
      Signal.handle(signal, before);
    } else {
      back.add(() -> Signal.handle(signal, before));
    }
  }

  /** A terminal sends Ctrl-C to the process group in its foreground, and to no other. */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // proc(5): state ppid pgrp session tty_nr tpgid
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return !fields[4].equals("0") && fields[2].equals(fields[5]);
    } catch (IOException e) {
      return System.console() != null;
    }
  }
}
