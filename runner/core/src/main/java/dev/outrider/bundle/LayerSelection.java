// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What of a class path goes into a bundle. Left out are
 *
 * <ul>
 *   <li>a class that is Spark's, Scala's or Hadoop's own in any known line: one of another line
 *       would only meet the target's. A jar with more than half such classes is left out whole.
 *       Connectors live in Spark's packages too, but no Spark has their classes: they stay;
 *   <li>a class that the Spark of every target has, whoever's it is: the target's own would win
 *       anyway;
 *   <li>Outrider's own jars and classes, and its libraries where no step uses them;
 *   <li>a jar of which no class is left.
 * </ul>
 *
 * @param entry the folder or jar
 * @param members what of it is taken, by name
 */
record LayerSelection(ClassPathEntry entry, List<Member> members) {

  LayerSelection {
    members = List.copyOf(members);
  }

  /** Whether a jar is taken as it is. */
  boolean isWhole() {
    return members.size() == entry.members().size();
  }

  /**
   * Selects from candidates, in their order; entries left out whole are absent.
   *
   * @param candidates as {@link #candidates} gives them
   */
  static List<LayerSelection> of(
      List<ClassPathEntry> candidates, SparkClasses spark, Collection<KnownLine> targets) {
    List<LayerSelection> selections = new ArrayList<>();
    for (ClassPathEntry entry : candidates) {
      List<Member> members =
          entry.members().stream()
              .filter(member -> !isLeftOut(member.unversioned(), spark, targets))
              .toList();
      boolean hadClasses = entry.members().stream().anyMatch(Member::isClass);
      boolean hasClasses = members.stream().anyMatch(Member::isClass);
      if (!members.isEmpty() && (hasClasses || !hadClasses || !entry.isJar())) {
        selections.add(new LayerSelection(entry, members));
      }
    }
    return selections;
  }

  /**
   * The entries of a class path that are neither Spark's nor Outrider's jars.
   *
   * @param unused libraries that are there through Outrider alone
   */
  static List<ClassPathEntry> candidates(
      ClassPath classPath, SparkClasses spark, Set<ClassPathEntry> unused) {
    return classPath.entries().stream()
        .filter(entry -> !unused.contains(entry))
        .filter(entry -> !entry.isJar() || !isPlugin(entry) && !isMostlyOwn(entry, spark))
        .toList();
  }

  private static boolean isMostlyOwn(ClassPathEntry jar, SparkClasses spark) {
    long classes = 0;
    long own = 0;
    for (Member member : jar.members()) {
      if (member.isClass()) {
        classes++;
        own += spark.isOwn(member.className()) || OutriderClasses.has(member.className()) ? 1 : 0;
      }
    }
    return 2 * own > classes;
  }

  /** Whether a class, by internal name, never comes from the user's class path. */
  static boolean isProvided(
      String internalName, SparkClasses spark, Collection<KnownLine> targets) {
    return OutriderClasses.has(internalName)
        || spark.isOwn(internalName)
        || !targets.isEmpty() && targets.stream().allMatch(line -> spark.has(line, internalName));
  }

  private static boolean isLeftOut(String path, SparkClasses spark, Collection<KnownLine> targets) {
    return path.endsWith(".class")
        ? isProvided(path.substring(0, path.length() - ".class".length()), spark, targets)
        : OutriderClasses.has(path);
  }

  private static boolean isPlugin(ClassPathEntry entry) {
    return entry.members().stream().anyMatch(each -> each.name().equals(OutriderClasses.PLUGIN));
  }
}
