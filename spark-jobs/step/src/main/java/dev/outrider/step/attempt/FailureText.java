// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.text.TextLimit;
import dev.outrider.step.text.TraceText;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an exception says, read so that nothing is thrown: its methods may be the user's, and memory
 * may run out meanwhile. A part that cannot be read is left out, and the text says so.
 */
public final class FailureText {
  private static final int MOST_CAUSES = 100;

  private FailureText() {}

  /** The exception's message; empty without one. */
  public static String message(Throwable thrown) {
    return said("getMessage()", thrown::getMessage);
  }

  /** The exception on one line, as its {@code toString} gives it. */
  public static String line(Throwable thrown) {
    try {
      String line = thrown.toString();
      if (line != null) {
        return line;
      }
    } catch (Throwable e) {
      // its parts may be readable
    }
    String message = message(thrown);
    String type = thrown.getClass().getName();
    return message.isEmpty() ? type : type + ": " + message;
  }

  /** The exception and its causes, the outermost first; at most 100, each once. */
  public static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable each = thrown;
    while (each != null && causes.size() < MOST_CAUSES && seen.add(each)) {
      causes.add(each);
      try {
        each = each.getCause();
      } catch (Throwable e) {
        each = null;
      }
    }
    return causes;
  }

  /** The exception's own frames; none when they cannot be read. */
  public static List<StackTraceElement> frames(Throwable thrown) {
    try {
      return Arrays.asList(thrown.getStackTrace());
    } catch (Throwable e) {
      return Collections.emptyList();
    }
  }

  /**
   * The exception's stack trace, with those of its causes, as Java prints it, equal frames folded;
   * up to 1 MiB.
   */
  public static String trace(Throwable thrown) {
    try {
      Bounded text = new Bounded();
      thrown.printStackTrace(new PrintWriter(text));
      return text.folded();
    } catch (Throwable e) {
      return traceByParts(thrown);
    }
  }

  private static String traceByParts(Throwable thrown) {
    try {
      Bounded text = new Bounded();
      String before = "";
      for (Throwable each : causes(thrown)) {
        text.add(before + line(each) + "\n");
        for (StackTraceElement frame : frames(each)) {
          text.add("\tat " + frame + "\n");
        }
        before = "Caused by: ";
      }
      return text.folded();
    } catch (Throwable e) {
      return thrown.getClass().getName() + "\n\t[its stack trace cannot be read]\n";
    }
  }

  private static String said(String method, Supplier<String> part) {
    try {
      String text = part.get();
      return text == null ? "" : text;
    } catch (Throwable e) {
      return method + " threw " + e.getClass().getName();
    }
  }

  /** Keeps the first characters that are written, and counts the others. */
  private static final class Bounded extends Writer {
    private static final int MOST = 4 << 20;

    private final StringBuilder kept = new StringBuilder();
    private long all;

    void add(String text) {
      write(text, 0, text.length());
    }

    @Override
    public void write(char[] text, int from, int length) {
      int taken = Math.min(length, MOST - kept.length());
      kept.append(text, from, taken);
      all += length;
    }

    @Override
    public void write(String text, int from, int length) {
      int taken = Math.min(length, MOST - kept.length());
      kept.append(text, from, from + taken);
      all += length;
    }

    /** As {@link TextLimit} notes what it cuts. */
    String folded() {
      String note = all == kept.length() ? "" : " [cut here: " + all + " characters in all]";
      return TextLimit.LOGGED.cut(TraceText.folded(kept + note));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
