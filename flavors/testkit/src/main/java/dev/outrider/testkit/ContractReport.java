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
 * Says in words what a contract has found: a failure begins with the promise that is broken, and at
 * the end each test that was passed over is listed with the reason, and with what its author may
 * provide so that it runs.
 */
final class ContractReport
    implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {

  private static final ExtensionContext.Namespace MINE =
      ExtensionContext.Namespace.create(ContractReport.class);

  /** Why tests were passed over, by their names; of one contract class. */
  private static final class Skipped {
    final Map<String, String> reasons = new ConcurrentHashMap<>();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isWhole(context)) {
      context.getStore(MINE).put(Skipped.class, new Skipped());
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    if (thrown instanceof TestAbortedException) {
      skipped(context)
          .ifPresent(each -> each.reasons.put(name(context), String.valueOf(thrown.getMessage())));
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
    Optional<Skipped> skipped = isWhole(context) ? skipped(context) : Optional.empty();
    if (skipped.isPresent() && !skipped.get().reasons.isEmpty()) {
      Map<String, Set<String>> tests = new TreeMap<>();
      skipped
          .get()
          .reasons
          .forEach((test, why) -> tests.computeIfAbsent(why, each -> new TreeSet<>()).add(test));
      StringBuilder text = new StringBuilder();
      text.append(context.getDisplayName())
          .append(": ")
          .append(skipped.get().reasons.size())
          .append(" tests were passed over, and have shown nothing:\n");
      tests.forEach(
          (why, names) -> {
            text.append("  ").append(why).append('\n');
            names.forEach(each -> text.append("    ").append(each).append('\n'));
          });
      System.out.print(text);
    }
  }

  /** Whether this is the class that the flavor's author has written, and no part of it. */
  private static boolean isWhole(ExtensionContext context) {
    return context.getTestClass().filter(each -> each.getEnclosingClass() != null).isEmpty();
  }

  private static Optional<Skipped> skipped(ExtensionContext context) {
    // a store finds what the stores of enclosing classes hold
    return Optional.ofNullable(context.getStore(MINE).get(Skipped.class, Skipped.class));
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
