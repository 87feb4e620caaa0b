// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.BundledStep;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;

/** Whether a class can be run as a step, judged by its class file. */
final class StepCheck {

  private static final Set<String> STEPS =
      Set.of("dev/outrider/step/Step", "dev/outrider/step/SparkStep");

  private final ClassPath classPath;
  private final StepReach reach;

  StepCheck(ClassPath classPath, StepReach reach) {
    this.classPath = classPath;
    this.reach = reach;
  }

  /** What is wrong with the step's class; empty when it can be run. */
  Optional<String> problem(BundledStep step) throws IOException, BundleException {
    Optional<ClassFacts> found = reach.facts(step.stepClass().replace('.', '/'));
    if (found.isEmpty()) {
      return Optional.of(notThere(step));
    }
    ClassFacts facts = found.get();
    String subject = "Step '" + step.name() + "': " + step.stepClass();
    if ((facts.access() & Opcodes.ACC_INTERFACE) != 0) {
      return Optional.of(subject + " is an interface. Name the class that implements it.");
    }
    if (!isStep(facts)) {
      return Optional.of(
          subject
              + " is no step: it implements neither dev.outrider.step.Step nor"
              + " dev.outrider.step.SparkStep.");
    }
    if ((facts.access() & Opcodes.ACC_ABSTRACT) != 0) {
      return Optional.of(subject + " is abstract. Name a class that extends it.");
    }
    if ((facts.access() & Opcodes.ACC_PRIVATE) != 0) {
      return Optional.of(
          subject + " is private, so that nobody can make one on the cluster. Make it public.");
    }
    if (facts.nestedInInstance()) {
      return Optional.of(
          subject
              + " is an inner class, which needs an instance of the outer one. Make it static, or a"
              + " record.");
    }
    if (!facts.hasOpenConstructor()) {
      return Optional.of(
          subject
              + " has private constructors only, so that nobody can make one on the cluster. Make"
              + " one public.");
    }
    return Optional.empty();
  }

  private String notThere(BundledStep step) {
    String looked =
        classPath.paths().stream()
            .limit(3)
            .map(path -> path.toString())
            .collect(Collectors.joining(", "));
    int more = classPath.paths().size() - 3;
    return "Step '"
        + step.name()
        + "': class "
        + step.stepClass()
        + " is not on the class path ("
        + looked
        + (more > 0 ? " and " + more + " more" : "")
        + ")."
        + similar(step.stepClass())
            .map(name -> " Did you mean " + name + "?")
            .orElse(" Add the folder or the jar that has it.");
  }

  /** A class that differs only in where it is nested or which package it is in. */
  private Optional<String> similar(String name) {
    String flat = name.replace('$', '.');
    List<String> names =
        classPath.classNames().stream().map(each -> each.replace('/', '.')).sorted().toList();
    Optional<String> nested =
        names.stream().filter(each -> each.replace('$', '.').equals(flat)).findFirst();
    String simple = flat.substring(flat.lastIndexOf('.') + 1);
    return nested.or(
        () ->
            names.stream()
                .filter(each -> each.substring(lastMark(each) + 1).equalsIgnoreCase(simple))
                .findFirst());
  }

  private static int lastMark(String name) {
    return Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'));
  }

  private boolean isStep(ClassFacts facts) throws IOException, BundleException {
    Deque<String> next = new ArrayDeque<>(List.of(facts.name()));
    Set<String> seen = new HashSet<>();
    while (!next.isEmpty()) {
      String name = next.remove();
      if (STEPS.contains(name)) {
        return true;
      }
      Optional<ClassFacts> each = seen.add(name) ? reach.facts(name) : Optional.empty();
      each.flatMap(ClassFacts::superclass).ifPresent(next::add);
      each.ifPresent(one -> next.addAll(one.interfaces()));
    }
    return false;
  }
}
