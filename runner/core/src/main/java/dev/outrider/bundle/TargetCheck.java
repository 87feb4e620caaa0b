// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassFacts.Compiler;
import dev.outrider.bundle.SparkApi.Missing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether targets can run what steps reach: class-file version, Scala line, Spark API. Findings
 * that say the same of many classes become one sentence.
 *
 * <p>What the user's own classes take from Spark and the target has not is a problem; in a
 * dependency it is a warning, for libraries that serve several Spark lines reach, class by class,
 * code that they never run on this one.
 */
final class TargetCheck {

  private final ClassPath classPath;
  private final Set<ClassPathEntry> own;
  private final StepReach reach;
  private final SparkApi api;
  private final ClassPathReader reader;
  private final List<KnownLine> targets;
  private final int java;

  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private int newest = ClassFacts.versionOf(8);
  private Optional<String> scala = Optional.empty();

  /**
   * A check that has not begun.
   *
   * @param own the entries that are the user's own and no dependencies
   * @param java the Java release of the targets
   */
  TargetCheck(
      ClassPath classPath,
      Set<ClassPathEntry> own,
      StepReach reach,
      SparkApi api,
      ClassPathReader reader,
      List<KnownLine> targets,
      int java) {
    this.classPath = classPath;
    this.own = own;
    this.reach = reach;
    this.api = api;
    this.reader = reader;
    this.targets = targets;
    this.java = java;
  }

  /** Checks all that the steps reach: the reached classes by step, the nearest first. */
  void check(Map<String, Set<String>> reached) throws IOException, BundleException {
    Map<String, List<String>> steps = new LinkedHashMap<>();
    reached.forEach(
        (step, classes) ->
            classes.forEach(
                each -> steps.computeIfAbsent(each, key -> new ArrayList<>()).add(step)));
    Map<Reached, Group> tooNew = new LinkedHashMap<>();
    Map<Reached, Group> otherScala = new LinkedHashMap<>();
    Map<Needed, Group> missing = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> each : steps.entrySet()) {
      ClassFacts facts = reach.facts(each.getKey()).orElseThrow();
      ClassPathEntry entry = classPath.entryOf(facts.name()).orElseThrow();
      newest = Math.max(newest, facts.version());
      if (facts.version() > ClassFacts.versionOf(java)) {
        group(tooNew, new Reached(each.getValue(), entry, facts.version()), facts.name());
      }
      Compiler compiler = compiler(facts);
      scala = scala.or(() -> lineOf(compiler));
      for (KnownLine target : targets) {
        if (lineOf(compiler).filter(line -> !line.equals(target.scala())).isPresent()) {
          group(otherScala, new Reached(each.getValue(), entry, compiler), facts.name());
        } else {
          for (Missing one : missing(facts, entry, target)) {
            boolean dependency = !own.contains(entry);
            // a dependency is spoken of as a whole
            String what = dependency ? "" : one.what();
            group(missing, new Needed(each.getValue(), entry, target, what), one);
          }
        }
      }
    }
    tooNew.forEach(this::sayTooNew);
    otherScala.forEach(this::sayOtherScala);
    missing.forEach(this::sayMissing);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The lowest Java release that loads all reached classes, at least 8. */
  int lowestJava() {
    return ClassFacts.javaOf(newest);
  }

  /** The Scala line that the reached classes were compiled for; empty when there is none. */
  Optional<String> scala() {
    return scala;
  }

  private record Reached(List<String> steps, ClassPathEntry entry, Object evidence) {}

  private record Needed(List<String> steps, ClassPathEntry entry, KnownLine target, String what) {}

  /** Classes or needs that one sentence speaks of: the first, and how many. */
  private static final class Group {
    private final Object first;
    private final Set<Object> all = new LinkedHashSet<>();

    Group(Object first) {
      this.first = first;
    }

    private String classes() {
      return ((String) first).replace('/', '.');
    }

    private String more() {
      return all.size() == 1 ? "" : " and " + (all.size() - 1) + " more classes";
    }
  }

  private static <K> void group(Map<K, Group> groups, K key, Object each) {
    groups.computeIfAbsent(key, ignored -> new Group(each)).all.add(each);
  }

  private List<Missing> missing(ClassFacts facts, ClassPathEntry entry, KnownLine target)
      throws IOException, BundleException {
    return api.missing(facts, target, () -> reader.bytes(entry, facts.name() + ".class"));
  }

  private void sayTooNew(Reached reached, Group group) {
    int version = (Integer) reached.evidence();
    problems.add(
        reaches(reached.steps())
            + group.classes()
            + group.more()
            + in(reached.entry())
            + " (class-file version "
            + version
            + ", Java "
            + ClassFacts.javaOf(version)
            + "), but the target's Java is "
            + java
            + ". "
            + (own.contains(reached.entry())
                ? "Compile it with --release " + java
                : "Use a version of " + reached.entry().name() + " for Java " + java)
            + ", or choose a platform with Java "
            + ClassFacts.javaOf(version)
            + ".");
  }

  private void sayOtherScala(Reached reached, Group group) {
    Compiler compiler = (Compiler) reached.evidence();
    String line = lineOf(compiler).orElseThrow();
    List<KnownLine> others = targets.stream().filter(each -> !each.scala().equals(line)).toList();
    List<KnownLine> fitting =
        Stream.of(KnownLine.values()).filter(each -> each.scala().equals(line)).toList();
    problems.add(
        reaches(reached.steps())
            + group.classes()
            + group.more()
            + in(reached.entry())
            + ", compiled by Scala "
            + (compiler == Compiler.SCALA_3 ? "3 (which needs Scala 2.13's library)" : line)
            + ", but Spark "
            + titles(others)
            + (others.size() == 1 ? " has Scala " : " have Scala ")
            + others.get(0).scala()
            + ", and neither runs the other's classes. "
            + (own.contains(reached.entry())
                ? "Compile it with Scala "
                : "Use the version of " + reached.entry().name() + " for Scala ")
            + others.get(0).scala()
            + ", or choose Spark "
            + titles(fitting)
            + ".");
  }

  private void sayMissing(Needed needed, Group group) {
    Missing first = (Missing) group.first;
    if (own.contains(needed.entry())) {
      int more = group.all.size() - 1;
      problems.add(
          (needed.steps().size() == 1 ? "Step " : "Steps ")
              + quoted(needed.steps())
              + (needed.steps().size() == 1 ? " uses " : " use ")
              + first.what()
              + " in "
              + first.place()
              + (more > 0 ? " and " + more + (more == 1 ? " more place" : " more places") : "")
              + ", which Spark "
              + needed.target().title()
              + " does not have; "
              + titles(first.lines())
              + (first.lines().size() == 1 ? " has it. " : " have it. ")
              + "Use what the target has, or choose another Spark.");
      return;
    }
    long wanted = group.all.stream().map(each -> ((Missing) each).what()).distinct().count();
    warnings.add(
        reaches(needed.steps())
            + needed.entry().name()
            + ", which uses "
            + wanted
            + (wanted == 1 ? " class or member" : " classes or members")
            + " that Spark "
            + needed.target().title()
            + " does not have, for example "
            + first.what()
            + " in "
            + first.place()
            + " ("
            + titles(first.lines())
            + (first.lines().size() == 1 ? " has it" : " have it")
            + "). It fails if the step gets there: look for its version for this Spark.");
  }

  private Compiler compiler(ClassFacts facts) throws IOException, BundleException {
    if (facts.scala() != Compiler.SCALA_UNSAID) {
      return facts.scala();
    }
    // the pickled signature is on the outermost class alone
    int mark = facts.name().indexOf('$', facts.name().lastIndexOf('/') + 2);
    return mark < 0
        ? facts.scala()
        : reach
            .facts(facts.name().substring(0, mark))
            .map(ClassFacts::scala)
            .orElse(Compiler.SCALA_UNSAID);
  }

  private static Optional<String> lineOf(Compiler compiler) {
    return switch (compiler) {
      case SCALA_2_12 -> Optional.of("2.12");
      case SCALA_2_13, SCALA_3 -> Optional.of("2.13");
      case OTHER, SCALA_UNSAID -> Optional.empty();
    };
  }

  private String in(ClassPathEntry entry) {
    return own.contains(entry) ? "" : " of " + entry.name();
  }

  private static String reaches(List<String> steps) {
    return steps.size() == 1
        ? "Step " + quoted(steps) + " reaches "
        : "Steps " + quoted(steps) + " reach ";
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  private static String titles(List<KnownLine> lines) {
    return lines.stream().map(KnownLine::title).collect(Collectors.joining(", "));
  }
}
