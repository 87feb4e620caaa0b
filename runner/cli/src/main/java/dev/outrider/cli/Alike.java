// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts sentences that repeat themselves. */
final class Alike {
  private Alike() {}

  /**
   * The first of each group of sentences that differ in their digits only, such as one about the
   * same jar on several versions of Spark, with the number of the others.
   */
  static List<String> counted(List<String> sentences) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String each : sentences) {
      groups
          .computeIfAbsent(each.replaceAll("[0-9][0-9,.]*", "0"), form -> new ArrayList<>())
          .add(each);
    }
    return groups.values().stream().map(Alike::one).toList();
  }

  private static String one(List<String> group) {
    int more = group.size() - 1;
    if (more == 0) {
      return group.get(0);
    }
    boolean same = group.stream().distinct().count() == 1;
    return group.get(0)
        + (same
            ? " (" + group.size() + " times)"
            : " (and " + more + " similar; --full shows " + (more == 1 ? "it" : "them") + ")");
  }
}
