// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.pipeline.GpuType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a setting's text must be. */
public enum SettingType {
  /** Any text. */
  TEXT("text"),
  /** {@code true} or {@code false}; {@code on} and {@code off} are the same. */
  FLAG("true or false"),
  /** A whole number from 0 on. */
  COUNT("a whole number from 0 on, such as 4"),
  /** A whole number from 1 on. */
  POSITIVE("a whole number from 1 on, such as 4"),
  /**
   * A time of at most 100 years, in the forms {@code 30s}, {@code 15m}, {@code 2h}, {@code 500ms},
   * {@code 7d}, {@code PT15M}.
   */
  DURATION("a duration such as 30s, 15m or 2h"),
  /**
   * An amount of memory in the form that both Spark and {@code java -Xmx} read: {@code 512m},
   * {@code 8g}. {@code 8gb} is Spark's alone.
   */
  MEMORY("an amount of memory such as 512m or 8g"),
  /** A file or folder of the machine that runs Outrider. */
  PATH("a path"),
  /**
   * A kind of GPU by its chip's name: that of a {@link GpuType}, or one that a flavor declares. A
   * platform's own word for one of these chips is not accepted.
   */
  GPU("a chip's name such as t4, l4 or a100-80gb"),
  /** An absolute URI. */
  URI("a URI with its scheme, such as s3://acme/outrider");

  /** What texts are read by. Apart: a list of flavors knows the types by their names alone. */
  private static final class Forms {
    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern MEMORY = Pattern.compile("([1-9][0-9]{0,8})([kmgt])");
  }

  private final String expected;

  SettingType(String expected) {
    this.expected = expected;
  }

  /** In words, for messages and the reference: {@code a duration such as 30s, 15m or 2h}. */
  public String expected() {
    return expected;
  }

  /**
   * What a text must be instead, in words.
   *
   * @param seen what {@link #accepts} does not accept
   */
  String expected(String seen) {
    return this == GPU
        ? GpuType.meantBy(seen)
            .map(type -> "'" + type.id() + "', the chip's name on every platform")
            .orElse(expected)
        : expected;
  }

  /** What a range of this type is of: {@code a duration}. */
  String counted() {
    return switch (this) {
      case COUNT, POSITIVE -> "a whole number";
      case DURATION -> "a duration";
      case MEMORY -> "an amount of memory";
      case TEXT, FLAG, PATH, GPU, URI -> throw new IllegalStateException(this + " has no range");
    };
  }

  /** Compares two texts of this type by their values. */
  int compare(String left, String right) {
    return switch (this) {
      case COUNT, POSITIVE -> Integer.compare(Integer.parseInt(left), Integer.parseInt(right));
      case DURATION -> duration(left).compareTo(duration(right));
      case MEMORY -> Long.compare(bytes(left), bytes(right));
      case TEXT, FLAG, PATH, GPU, URI -> throw new IllegalStateException(this + " has no order");
    };
  }

  /** The type's name in descriptors: {@code duration}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a text is of this type. */
  public boolean accepts(String text) {
    return switch (this) {
      case TEXT, PATH -> !text.isEmpty();
      case FLAG -> text.matches("true|false|on|off");
      case COUNT -> text.matches("[0-9]{1,9}");
      case POSITIVE -> text.matches("[1-9][0-9]{0,8}");
      case DURATION -> isDuration(text);
      case MEMORY -> Forms.MEMORY.matcher(text.toLowerCase(Locale.ROOT)).matches();
      case GPU ->
          text.matches("[a-z][a-z0-9-]*")
              && GpuType.meantBy(text).map(type -> type.id().equals(text)).orElse(true);
      case URI -> isUri(text);
    };
  }

  private static boolean isDuration(String text) {
    try {
      Duration duration = duration(text);
      return !duration.isNegative() && duration.compareTo(Forms.LONGEST) <= 0;
    } catch (DateTimeParseException | ArithmeticException e) {
      return false;
    }
  }

  private static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  static Duration duration(String text) {
    Matcher form = Forms.DURATION.matcher(text);
    if (!form.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** The bytes of an amount of memory. */
  static long bytes(String text) {
    Matcher form = Forms.MEMORY.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no amount of memory");
    }
    int powers = "kmgt".indexOf(form.group(2).charAt(0)) + 1;
    return Long.parseLong(form.group(1)) << (10 * powers);
  }
}
