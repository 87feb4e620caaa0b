// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A type as a class file declares it, by names only: nothing is loaded. Its text is what {@link
 * java.lang.reflect.Type#getTypeName} says of the same type. Immutable.
 */
public sealed interface TypeName {

  /** {@code java.lang.Object}, which stands for every type that is not known. */
  TypeName OBJECT = of("java.lang.Object");

  /**
   * A class or a primitive type, with its type arguments.
   *
   * @param name the binary name, for example {@code acme.Train$In} or {@code int}
   * @param arguments the type arguments; empty for a raw type and where there are none
   */
  record Named(String name, List<TypeName> arguments) implements TypeName {
    public Named {
      Objects.requireNonNull(name, "name");
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return arguments.isEmpty()
          ? name
          : name
              + arguments.stream()
                  .map(TypeName::toString)
                  .collect(Collectors.joining(", ", "<", ">"));
    }
  }

  /**
   * An array.
   *
   * @param element the type of its elements
   */
  record Array(TypeName element) implements TypeName {
    @Override
    public String toString() {
      return element + "[]";
    }
  }

  /**
   * A type variable that nothing binds.
   *
   * @param name as declared, for example {@code T}
   */
  record Variable(String name) implements TypeName {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A wildcard.
   *
   * @param upper what it extends
   * @param lower what it is a supertype of
   */
  record Wildcard(Optional<TypeName> upper, Optional<TypeName> lower) implements TypeName {
    @Override
    public String toString() {
      return "?"
          + upper.map(bound -> " extends " + bound).orElse("")
          + lower.map(bound -> " super " + bound).orElse("");
    }
  }

  /** A class or primitive type of a name, with type arguments. */
  static TypeName of(String name, TypeName... arguments) {
    return new Named(name, List.of(arguments));
  }

  /** The name of a class that is loaded. */
  static TypeName of(Class<?> type) {
    return type.isArray() ? new Array(of(type.getComponentType())) : of(type.getName());
  }

  /** The name of the class that is left when the type arguments are forgotten. */
  default String raw() {
    if (this instanceof Named named) {
      return named.name();
    }
    if (this instanceof Array array) {
      return array.element().raw() + "[]";
    }
    if (this instanceof Wildcard wildcard && wildcard.upper().isPresent()) {
      return wildcard.upper().get().raw();
    }
    return "java.lang.Object";
  }

  /** A type argument; {@code Object} where there is none. */
  default TypeName argument(int index) {
    return this instanceof Named named && index < named.arguments().size()
        ? named.arguments().get(index)
        : OBJECT;
  }

  /** This type with its variables replaced, where the map binds them. */
  default TypeName bind(Map<String, TypeName> variables) {
    if (this instanceof Variable variable) {
      return variables.getOrDefault(variable.name(), this);
    }
    if (this instanceof Array array) {
      return new Array(array.element().bind(variables));
    }
    if (this instanceof Wildcard wildcard) {
      return new Wildcard(
          wildcard.upper().map(bound -> bound.bind(variables)),
          wildcard.lower().map(bound -> bound.bind(variables)));
    }
    Named named = (Named) this;
    List<TypeName> bound = new ArrayList<>();
    named.arguments().forEach(each -> bound.add(each.bind(variables)));
    return new Named(named.name(), bound);
  }

  /** The class of a primitive type's values; every other type is itself. */
  default TypeName boxed() {
    return switch (raw()) {
      case "boolean" -> of("java.lang.Boolean");
      case "char" -> of("java.lang.Character");
      case "byte" -> of("java.lang.Byte");
      case "short" -> of("java.lang.Short");
      case "int" -> of("java.lang.Integer");
      case "long" -> of("java.lang.Long");
      case "float" -> of("java.lang.Float");
      case "double" -> of("java.lang.Double");
      default -> this;
    };
  }
}
