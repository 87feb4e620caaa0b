// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Says in words what a contract has found: a failure begins with the promise that is broken. At the
 * end, each test that was skipped is listed with the reason and with what its author may provide so
 * that it runs, and each test that met an {@link UnsupportedOperationException} with what is not
 * written yet.
 */
final class ContractReport
    implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {

  private static final ExtensionContext.Namespace MINE =
      ExtensionContext.Namespace.create(ContractReport.class);

  /** Why tests of one contract class have shown nothing, by their names. */
  private static final class Open {
    final Map<String, String> skipped = new ConcurrentHashMap<>();
    final Map<String, String> unwritten = new ConcurrentHashMap<>();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isWhole(context)) {
      context.getStore(MINE).put(Open.class, new Open());
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    if (thrown instanceof TestAbortedException) {
      open(context)
          .ifPresent(each -> each.skipped.put(name(context), String.valueOf(thrown.getMessage())));
      throw thrown;
    }
    if (thrown instanceof UnsupportedOperationException) {
      open(context)
          .ifPresent(
              each -> each.unwritten.put(name(context), String.valueOf(thrown.getMessage())));
      throw thrown;
    }
    if (thrown instanceof AssertionError) {
      throw new AssertionError(
          "The promise '"
              + promise(context.getRequiredTestMethod())
              + "' is broken: "
              + thrown.getMessage(),
          thrown);
    }
    throw thrown;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Optional<Open> open = isWhole(context) ? open(context) : Optional.empty();
    if (open.isPresent()) {
      print(context, open.get().skipped, "were passed over, and have shown nothing");
      print(context, open.get().unwritten, "failed because something is not written yet");
    }
  }

  /** Tests by reason. */
  private static void print(ExtensionContext context, Map<String, String> reasons, String what) {
    if (reasons.isEmpty()) {
      return;
    }
    Map<String, Set<String>> tests = new TreeMap<>();
    reasons.forEach((test, why) -> tests.computeIfAbsent(why, each -> new TreeSet<>()).add(test));
    StringBuilder text = new StringBuilder();
    text.append(context.getDisplayName())
        .append(": ")
        .append(reasons.size())
        .append(" tests ")
        .append(what)
        .append(":\n");
    tests.forEach(
        (why, names) -> {
          text.append("  ").append(why).append('\n');
          names.forEach(each -> text.append("    ").append(each).append('\n'));
        });
    System.out.print(text);
  }

  /** Whether this is the class that the flavor's author has written, and no part of it. */
  private static boolean isWhole(ExtensionContext context) {
    return context.getTestClass().filter(each -> each.getEnclosingClass() != null).isEmpty();
  }

  private static Optional<Open> open(ExtensionContext context) {
    // a store finds what the stores of enclosing classes hold
    return Optional.ofNullable(context.getStore(MINE).get(Open.class, Open.class));
  }

  private static String name(ExtensionContext context) {
    return context.getRequiredTestClass().getSimpleName()
        + "."
        + context.getRequiredTestMethod().getName();
  }

  /** {@code a job that runs is running} for {@code aJobThatRunsIsRunning}. */
  private static String promise(Method test) {
    return test.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
