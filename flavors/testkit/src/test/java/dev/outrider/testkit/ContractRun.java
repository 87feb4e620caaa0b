// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * One run of a contract's test class, against one subject, inside of a test. A test is called by
 * its method, after the nested classes it is in: {@code Cancel.aSecondCancelDoesNoHarm}. The
 * invocations of a parameterized test are one test, which fails when one of them does.
 */
final class ContractRun {

  /** After this a test has failed: a broken subject must not hang the build. */
  private static final String LONGEST = "60 s";

  /** What the engine calls a method, of whichever kind, in a unique id. */
  private static final Set<String> METHODS = Set.of("method", "test-template", "test-factory");

  private final SortedSet<String> all;
  private final SortedMap<String, Throwable> failures;
  private final SortedSet<String> skipped;

  private ContractRun(Listener listener) {
    this.all = Collections.unmodifiableSortedSet(listener.all);
    this.failures = Collections.unmodifiableSortedMap(listener.failures);
    this.skipped = Collections.unmodifiableSortedSet(listener.skipped);
  }

  /** Runs the test class against the broken subject of this name. */
  static ContractRun of(Class<?> testClass, String variant) {
    return run(testClass, Map.of(VariantParameter.KEY, variant), name -> true);
  }

  /** Runs some tests of the class against the broken subject of this name. */
  static ContractRun of(Class<?> testClass, String variant, Set<String> tests) {
    return run(testClass, Map.of(VariantParameter.KEY, variant), tests::contains);
  }

  /** Runs the test class against the subject that keeps every promise. */
  static ContractRun unbroken(Class<?> testClass) {
    return run(testClass, Map.of(), name -> true);
  }

  /** Every test there is. */
  SortedSet<String> all() {
    return all;
  }

  /** The tests that failed. */
  Set<String> failed() {
    return failures.keySet();
  }

  /** Why each failed test did. */
  SortedMap<String, Throwable> failures() {
    return failures;
  }

  /** The tests that were switched off or gave up on an assumption: they have shown nothing. */
  SortedSet<String> skipped() {
    return skipped;
  }

  private static ContractRun run(
      Class<?> testClass, Map<String, String> parameters, Predicate<String> tests) {
    // The listeners that are found on the class path belong to the run around this one.
    LauncherConfig alone =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .build();
    Launcher launcher = LauncherFactory.create(alone);
    Listener listener = new Listener();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(testClass))
            .filters(
                EngineFilter.includeEngines("junit-jupiter"),
                (PostDiscoveryFilter)
                    found ->
                        FilterResult.includedIf(
                            nameOf(found.getUniqueId()).map(tests::test).orElse(true)))
            .configurationParameters(parameters)
            .configurationParameter(
                "junit.jupiter.execution.timeout.testable.method.default", LONGEST)
            .configurationParameter(
                "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build(),
        listener);
    if (listener.all.isEmpty()) {
      throw new IllegalArgumentException(
          testClass + " has no test.", listener.failures.values().stream().findAny().orElse(null));
    }
    return new ContractRun(listener);
  }

  private static final class Listener implements TestExecutionListener {
    final SortedSet<String> all = new TreeSet<>();
    final SortedMap<String, Throwable> failures = new TreeMap<>();
    final SortedSet<String> skipped = new TreeSet<>();
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
      plan = started;
      started.accept(
          new TestPlan.Visitor() {
            @Override
            public void visit(TestIdentifier each) {
              nameOf(each.getUniqueIdObject()).ifPresent(all::add);
            }
          });
    }

    @Override
    public void executionSkipped(TestIdentifier what, String reason) {
      skipped.addAll(testsIn(what));
    }

    @Override
    public void executionFinished(TestIdentifier what, TestExecutionResult result) {
      switch (result.getStatus()) {
        case SUCCESSFUL -> {}
        case ABORTED -> skipped.addAll(testsIn(what));
        case FAILED -> {
          Throwable why =
              result.getThrowable().orElseGet(() -> new AssertionError("failed without a reason"));
          testsIn(what).forEach(each -> failures.putIfAbsent(each, why));
        }
      }
    }

    /** The test itself; of a class that fails as a whole, all of its tests. */
    private Set<String> testsIn(TestIdentifier what) {
      Optional<String> name = nameOf(what.getUniqueIdObject());
      return name.isPresent()
          ? Set.of(name.get())
          : plan.getDescendants(what).stream()
              .flatMap(each -> nameOf(each.getUniqueIdObject()).stream())
              .collect(Collectors.toSet());
    }
  }

  private static Optional<String> nameOf(UniqueId what) {
    StringBuilder nested = new StringBuilder();
    for (UniqueId.Segment each : what.getSegments()) {
      if (each.getType().equals("nested-class")) {
        nested.append(each.getValue()).append('.');
      } else if (METHODS.contains(each.getType())) {
        String method = each.getValue();
        return Optional.of(nested + method.substring(0, method.indexOf('(')));
      }
    }
    return Optional.empty();
  }
}
