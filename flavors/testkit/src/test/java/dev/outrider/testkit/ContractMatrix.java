// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Proves a contract: a subject that keeps every promise passes each test, every variant that breaks
 * one fails the tests that it names, and no test is without a variant that names it.
 */
final class ContractMatrix {

  private final String contract;
  private final ContractRun unbroken;
  private final SortedMap<String, ContractRun> broken = new TreeMap<>();
  private final List<? extends BrokenVariant> variants;

  private ContractMatrix(
      String contract,
      Class<?> testClass,
      List<? extends BrokenVariant> variants,
      Function<BrokenVariant, ContractRun> run) {
    this.contract = contract;
    this.variants = variants;
    this.unbroken = ContractRun.unbroken(testClass);
    for (BrokenVariant each : variants) {
      broken.put(each.variant(), run.apply(each));
    }
  }

  /**
   * Runs the test class once against the unbroken subject and once against each variant.
   *
   * @param contract what the file of tables is called after
   */
  static ContractMatrix of(String contract, Class<?> testClass, BrokenVariant... variants) {
    return new ContractMatrix(
        contract, testClass, List.of(variants), each -> ContractRun.of(testClass, each.variant()));
  }

  /**
   * The same, but against a variant only the tests run that it names: for contracts whose tests
   * wait for something, which a broken subject may never do.
   */
  static ContractMatrix ofNamed(String contract, Class<?> testClass, BrokenVariant... variants) {
    return new ContractMatrix(
        contract,
        testClass,
        List.of(variants),
        each -> ContractRun.of(testClass, each.variant(), Set.copyOf(each.caughtBy())));
  }

  /** Prints the tables, and writes them to {@code target/contract/<contract>.txt}. */
  ContractMatrix show() {
    String text = this.toString();
    System.out.print(text);
    try {
      Path folder = Files.createDirectories(Path.of("target", "contract"));
      Files.writeString(folder.resolve(contract + ".txt"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * @throws AssertionError with every problem there is, one a line
   */
  void verify() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      AssertionError error =
          new AssertionError(
              problems.size()
                  + " problems in contract "
                  + contract
                  + ":\n  "
                  + String.join("\n  ", problems));
      unbroken.failures().values().forEach(error::addSuppressed);
      throw error;
    }
  }

  /** Empty when the contract is proven. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    unbroken
        .failures()
        .forEach((test, why) -> problems.add(test + " fails on the unbroken subject: " + why));
    unbroken
        .skipped()
        .forEach(test -> problems.add(test + " shows nothing on the unbroken subject"));
    for (BrokenVariant each : variants) {
      if (each.caughtBy().isEmpty()) {
        problems.add("variant " + each.variant() + " names no test");
      }
      for (String test : each.caughtBy()) {
        if (!unbroken.all().contains(test)) {
          problems.add("variant " + each.variant() + " names " + test + ", which does not exist");
        } else if (!broken.get(each.variant()).failed().contains(test)) {
          problems.add("variant " + each.variant() + " is not seen by " + test);
        }
      }
    }
    for (String test : unbroken.all()) {
      if (variants.stream().noneMatch(each -> each.caughtBy().contains(test))) {
        problems.add(test + " is named by no variant; red for: " + variantsThatFail(test));
      }
    }
    return problems;
  }

  @Override
  public String toString() {
    Table byVariant = new Table("broken variant", "tests that catch it, the named ones first");
    for (BrokenVariant each : variants) {
      List<String> tests = new ArrayList<>();
      for (String named : each.caughtBy()) {
        boolean failed = broken.get(each.variant()).failed().contains(named);
        tests.add("* " + named + (failed ? "" : "  NOT CAUGHT"));
      }
      broken.get(each.variant()).failed().stream()
          .filter(test -> !each.caughtBy().contains(test))
          .forEach(test -> tests.add("  " + test));
      byVariant.add(each.variant(), tests);
    }
    Table byTest = new Table("test", "variants that turn it red");
    unbroken.all().forEach(test -> byTest.add(test, variantsThatFail(test)));
    return contract
        + ": "
        + unbroken.all().size()
        + " tests, "
        + variants.size()
        + " broken variants\n\n"
        + byVariant
        + "\n"
        + byTest;
  }

  private List<String> variantsThatFail(String test) {
    return broken.entrySet().stream()
        .filter(each -> each.getValue().failed().contains(test))
        .map(Map.Entry::getKey)
        .toList();
  }
}
