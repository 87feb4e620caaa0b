// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lines of the driver's output that wait to be stored, without secrets. When the store is out of
 * reach for long the oldest lines are given up, and a line says how many. Thread-safe.
 */
public final class LogBuffer {

  private static final int MOST_BYTES = 16 << 20;

  private final Deque<byte[]> lines = new ArrayDeque<>();
  private int bytes;
  private long givenUp;

  /** Adds one or more lines, or a part of a long one. */
  public void add(String text) {
    byte[] line = text.getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      lines.addLast(line);
      bytes += line.length;
      while (bytes > MOST_BYTES) {
        bytes -= lines.removeFirst().length;
        givenUp++;
      }
    }
  }

  /** Takes up to so many bytes of whole lines, at least one line; empty when there is nothing. */
  public synchronized byte[] take(int most) {
    if (givenUp > 0) {
      String note =
          "[outrider: " + givenUp + " earlier lines could not be stored and were given up]\n";
      lines.addFirst(note.getBytes(StandardCharsets.UTF_8));
      bytes += lines.peekFirst().length;
      givenUp = 0;
    }
    int count = 0;
    int size = 0;
    for (byte[] line : lines) {
      if (count > 0 && size + line.length > most) {
        break;
      }
      size += line.length;
      count++;
    }
    byte[] taken = new byte[size];
    int at = 0;
    for (int i = 0; i < count; i++) {
      byte[] line = lines.removeFirst();
      System.arraycopy(line, 0, taken, at, line.length);
      at += line.length;
    }
    bytes -= size;
    return taken;
  }

  /** Puts back what could not be stored, before everything else. */
  public synchronized void putBack(byte[] taken) {
    lines.addFirst(taken);
    bytes += taken.length;
  }
}
