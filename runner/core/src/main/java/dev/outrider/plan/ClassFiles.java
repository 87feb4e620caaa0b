// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The class files that a class loader can see, each read once. Classes are never loaded. Not
 * thread-safe.
 */
final class ClassFiles {

  /**
   * A type and all its supertypes by their class names, with what binds their type parameters.
   *
   * @param complete whether every class file was found; without Spark, Spark's are not
   */
  record Hierarchy(Map<String, TypeName> types, boolean complete) {}

  private final ClassLoader loader;
  private final Map<String, Optional<ClassFile>> known = new HashMap<>();

  ClassFiles(ClassLoader loader) {
    this.loader = loader;
  }

  ClassLoader loader() {
    return loader;
  }

  /**
   * The class file of a class; empty where there is none to be seen.
   *
   * @throws UnreadableClassException when it is damaged, or newer than Java 17
   */
  Optional<ClassFile> find(String name) {
    Optional<ClassFile> seen = known.get(name);
    if (seen == null) {
      try {
        seen = bytes(name).map(ClassFile::read);
      } catch (IllegalArgumentException | UncheckedIOException e) {
        throw new UnreadableClassException(name, e);
      }
      known.put(name, seen);
    }
    return seen;
  }

  /** The bytes of a class file; empty where there is none to be seen. */
  Optional<byte[]> bytes(String name) {
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("The class file of " + name + " cannot be read", e);
    }
  }

  /** A type with all its supertypes. */
  Hierarchy hierarchy(TypeName type) {
    Map<String, TypeName> types = new LinkedHashMap<>();
    boolean complete = true;
    Deque<TypeName> open = new ArrayDeque<>();
    open.add(type);
    while (!open.isEmpty()) {
      TypeName next = open.remove();
      if (types.putIfAbsent(next.raw(), next) != null) {
        continue;
      }
      Optional<ClassFile> file = find(next.raw());
      complete &= file.isPresent();
      if (file.isPresent()) {
        Map<String, TypeName> bound = arguments(file.get(), next);
        file.get().supertypes().forEach(each -> open.add(each.bind(bound)));
      }
    }
    return new Hierarchy(types, complete);
  }

  /** Whether a class is another one, or a subclass or implementation of it. */
  boolean isSubtype(String name, String supertype) {
    return name.equals(supertype) || hierarchy(TypeName.of(name)).types().containsKey(supertype);
  }

  /**
   * How values of a type travel, by the rule of {@link ValueKind#of}.
   *
   * @param custom the classes that have a materializer
   */
  ValueKind kind(TypeName type, Set<String> custom) {
    String raw = type.raw();
    if (custom.contains(raw)) {
      return ValueKind.CUSTOM;
    }
    if (raw.equals("org.apache.spark.sql.Dataset")) {
      return ValueKind.DATASET;
    }
    if (raw.startsWith("org.apache.spark.ml.")) {
      return ValueKind.MODEL;
    }
    if (raw.endsWith("[]") || isPrimitive(raw)) {
      return ValueKind.VALUE;
    }
    Set<String> supertypes = hierarchy(TypeName.of(raw)).types().keySet();
    if (supertypes.contains("java.nio.file.Path")) {
      return ValueKind.FILE;
    }
    return supertypes.stream().anyMatch(each -> each.startsWith("org.apache.spark.ml."))
        ? ValueKind.MODEL
        : ValueKind.VALUE;
  }

  static boolean isPrimitive(String name) {
    return name.indexOf('.') < 0 && !TypeName.of(name).boxed().raw().equals(name)
        || name.equals("void");
  }

  private static Map<String, TypeName> arguments(ClassFile file, TypeName type) {
    Map<String, TypeName> bound = new HashMap<>();
    if (type instanceof TypeName.Named named
        && named.arguments().size() == file.typeParameters().size()) {
      for (int i = 0; i < named.arguments().size(); i++) {
        bound.put(file.typeParameters().get(i), named.arguments().get(i));
      }
    }
    return bound;
  }
}
