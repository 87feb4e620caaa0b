// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the words of an option that gives values to names. */
final class Pairs {
  private Pairs() {}

  /**
   * The values by name, in the order of the words.
   *
   * @param option what stands before each word: {@code -P}
   * @param form what a word is like: {@code NAME=VALUE}
   * @throws UsageException when a word has another form, or a name has two values
   */
  static Map<String, String> of(String option, String form, List<String> words)
      throws UsageException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new UsageException(option + " is '" + word + "' but must be " + form + ".");
      }
      String name = word.substring(0, equals);
      String value = word.substring(equals + 1);
      String before = values.putIfAbsent(name, value);
      if (before != null) {
        throw new UsageException(
            option
                + " sets '"
                + name
                + "' twice, to '"
                + before
                + "' and to '"
                + value
                + "'. Keep one.");
      }
    }
    return values;
  }
}
