// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;

/** A plain step that says what it was given, or does what it was told. */
public record Echo(String text) implements Step<NoInput, String> {

  @Override
  public String run(NoInput in, StepContext context) throws Exception {
    switch (text) {
      case "throw" -> throw new IllegalStateException("the step's own words");
      case "exit" -> System.exit(0);
      case "null" -> {
        return null;
      }
      case "nan" -> {
        context.metric("rmse", Double.NaN);
        context.metric("rmse", Double.NaN);
      }
      case "memory" -> throw new OutOfMemoryError("Java heap space");
      case "hang" -> {
        while (true) {
          Thread.onSpinWait();
        }
      }
      case "secret" -> {
        String password = context.secret("password");
        System.out.println("printed " + password);
        System.err.print("printed in two " + password.substring(0, 4));
        System.err.println(password.substring(4));
        context.log().info("logged {}", password);
        context.progress(0.5, "using " + password);
        throw new IllegalArgumentException("refused " + password);
      }
      case "last words" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("of a hook")));
        new Thread(this::speakLate).start();
        System.out.print("the last words have no newline");
      }
      case "huge" -> throw new IllegalStateException("plan: " + "x".repeat(5_000_000));
      case "deep" -> recurse(0);
      case "missing secret" -> context.secret("nobody");
      case "thread" -> new Thread(this::wait4ever).start();
      default -> context.log().info("echo {}", text);
    }
    return text;
  }

  private int recurse(int depth) {
    return depth < 0 ? 0 : recurse(depth + 1) + 1;
  }

  private void speakLate() {
    long end = System.nanoTime() + 1_000_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    System.out.println(", but a thread");
  }

  private void wait4ever() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
