// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What a person's Ctrl-C does. */
interface Signals {
  /**
   * Takes over what interrupts this process, until it is closed.
   *
   * @param interrupted is run for each Ctrl-C, and for each request to end
   * @param hungUp is run when the terminal goes away
   */
  Taken take(Runnable interrupted, Runnable hungUp);

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
    return (interrupted, hungUp) -> {
      List<Runnable> back = new ArrayList<>();
      take("INT", interrupted, back);
      take("TERM", interrupted, back);
      take("HUP", hungUp, back);
      return () -> back.forEach(Runnable::run);
    };
  }

  private static void take(String name, Runnable handler, List<Runnable> back) {
    Signal signal = new Signal(name);
    SignalHandler before = Signal.handle(signal, taken -> handler.run());
    if (before == SignalHandler.SIG_IGN) {
      Signal.handle(signal, before);
    } else {
      back.add(() -> Signal.handle(signal, before));
    }
  }
}
