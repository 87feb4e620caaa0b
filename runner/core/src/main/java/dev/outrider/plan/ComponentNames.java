// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.ComponentReference;
import java.util.Collection;
import java.util.Optional;

/** Finds the component that a reference such as {@code In::flights} names. */
final class ComponentNames {

  /**
   * A component's name, or what is wrong with the reference, as the end of a sentence.
   *
   * @param name the component
   * @param problem completes a sentence that begins with an input or output
   */
  record Found(Optional<String> name, Optional<String> problem) {
    static Found refused(String problem) {
      return new Found(Optional.empty(), Optional.of(problem));
    }
  }

  private final ClassFiles classes;

  ComponentNames(ClassFiles classes) {
    this.classes = classes;
  }

  /**
   * The component that a reference names.
   *
   * @param composite the type that should have it
   * @param names the components that it has
   */
  Found find(ComponentReference reference, TypeName composite, Collection<String> names) {
    String example = names.isEmpty() ? "In::flights" : reference(composite, first(names));
    Optional<AccessorReader.Accessor> accessor = AccessorReader.of(reference);
    if (accessor.isEmpty()) {
      String what = reference.toString().contains("$") ? "this lambda" : reference.toString();
      return Found.refused(
          "must be a method reference such as "
              + example
              + "; "
              + what
              + " does more than read one component.");
    }
    if (!classes.isSubtype(composite.raw(), accessor.get().owner())) {
      return Found.refused(
          "is named by "
              + shortName(accessor.get().owner())
              + "::"
              + accessor.get().name()
              + ", which is no component of "
              + composite.raw()
              + "; name one such as "
              + example
              + ".");
    }
    return component(accessor.get().name(), names)
        .map(name -> new Found(Optional.of(name), Optional.empty()))
        .orElseGet(
            () ->
                Found.refused(
                    "is named by "
                        + shortName(composite.raw())
                        + "::"
                        + accessor.get().name()
                        + ", but "
                        + composite.raw()
                        + " has the components "
                        + names
                        + "; name one of these."));
  }

  /** How a component is named in code: {@code CleanFlights.In::flights}. */
  String reference(TypeName composite, String component) {
    return shortName(composite.raw()) + "::" + component;
  }

  /** A part is read by a method of its name, or by getX or isX: as Parts does. */
  private static Optional<String> component(String accessor, Collection<String> names) {
    if (names.contains(accessor)) {
      return Optional.of(accessor);
    }
    return names.stream()
        .filter(
            name -> {
              String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
              return accessor.equals("get" + capitalized) || accessor.equals("is" + capitalized);
            })
        .findFirst();
  }

  private static String first(Collection<String> names) {
    return names.iterator().next();
  }

  private static String shortName(String binaryName) {
    return binaryName.substring(binaryName.lastIndexOf('.') + 1).replace('$', '.');
  }
}
