// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Exceptions whose own methods throw, in every combination. */
class FailureTextTest {
  enum Part {
    MESSAGE,
    CAUSE,
    FRAMES,
    LINE,
    PRINTING
  }

  /** Throws from some of its methods. */
  static final class Evil extends RuntimeException {
    private final transient Set<Part> broken;
    private final transient Supplier<? extends Throwable> thrown;

    Evil(Set<Part> broken, Supplier<? extends Throwable> thrown) {
      super("evil", cause());
      this.broken = broken;
      this.thrown = thrown;
    }

    private static Throwable cause() {
      Throwable cause = new IllegalStateException("its cause");
      cause.setStackTrace(new StackTraceElement[0]);
      return cause;
    }

    private void read(Part part) {
      if (broken.contains(part)) {
        FailureTextTest.<RuntimeException>sneak(thrown.get());
      }
    }

    @Override
    public String getMessage() {
      read(Part.MESSAGE);
      return super.getMessage();
    }

    @Override
    public synchronized Throwable getCause() {
      read(Part.CAUSE);
      return super.getCause();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      read(Part.FRAMES);
      return super.getStackTrace();
    }

    @Override
    public String toString() {
      read(Part.LINE);
      return super.toString();
    }

    @Override
    public void printStackTrace(PrintWriter out) {
      read(Part.PRINTING);
      super.printStackTrace(out);
    }

    @Override
    public void printStackTrace(PrintStream out) {
      read(Part.PRINTING);
      super.printStackTrace(out);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Property
  void readingNeverThrowsAndAlwaysNamesTheClass(@ForAll Set<Part> broken, @ForAll boolean memory) {
    Evil evil =
        new Evil(broken, memory ? OutOfMemoryError::new : () -> new IllegalStateException("no"));

    assertThat(FailureText.message(evil))
        .isEqualTo(
            !broken.contains(Part.MESSAGE)
                ? "evil"
                : "getMessage() threw java.lang."
                    + (memory ? "OutOfMemoryError" : "IllegalStateException"));
    assertThat(FailureText.line(evil)).startsWith(Evil.class.getName());
    assertThat(FailureText.trace(evil)).startsWith(Evil.class.getName());
    assertThat(FailureText.causes(evil)).hasSize(broken.contains(Part.CAUSE) ? 1 : 2);
  }

  @Property
  void theFramesAreThereUnlessEveryWayToThemThrows(@ForAll Set<Part> broken) {
    Evil evil = new Evil(broken, () -> new IllegalStateException("no"));
    Set<Part> ways = EnumSet.noneOf(Part.class);
    ways.addAll(broken);
    ways.removeAll(EnumSet.of(Part.FRAMES));

    assertThat(FailureText.trace(evil).contains("FailureTextTest.theFramesAreThere"))
        .isEqualTo(ways.isEmpty() || !broken.contains(Part.FRAMES));
  }

  @Test
  void causesWithoutEndEnd() {
    class Endless extends RuntimeException {
      @Override
      public synchronized Throwable getCause() {
        return new Endless();
      }
    }
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);

    assertThat(FailureText.causes(new Endless())).hasSize(100);
    assertThat(FailureText.trace(new Endless())).startsWith(Endless.class.getName());
    assertThat(FailureText.causes(first)).containsExactly(first, second);
  }

  @Test
  void aTraceThatIsTooLongIsCutAndSaysHowLongItWas() {
    String message = new String(new char[5_000_000]).replace('\0', 'x');
    Exception thrown = new Exception(message);
    thrown.setStackTrace(new StackTraceElement[0]);
    int length = ("java.lang.Exception: " + message + System.lineSeparator()).length();

    assertThat(FailureText.trace(thrown))
        .hasSize(1 << 20)
        .startsWith("java.lang.Exception: xxx")
        .endsWith("x [cut here: " + length + " characters in all]");
  }
}
