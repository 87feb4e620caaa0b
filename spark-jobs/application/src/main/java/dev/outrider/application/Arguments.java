// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of the step application, taken apart but not yet understood. Immutable. */
final class Arguments {

  static final String USAGE =
      "usage: spark-submit BUNDLE.jar [--step NAME] --output PATH [--param NAME=VALUE]... [--input NAME=PATH|VALUE]...\n"
          + "                               [--secret NAME=env:NAME|file:PATH|hadoop:ALIAS]... [--deadline DURATION] [--show ROWS]\n"
          + "   or: spark-submit BUNDLE.jar --context URI\n"
          + "\n"
          + "  --step NAME         the step to run; may be left out where the bundle holds one\n"
          + "  --output PATH       a new folder for result.json, outputs/, events/ and logs/\n"
          + "  --param NAME=VALUE  a component of the step; JSON for lists and records\n"
          + "  --input NAME=...    where a dataset, model or file lies, or a value (@PATH reads it from a file);\n"
          + "                      'input' is the name where the step takes one value; repeat it for a list\n"
          + "  --secret NAME=...   where a secret is found where the step runs\n"
          + "  --deadline TIME     ends the step after this long, for example PT2H\n"
          + "  --show ROWS         prints the schema and the first rows of each dataset that was made\n"
          + "  --context URI       runs the attempt that this context.json describes";

  private static final List<String> SINGLE =
      Arrays.asList("--step", "--output", "--deadline", "--show", "--context");
  private static final List<String> REPEATED = Arrays.asList("--param", "--input", "--secret");

  private final Map<String, String> single;
  private final Map<String, Map<String, List<String>>> repeated;

  private Arguments(Map<String, String> single, Map<String, Map<String, List<String>>> repeated) {
    this.single = single;
    this.repeated = repeated;
  }

  static Arguments parse(List<String> words) throws BadInputException {
    Map<String, String> single = new LinkedHashMap<>();
    Map<String, Map<String, List<String>>> repeated = new LinkedHashMap<>();
    for (String word : words) {
      // Java reads what the locale's encoding lacks as U+FFFD: another value than was given
      if (word.indexOf('\uFFFD') >= 0) {
        throw new BadInputException(
            "An argument is read as '" + word + "'. Set LC_ALL=C.UTF-8 and start again.");
      }
    }
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i);
      String inlined = null;
      int equals = option.indexOf('=');
      if (option.startsWith("--") && equals > 0) {
        inlined = option.substring(equals + 1);
        option = option.substring(0, equals);
      }
      if (!SINGLE.contains(option) && !REPEATED.contains(option)) {
        throw new BadInputException(
            "Unknown option '" + option + "'; did you mean '" + nearest(option) + "'?\n" + USAGE);
      }
      if (inlined == null && i + 1 == words.size()) {
        throw new BadInputException("Option '" + option + "' wants a value.\n" + USAGE);
      }
      String value = inlined != null ? inlined : words.get(++i);
      if (SINGLE.contains(option)) {
        if (single.put(option, value) != null) {
          throw new BadInputException("Option '" + option + "' is given twice.");
        }
        continue;
      }
      int at = value.indexOf('=');
      if (at <= 0) {
        throw new BadInputException(
            "Option '" + option + "' was '" + value + "' but must be NAME=VALUE.");
      }
      repeated
          .computeIfAbsent(option, o -> new LinkedHashMap<>())
          .computeIfAbsent(value.substring(0, at), n -> new ArrayList<>())
          .add(value.substring(at + 1));
    }
    return new Arguments(single, repeated);
  }

  Optional<String> single(String option) {
    return Optional.ofNullable(single.get(option));
  }

  /** Whether an option is the only one that is given. */
  boolean isOnly(String option) {
    return repeated.isEmpty() && single.keySet().equals(Collections.singleton(option));
  }

  /** The values of a repeated option by name, in the order given. */
  Map<String, List<String>> named(String option) {
    return repeated.getOrDefault(option, Collections.emptyMap());
  }

  /** The one value of each name of a repeated option. */
  Map<String, String> namedOnce(String option) throws BadInputException {
    Map<String, String> once = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : named(option).entrySet()) {
      if (entry.getValue().size() > 1) {
        throw new BadInputException("'" + option + " " + entry.getKey() + "=...' is given twice.");
      }
      once.put(entry.getKey(), entry.getValue().get(0));
    }
    return once;
  }

  private static String nearest(String option) {
    String nearest = null;
    int best = Integer.MAX_VALUE;
    List<String> known = new ArrayList<>(SINGLE);
    known.addAll(REPEATED);
    for (String each : known) {
      int distance = distance(option, each);
      if (distance < best) {
        best = distance;
        nearest = each;
      }
    }
    return nearest;
  }

  /** How many letters must be changed, added or dropped to make one word of the other. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
