// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Plain steps that log, and wait for the test. */
public final class TalkingSteps {
  /** What steps and tests wait for; each test has new ones. */
  static CountDownLatch mayEnd;

  static CountDownLatch mayTalkOn;
  static CyclicBarrier inTurns;
  static Thread left;
  static volatile boolean stillHeard;
  static AtomicInteger atOnce;
  static AtomicInteger mostAtOnce;

  private TalkingSteps() {}

  static void reset() {
    mayEnd = new CountDownLatch(1);
    mayTalkOn = new CountDownLatch(1);
    inTurns = new CyclicBarrier(2);
    left = null;
    stillHeard = true;
    atOnce = new AtomicInteger();
    mostAtOnce = new AtomicInteger();
  }

  /** Somebody's library, which knows nothing of steps. */
  static final class Library {
    private static final Logger LOG = LoggerFactory.getLogger("org.somebody.Library");

    private Library() {}

    static void say(String what) {
      LOG.debug("not worth it: {}", what);
      LOG.info("says {}", what);
    }

    static void warn(String what, Exception thrown) {
      LOG.warn("warns of {}", what, thrown);
    }

    static boolean talks() {
      return LOG.isInfoEnabled() || LOG.isWarnEnabled() || LOG.isErrorEnabled();
    }
  }

  /** Counts how many of it work at once. */
  public record Counting() implements Step<NoInput, Integer> {
    @Override
    public Integer run(NoInput in, StepContext context) {
      int now = atOnce.incrementAndGet();
      mostAtOnce.accumulateAndGet(now, Math::max);
      Thread.yield();
      return atOnce.decrementAndGet();
    }
  }

  /** Waits until it may end, and does not care for interruption. */
  public record Deaf() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      boolean interrupted = false;
      while (mayEnd.getCount() > 0) {
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return "deaf";
    }
  }

  /** Leaves its thread as no other step wants to find it. */
  public record LeavingThings() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      Thread thread = Thread.currentThread();
      MDC.put("user", "somebody");
      thread.setName("mine");
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
      thread.interrupt();
      return "left";
    }
  }

  /** Tells how it finds its thread. */
  public record Looking() implements Step<NoInput, List<String>> {
    @Override
    public List<String> run(NoInput in, StepContext context) {
      Thread thread = Thread.currentThread();
      boolean own = thread.getContextClassLoader() == TalkingSteps.class.getClassLoader();
      return List.of(
          thread.getName(),
          Boolean.toString(thread.isInterrupted()),
          Boolean.toString(own),
          String.join(" ", MDC.get("step"), Objects.toString(MDC.get("user"), "")).strip());
    }
  }

  /** Says nothing, and ends at once. */
  public record Silent(String text) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      return text;
    }
  }

  /** Says nothing, and ends when it may. */
  public record Waiting() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) throws InterruptedException {
      mayEnd.await();
      return "waited";
    }
  }

  /** Logs by itself, by a library and by a thread of its own; then waits. */
  public record Talking() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) throws Exception {
      context.log().info("I have {} lines", 3);
      Library.say("hello");
      Thread thread = new Thread(() -> Library.say("hello from a thread"));
      thread.start();
      thread.join();
      context.progress(0.2, "too early to be seen");
      context.progress(0.5, "half");
      context.metric("words", 7);
      mayEnd.await();
      return "done";
    }
  }

  /** Two of these speak in turns, each by itself, a thread and a shared pool. */
  public record InTurns(String word, int lines) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) throws Exception {
      for (int i = 0; i < lines; i++) {
        inTurns.await();
        Library.say(word);
        Thread thread = new Thread(() -> Library.say(word + " by a thread"));
        thread.start();
        sayByTheCommonPool(word + " by the common pool");
        thread.join();
      }
      inTurns.await();
      return word;
    }
  }

  /** Speaks by the common pool. */
  public record ByThePool() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) throws Exception {
      sayByTheCommonPool("hello by the common pool");
      return "done";
    }
  }

  private static void sayByTheCommonPool(String what) throws InterruptedException {
    CountDownLatch said = new CountDownLatch(1);
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              Library.say(what);
              said.countDown();
            });
    said.await();
  }

  /** Ends, and leaves a thread that goes on to talk. */
  public record LeavingAThread() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      left =
          new Thread(
              () -> {
                try {
                  mayTalkOn.await();
                  Library.say("too late");
                  stillHeard = Library.talks();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      left.start();
      return "done";
    }
  }

  /** Warns with a stack trace, then throws. */
  public record Failing() implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      Library.warn("this", new IllegalStateException("inner"));
      throw new IllegalArgumentException("outer");
    }
  }

  /** Asks for a secret. */
  public record Asking(String secret) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      return "has " + context.secret(secret).length() + " characters";
    }
  }

  /** Restores its thread's interrupt flag, as guides advise, and returns. */
  public record Flagged(int length) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      Thread.currentThread().interrupt();
      return "x".repeat(length);
    }
  }

  /** Cannot be read in one way. */
  static final class EvilException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String how;

    EvilException(String how) {
      this.how = how;
    }

    private void read(String method) {
      if (how.equals("memory")) {
        throw new OutOfMemoryError("Java heap space");
      }
      if (how.equals(method) || how.equals("logged")) {
        throw new IllegalStateException("nothing for you");
      }
    }

    @Override
    public String getMessage() {
      read("getMessage");
      return super.getMessage();
    }

    @Override
    public synchronized Throwable getCause() {
      read("getCause");
      return super.getCause();
    }

    @Override
    public String toString() {
      read("toString");
      return super.toString();
    }

    @Override
    public void printStackTrace(PrintWriter out) {
      read("printStackTrace");
      super.printStackTrace(out);
    }
  }

  /** Throws what cannot be read. */
  public record Evil(String how) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      EvilException evil = new EvilException(how);
      if (how.equals("logged")) {
        context.log().warn("warns of", evil);
      }
      throw evil;
    }
  }

  /** Reports what is no progress and no metric. */
  public record Misreporting(double fraction, String metric, String value)
      implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      context.progress(fraction, "");
      context.metric(metric, Double.parseDouble(value));
      context.metric(metric, Double.parseDouble(value));
      return "done";
    }
  }
}
