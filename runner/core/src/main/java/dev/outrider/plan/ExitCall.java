// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call of {@code System.exit}, {@code Runtime.exit} or {@code Runtime.halt} by a class of the
 * user's, which did not end the process: {@link ExitRewriting} leads these calls to the methods
 * here. It is reported to the class's loader and then thrown, so that it counts even if the caller
 * catches it.
 */
public final class ExitCall extends Error {
  private static final long serialVersionUID = 1L;
  private static final int OWN_FRAMES = 2;
  private static final StackWalker STACK =
      StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES));

  private final String method;
  private final String place;

  private ExitCall(String method, String place) {
    super("called " + method + " at " + place);
    this.method = method;
    this.place = place;
  }

  /** Stands for {@code System.exit}. */
  public static void exit(int status) {
    refuse("System.exit");
  }

  /** Stands for {@code Runtime.exit}. */
  public static void exit(Runtime runtime, int status) {
    refuse("Runtime.exit");
  }

  /** Stands for {@code Runtime.halt}. */
  public static void halt(Runtime runtime, int status) {
    refuse("Runtime.halt");
  }

  /** The method that was called, for example {@code System.exit}. */
  public String method() {
    return method;
  }

  /** Class, method and line of the call. */
  public String place() {
    return place;
  }

  private static void refuse(String method) {
    List<StackFrame> callers =
        STACK.walk(frames -> frames.filter(frame -> loader(frame).isPresent()).toList());
    ExitCall call = new ExitCall(method, place(callers));
    StackTraceElement[] stack = call.getStackTrace();
    call.setStackTrace(Arrays.copyOfRange(stack, Math.min(OWN_FRAMES, stack.length), stack.length));
    callers.stream()
        .findFirst()
        .flatMap(ExitCall::loader)
        .ifPresent(loader -> loader.exitCalled(call));
    throw call;
  }

  private static Optional<DefinitionLoader> loader(StackFrame frame) {
    return frame.getDeclaringClass().getClassLoader() instanceof DefinitionLoader loader
        ? Optional.of(loader)
        : Optional.empty();
  }

  /** A method reference is called by a class of the JDK's making, which has no lines. */
  private static String place(List<StackFrame> callers) {
    return callers.stream()
        .filter(frame -> !frame.getDeclaringClass().isHidden())
        .findFirst()
        .map(StackFrame::toStackTraceElement)
        .map(
            frame ->
                new StackTraceElement(
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber())
                    .toString())
        .or(
            () ->
                callers.stream()
                    .findFirst()
                    .map(frame -> frame.getClassName().replaceFirst("\\$\\$Lambda.*", "")))
        .orElse("an unknown place");
  }
}
