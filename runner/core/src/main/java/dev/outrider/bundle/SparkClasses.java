// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassList.SparkJar;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which classes the known Spark lines have. Classes are named internally, {@code
 * org/apache/spark/sql/Dataset}. Immutable once loaded, which takes some tenths of a second: only
 * who bundles loads it.
 */
final class SparkClasses {

  private final Map<KnownLine, Map<String, SparkJar>> jars;

  private SparkClasses(Map<KnownLine, Map<String, SparkJar>> jars) {
    this.jars = jars;
  }

  /** Reads the committed lists. */
  static SparkClasses load() {
    Map<KnownLine, Map<String, SparkJar>> jars = new EnumMap<>(KnownLine.class);
    Stream.of(KnownLine.values())
        .parallel()
        .map(line -> Map.entry(line, byClass(ClassList.of(line))))
        .sequential()
        .forEach(entry -> jars.put(entry.getKey(), entry.getValue()));
    return new SparkClasses(jars);
  }

  private static Map<String, SparkJar> byClass(ClassList list) {
    Map<String, SparkJar> jars = new HashMap<>(1 << 18);
    for (SparkJar jar : list.jars()) {
      for (String each : jar.classes()) {
        // as on Spark's class path, where the first jar wins; its own jars are never shadowed
        jars.merge(each, jar, (first, next) -> next.own() && !first.own() ? next : first);
      }
    }
    return jars;
  }

  /** Whether a line's Spark has the class. */
  boolean has(KnownLine line, String internalName) {
    return jars.get(line).containsKey(internalName);
  }

  /** The jar of a line's Spark that has the class. */
  Optional<SparkJar> jar(KnownLine line, String internalName) {
    return Optional.ofNullable(jars.get(line).get(internalName));
  }

  /** Whether the class is Spark's, Scala's or Hadoop's own in any known line. */
  boolean isOwn(String internalName) {
    return ownIn(internalName) != 0;
  }

  /** The lines where the class is Spark's, Scala's or Hadoop's own, as bits. */
  int ownIn(String internalName) {
    int bits = 0;
    for (KnownLine line : KnownLine.values()) {
      SparkJar jar = jars.get(line).get(internalName);
      bits |= jar != null && jar.own() ? line.bit() : 0;
    }
    return bits;
  }
}
