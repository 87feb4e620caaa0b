// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;
import java.util.Optional;

/**
 * Between what a setting's value must be, both ends included, in the form of its type.
 *
 * @param least the least value
 * @param most the greatest value; empty where only the type limits it
 */
public record Range(String least, Optional<String> most) {
  public Range {
    Objects.requireNonNull(least, "least");
    Objects.requireNonNull(most, "most");
  }

  /** From a value on. */
  public static Range from(String least) {
    return new Range(least, Optional.empty());
  }

  /** Between two values. */
  public static Range of(String least, String most) {
    return new Range(least, Optional.of(most));
  }

  /** In words, for messages and the reference: {@code a whole number from 1 to 256}. */
  String expected(SettingType type) {
    return most.map(end -> type.counted() + " from " + least + " to " + end)
        .orElseGet(() -> type.counted() + " from " + least + " on");
  }

  /** Whether a text of the type is in the range. */
  boolean has(String text, SettingType type) {
    return type.compare(text, least) >= 0
        && most.map(end -> type.compare(text, end) <= 0).orElse(true);
  }
}
