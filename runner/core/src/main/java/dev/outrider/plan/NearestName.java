// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The known name that takes the fewest edits, the first of several; empty where all are too far
   * away.
   */
  public static Optional<String> of(String wrong, Collection<String> known) {
    int best = Math.max(2, wrong.length() / 4) + 1;
    Optional<String> nearest = Optional.empty();
    for (String each : known) {
      if (Math.abs(each.length() - wrong.length()) >= best) {
        continue;
      }
      int edits = edits(wrong.toLowerCase(), each.toLowerCase());
      if (edits < best) {
        best = edits;
        nearest = Optional.of(each);
      }
    }
    return nearest;
  }

  /** Levenshtein's distance. */
  private static int edits(String left, String right) {
    int[] above = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] row = new int[right.length() + 1];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[right.length()];
  }
}
