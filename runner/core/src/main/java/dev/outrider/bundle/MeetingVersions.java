// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassList.SparkJar;
import dev.outrider.bundle.ClassPathEntry.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where classes of one name come from two places: the user's jars and a target's Spark, or two of
 * the user's own. It is said which one is loaded; that it works is for the user to know.
 */
final class MeetingVersions {

  private MeetingVersions() {}

  /**
   * Libraries of the user that the Spark of a target has too, in another version.
   *
   * @param jars what the user has, before anything is left out, but for Spark and Outrider
   */
  static List<String> withSpark(
      List<ClassPathEntry> jars, SparkClasses spark, Collection<KnownLine> targets) {
    List<String> warnings = new ArrayList<>();
    for (KnownLine line : targets) {
      for (ClassPathEntry jar : jars) {
        if (jar.stem().equals(OutriderClasses.BROUGHT)) {
          continue;
        }
        Map<String, Integer> met = new TreeMap<>();
        int classes = 0;
        for (Member member : jar.members()) {
          if (member.isClass()) {
            classes++;
            spark
                .jar(line, member.className())
                .filter(each -> !each.own())
                .map(SparkJar::name)
                .filter(name -> !name.equals(jar.stem()))
                .ifPresent(name -> met.merge(name, 1, Integer::sum));
          }
        }
        for (Map.Entry<String, Integer> each : met.entrySet()) {
          warnings.add(
              String.format(
                  Locale.ROOT,
                  "%s meets %s in Spark %s: %,d of its %,d classes are there too, and Spark's win."
                      + " Relocate them to use your own.",
                  jar.name(),
                  each.getKey(),
                  line.title(),
                  each.getValue(),
                  classes));
        }
      }
    }
    return warnings;
  }

  /** Classes that two entries of the user have with different content. */
  static List<String> amongThemselves(List<LayerSelection> selections) {
    record Owner(ClassPathEntry entry, Member member) {}
    record Pair(ClassPathEntry first, ClassPathEntry second) {}
    Map<String, Owner> owners = new HashMap<>();
    Map<Pair, List<String>> meetings = new LinkedHashMap<>();
    for (LayerSelection selection : selections) {
      for (Member member : selection.members()) {
        if (member.isClass()) {
          Owner owner = owners.putIfAbsent(member.name(), new Owner(selection.entry(), member));
          if (owner != null && !owner.member().sameContent(member)) {
            meetings
                .computeIfAbsent(
                    new Pair(owner.entry(), selection.entry()), ignored -> new ArrayList<>())
                .add(member.className().replace('/', '.'));
          }
        }
      }
    }
    List<String> warnings = new ArrayList<>();
    meetings.forEach(
        (pair, classes) ->
            warnings.add(
                pair.first().name()
                    + " and "
                    + pair.second().name()
                    + " have "
                    + (classes.size() == 1
                        ? classes.get(0) + " with different content"
                        : classes.size()
                            + " classes with different content, for example "
                            + classes.get(0))
                    + ": the one of "
                    + pair.first().name()
                    + " is taken, for it comes first on the class path."));
    return warnings;
  }
}
