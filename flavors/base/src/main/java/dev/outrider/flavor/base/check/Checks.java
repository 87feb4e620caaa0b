// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.check;

import dev.outrider.flavor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks at things one after the other. For one thread. */
public final class Checks {
  private final List<Finding> findings = new ArrayList<>();

  /** Looks at something, whatever was found before. */
  public Checks look(Supplier<List<Finding>> look) {
    findings.addAll(look.get());
    return this;
  }

  /**
   * Looks at several things where nothing has failed so far; else none of them is seen.
   *
   * @param otherwise why not, for people
   * @param all the looks by what they look at
   */
  public Checks lookUnlessFailed(String otherwise, List<Look> all) {
    boolean hasFailed =
        findings.stream().anyMatch(each -> each.outcome() == Finding.Outcome.FAILED);
    for (Look each : all) {
      findings.addAll(
          hasFailed ? List.of(Finding.notSeen(each.subject(), otherwise)) : each.findings().get());
    }
    return this;
  }

  /**
   * A look at one thing.
   *
   * @param subject what is looked at, in a word or two
   */
  public record Look(String subject, Supplier<List<Finding>> findings) {}

  /**
   * All that was found, in the order of {@link Finding#SUBJECTS}; what is not one of them stays
   * behind what was found before it.
   */
  public List<Finding> findings() {
    Map<Integer, List<Finding>> sorted = new TreeMap<>();
    int place = -1;
    for (Finding each : findings) {
      int known = Finding.SUBJECTS.indexOf(each.subject());
      place = known < 0 ? place : known;
      sorted.computeIfAbsent(place, position -> new ArrayList<>()).add(each);
    }
    return sorted.values().stream().flatMap(List::stream).toList();
  }
}
