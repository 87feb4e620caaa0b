// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The values of {@code --since}. */
final class Since {
  private Since() {}

  /**
   * @param text a day (its beginning in UTC), an instant, or a number of days, hours or minutes
   *     before now such as {@code 7d}, {@code 12h}, {@code 30m}
   */
  static Instant parse(String text, Instant now) throws UsageException {
    try {
      if (text.matches("[0-9]{1,5}[dhm]")) {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return now.minus(
            switch (text.charAt(text.length() - 1)) {
              case 'd' -> Duration.ofDays(number);
              case 'h' -> Duration.ofHours(number);
              default -> Duration.ofMinutes(number);
            });
      }
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new UsageException(
          "--since was '"
              + text
              + "' but must be a day such as 2026-11-30, an instant such as"
              + " 2026-11-30T08:00:00Z, or how long ago: 7d, 12h, 30m.");
    }
  }
}
