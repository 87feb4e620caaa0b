// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

/**
 * A declared type whose classes are loaded, to write a value of it as JSON. Only types with a JSON
 * form are loaded, and they mention neither Spark nor what is not on the class path.
 *
 * @param raw the class
 * @param arguments its type arguments
 */
record LoadedType(Class<?> raw, List<Type> arguments) implements ParameterizedType {

  /** Loads the classes of a type. */
  static Type of(TypeName type, ClassLoader loader) throws ClassNotFoundException {
    if (type instanceof TypeName.Wildcard wildcard) {
      return of(wildcard.upper().orElse(TypeName.OBJECT), loader);
    }
    if (type instanceof TypeName.Named named && !named.arguments().isEmpty()) {
      Type[] arguments = new Type[named.arguments().size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = of(named.arguments().get(i), loader);
      }
      return new LoadedType(load(named.name(), loader), List.of(arguments));
    }
    return load(type.raw(), loader);
  }

  private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
    return switch (name) {
      case "boolean" -> boolean.class;
      case "char" -> char.class;
      case "byte" -> byte.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      default -> Class.forName(name, false, loader);
    };
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(Type[]::new);
  }

  @Override
  public Type getRawType() {
    return raw;
  }

  @Override
  public Type getOwnerType() {
    return raw.getDeclaringClass();
  }

  @Override
  public String getTypeName() {
    return TypeName.of(raw)
        + arguments.stream()
            .map(Type::getTypeName)
            .collect(java.util.stream.Collectors.joining(", ", "<", ">"));
  }
}
