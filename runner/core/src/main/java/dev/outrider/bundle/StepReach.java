// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Walks from classes to all classes of a class path that they mention, directly or not, up to a
 * border that is not crossed. Each class is read once, whatever the number of walks. For one
 * thread.
 */
final class StepReach {

  private final ClassPath classPath;
  private final Predicate<String> border;
  private final ClassPathReader reader;
  private final Map<String, Optional<ClassFacts>> facts = new HashMap<>();

  /**
   * A walk that has not begun.
   *
   * @param border classes that are not walked into, by internal name: what the target brings itself
   */
  StepReach(ClassPath classPath, Predicate<String> border, ClassPathReader reader) {
    this.classPath = classPath;
    this.border = border;
    this.reader = reader;
  }

  /** All reached classes, the nearest first. */
  Set<String> from(Collection<String> starts) throws IOException, BundleException {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(starts);
    while (!next.isEmpty()) {
      String name = next.remove();
      if (!reached.contains(name)) {
        Optional<ClassFacts> each = facts(name);
        if (each.isPresent()) {
          reached.add(name);
          next.addAll(each.get().mentions());
        }
      }
    }
    return reached;
  }

  /** A class of the class path inside the border; empty for all others. */
  Optional<ClassFacts> facts(String name) throws IOException, BundleException {
    Optional<ClassFacts> known = facts.get(name);
    if (known == null) {
      known = read(name);
      facts.put(name, known);
    }
    return known;
  }

  private Optional<ClassFacts> read(String name) throws IOException, BundleException {
    Optional<ClassPathEntry> entry = classPath.entryOf(name);
    if (entry.isEmpty() || border.test(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ClassFacts.of(reader.bytes(entry.get(), name + ".class")));
    } catch (IllegalArgumentException e) {
      throw new BundleException(
          name.replace('/', '.')
              + " in "
              + entry.get().path()
              + " cannot be read ("
              + e.getMessage()
              + "). Compile it again, or for Java 25 at most.",
          e);
    }
  }
}
