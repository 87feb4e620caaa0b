// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.ValueKind;
import java.util.Set;

/**
 * Whether an artifact of one declared type may fill a component of another: what the compiler
 * checks too, unless raw types or casts kept it from seeing. Where Spark's class files are not to
 * be read, two of Spark's classes of one kind are taken to fit.
 */
final class Assignability {

  private final ClassFiles classes;
  private final Set<String> custom;

  Assignability(ClassFiles classes, Set<String> custom) {
    this.classes = classes;
    this.custom = custom;
  }

  /** Whether a value of a type fits a component. */
  boolean fits(TypeName from, TypeName to) {
    TypeName value = from.boxed();
    TypeName component = to.boxed();
    if (component.equals(TypeName.OBJECT)) {
      return true;
    }
    if (classes.kind(value, custom) != classes.kind(component, custom)) {
      return false;
    }
    if (value instanceof TypeName.Array left && component instanceof TypeName.Array right) {
      return left.element().equals(right.element())
          || !ClassFiles.isPrimitive(left.element().raw()) && fits(left.element(), right.element());
    }
    ClassFiles.Hierarchy hierarchy = classes.hierarchy(value);
    TypeName found = hierarchy.types().get(component.raw());
    if (found == null) {
      return !hierarchy.complete() && StandIn.isFor(component.raw());
    }
    return argumentsFit(found, component);
  }

  private boolean argumentsFit(TypeName from, TypeName to) {
    if (!(from instanceof TypeName.Named left) || !(to instanceof TypeName.Named right)) {
      return true;
    }
    if (left.arguments().size() != right.arguments().size()) {
      return true; // one of them is raw: nothing is known
    }
    for (int i = 0; i < left.arguments().size(); i++) {
      if (!contains(right.arguments().get(i), left.arguments().get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(TypeName wanted, TypeName given) {
    if (wanted instanceof TypeName.Wildcard wildcard) {
      return (wildcard.upper().isEmpty() || fits(given, wildcard.upper().get()))
          && (wildcard.lower().isEmpty() || fits(wildcard.lower().get(), given));
    }
    return wanted.equals(given);
  }

  /** Whether a type is one that a component of values may have, so that its class can be loaded. */
  boolean isValue(TypeName type) {
    return classes.kind(type, custom) == ValueKind.VALUE;
  }
}
