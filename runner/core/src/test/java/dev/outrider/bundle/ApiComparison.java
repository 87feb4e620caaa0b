// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ApiDifferences.Recorded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the API of Spark lines: makes {@link ApiDifferences}. */
final class ApiComparison {

  private final List<LineApi> apis;
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, List<String>> supers = new HashMap<>();

  private ApiComparison(List<LineApi> apis) {
    this.apis = apis;
    for (LineApi api : apis) {
      for (String name : api.classes()) {
        lines.merge(name, api.line().bit(), (a, b) -> a | b);
      }
    }
    for (String name : lines.keySet()) {
      Set<String> all = new LinkedHashSet<>();
      for (LineApi api : apis) {
        if ((lines.get(name) & api.line().bit()) != 0) {
          api.supers(name).stream().filter(lines::containsKey).forEach(all::add);
        }
      }
      supers.put(name, List.copyOf(all));
    }
  }

  static ApiDifferences of(List<LineApi> apis) {
    return new ApiComparison(apis).compare();
  }

  private ApiDifferences compare() {
    SortedMap<String, Recorded> recorded = new TreeMap<>();
    ApiDifferences soFar = new ApiDifferences(recorded);
    for (String name : superclassesFirst()) {
      int of = lines.get(name);
      SortedMap<String, Integer> members = new TreeMap<>();
      recorded.put(name, new Recorded(supers.get(name), members));
      Map<String, Integer> found = Integer.bitCount(of) > 1 ? found(name, of) : Map.of();
      for (Map.Entry<String, Integer> member : found.entrySet()) {
        // what the look-up says without a record of its own
        OptionalInt inherited = soFar.linesWith(name, member.getKey());
        int says = inherited.isPresent() ? inherited.getAsInt() & of : of;
        if (says != member.getValue()) {
          members.put(member.getKey(), member.getValue());
        }
      }
    }
    return onlyWhatDiffers(recorded);
  }

  /** Every member that some line finds in the class, and the lines that do. */
  private Map<String, Integer> found(String name, int of) {
    Map<String, Integer> found = new TreeMap<>();
    for (LineApi api : apis) {
      if ((of & api.line().bit()) != 0) {
        api.members(name).forEach(each -> found.merge(each, api.line().bit(), (a, b) -> a | b));
      }
    }
    return found;
  }

  private Set<String> superclassesFirst() {
    Set<String> order = new LinkedHashSet<>();
    new TreeSet<>(lines.keySet()).forEach(name -> place(name, order, new HashSet<>()));
    return order;
  }

  private void place(String name, Set<String> order, Set<String> above) {
    if (!order.contains(name) && above.add(name)) {
      supers.get(name).forEach(each -> place(each, order, above));
      order.add(name);
    }
  }

  private static ApiDifferences onlyWhatDiffers(SortedMap<String, Recorded> all) {
    Map<String, Boolean> matters = new LinkedHashMap<>();
    SortedMap<String, Recorded> kept = new TreeMap<>();
    for (String name : all.keySet()) {
      if (matters(name, all, matters)) {
        List<String> above =
            all.get(name).supers().stream().filter(each -> matters(each, all, matters)).toList();
        kept.put(name, new Recorded(above, all.get(name).members()));
      }
    }
    return new ApiDifferences(kept);
  }

  private static boolean matters(
      String name, Map<String, Recorded> all, Map<String, Boolean> known) {
    Boolean answer = known.get(name);
    if (answer == null) {
      known.put(name, false);
      answer = !all.get(name).members().isEmpty();
      for (String above : all.get(name).supers()) {
        answer |= matters(above, all, known);
      }
      known.put(name, answer);
    }
    return answer;
  }
}
