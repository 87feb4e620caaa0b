// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plain steps that log, and wait for the test. */
public final class TalkingSteps {
  /** What steps and tests wait for; each test has new ones. */
  static CountDownLatch mayEnd;

  static CountDownLatch mayTalkOn;
  static CyclicBarrier inTurns;
  static Thread left;
  static volatile boolean stillHeard;

  private TalkingSteps() {}

  static void reset() {
    mayEnd = new CountDownLatch(1);
    mayTalkOn = new CountDownLatch(1);
    inTurns = new CyclicBarrier(2);
    left = null;
    stillHeard = true;
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

  /** Reports what is no progress and no metric. */
  public record Misreporting(double fraction, String metric, String value)
      implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) {
      context.progress(fraction, "");
      context.metric(metric, Double.parseDouble(value));
      return "done";
    }
  }
}
