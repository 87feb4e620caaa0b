// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassFacts.Use;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * What a class of the user takes from Spark's and Scala's own classes that a target has not, though
 * another known line has it. What no known line has is somebody else's, and not judged.
 */
final class SparkApi {

  /**
   * Something that the target has not.
   *
   * @param what in Java's words: {@code org.apache.spark.sql.Dataset.sqlContext(): ...}
   * @param place the method that needs it
   * @param lines the known lines that have it
   */
  record Missing(String what, String place, List<KnownLine> lines) {}

  private final SparkClasses spark;
  private final ApiDifferences differences;
  private final StepReach reach;

  SparkApi(SparkClasses spark, ApiDifferences differences, StepReach reach) {
    this.spark = spark;
    this.differences = differences;
    this.reach = reach;
  }

  /** All that the class needs and the target has not, by the place that needs it. */
  List<Missing> missing(ClassFacts facts, KnownLine target, BytesOf bytes)
      throws IOException, BundleException {
    Map<Object, Integer> found = new LinkedHashMap<>();
    for (String each : facts.linked()) {
      if (!spark.has(target, each) && spark.isOwn(each)) {
        found.put(each, spark.ownIn(each));
      }
    }
    for (Use use : facts.uses()) {
      Optional<String> owner = nearestOwn(use);
      if (owner.isPresent() && spark.has(target, owner.get())) {
        OptionalInt lines = differences.linesWith(owner.get(), use.member());
        int having = lines.orElse(0) & linesOf(owner.get());
        if (having != 0 && (having & target.bit()) == 0) {
          found.put(new Use(use.owner(), use.member()), having);
        }
      }
    }
    if (found.isEmpty()) {
      return List.of();
    }
    Places places = Places.in(bytes.get());
    return found.entrySet().stream()
        .flatMap(each -> missing(each.getKey(), KnownLine.of(each.getValue()), places))
        .toList();
  }

  /** Gives the class file again, for the place is looked for only where something is missing. */
  interface BytesOf {
    byte[] get() throws IOException;
  }

  private static Stream<Missing> missing(Object what, List<KnownLine> lines, Places places) {
    String place = what instanceof Use use ? places.of(use) : places.of((String) what);
    if (place == null) {
      // mentioned in a list of nested classes only: nothing ever looks for it
      return Stream.empty();
    }
    String text = what instanceof Use use ? readable(use) : ((String) what).replace('/', '.');
    return Stream.of(new Missing(text, place, lines));
  }

  /** The lines of which the class is a part, whoever's it is there. */
  private int linesOf(String name) {
    int bits = 0;
    for (KnownLine line : KnownLine.values()) {
      bits |= spark.has(line, name) ? line.bit() : 0;
    }
    return bits;
  }

  /**
   * The class of Spark or Scala in which the member is looked for: the owner, or the first one that
   * the user's owner extends. Empty when the user's classes declare it, or when it may come from
   * several interfaces.
   */
  private Optional<String> nearestOwn(Use use) throws IOException, BundleException {
    String name = use.owner();
    while (!spark.isOwn(name)) {
      Optional<ClassFacts> facts = reach.facts(name);
      if (facts.isEmpty() || facts.get().members().contains(use.member())) {
        return Optional.empty();
      }
      String above = facts.get().superclass().orElse("java/lang/Object");
      List<String> interfaces = facts.get().interfaces();
      if (!above.equals("java/lang/Object")) {
        name = above;
      } else if (interfaces.size() == 1) {
        name = interfaces.get(0);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(name);
  }

  private static String readable(Use use) {
    String owner = use.owner().replace('/', '.');
    int bracket = use.member().indexOf('(');
    if (bracket < 0) {
      return owner + "." + use.member().substring(0, use.member().indexOf(':'));
    }
    String name = use.member().substring(0, bracket);
    Type type = Type.getMethodType(use.member().substring(bracket));
    String arguments =
        Stream.of(type.getArgumentTypes())
            .map(Type::getClassName)
            .collect(Collectors.joining(", ", "(", ")"));
    return name.equals("<init>")
        ? "new " + owner + arguments
        : owner + "." + name + arguments + ": " + type.getReturnType().getClassName();
  }
}
