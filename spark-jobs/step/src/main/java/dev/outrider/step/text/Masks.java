// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets that are known so far, and texts without them. Each stretch of a text that
 * occurrences of secrets cover together becomes one mask. A mask is made of a character that no
 * secret has, so that what stands around it never makes a secret of it. Thread-safe.
 */
public final class Masks {

  /** Lines of a multi-line secret shorter than this are not masked: they may occur elsewhere. */
  public static final int SHORTEST_LINE = 6;

  private static final int MASK_LENGTH = 8;
  private static final String MASK_CHARACTERS = "*#=_~+";
  private static final char FIRST_OTHER_MASK = '\u2588';

  private volatile Known known = new Known(Collections.emptyList());

  /**
   * The secrets of which the values are found on this machine. One that is only found where the
   * step runs is masked there.
   *
   * @param references where each is found: {@code env:NAME} or {@code file:PATH}; others are left
   *     out
   * @param environment the environment variables
   */
  public static Masks of(Collection<String> references, Map<String, String> environment) {
    Masks masks = new Masks();
    for (String reference : references) {
      String place = reference.substring(reference.indexOf(':') + 1);
      if (reference.startsWith("env:") && environment.containsKey(place)) {
        masks.add(environment.get(place));
      }
      if (reference.startsWith("file:")) {
        content(place).ifPresent(masks::add);
      }
    }
    return masks;
  }

  private static Optional<String> content(String place) {
    try {
      return Optional.of(SmallFile.read(Paths.get(place)));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Masks a value from now on. Of a value of several lines each line that has at least {@value
   * #SHORTEST_LINE} characters is masked too, for a log may have them one by one.
   */
  public synchronized void add(String secret) {
    List<String> all = new ArrayList<>(known.secrets);
    put(all, secret);
    put(all, secret.trim());
    String[] lines = secret.trim().split("\\R");
    for (String line : lines) {
      if (line.length() >= SHORTEST_LINE || lines.length == 1) {
        put(all, line);
      }
    }
    known = new Known(all);
  }

  /** Whether there is nothing to mask. */
  public boolean areNone() {
    return known.secrets.isEmpty();
  }

  /** The longest secret's length in characters; 0 if there is none. */
  public int longest() {
    return known.longest;
  }

  /** The text with every secret replaced. */
  public String mask(String text) {
    return mask(text, 0, text.length());
  }

  /**
   * A part of a text with every secret replaced, also those that lie partly outside of the part: a
   * mask stands where its stretch begins.
   *
   * @param from where the part begins
   * @param to where it ends
   */
  public String mask(String text, int from, int to) {
    Known now = known;
    if (now.secrets.isEmpty()) {
      return text.substring(from, to);
    }
    StringBuilder masked = new StringBuilder(to - from);
    int covered = 0;
    for (int at = 0; at < to; at++) {
      int length = now.match(text, at, true);
      if (length > 0 && at >= covered && at >= from) {
        masked.append(now.mask);
      }
      covered = Math.max(covered, at + length);
      if (at >= from && at >= covered) {
        masked.append(text.charAt(at));
      }
    }
    return masked.toString();
  }

  Known known() {
    return known;
  }

  private static void put(List<String> all, String secret) {
    if (!secret.isEmpty() && !all.contains(secret)) {
      all.add(secret);
    }
  }

  /** The secrets at one time. Immutable. */
  static final class Known {

    /** At this place a secret may begin, and what follows decides it. */
    static final int UNDECIDED = -1;

    final String mask;
    private final List<String> secrets;
    private final BitSet firsts = new BitSet();
    private final int longest;

    Known(List<String> secrets) {
      this.secrets = secrets;
      int most = 0;
      for (String each : secrets) {
        most = Math.max(most, each.length());
        firsts.set(each.charAt(0));
      }
      longest = most;
      char[] repeated = new char[MASK_LENGTH];
      Arrays.fill(repeated, maskCharacter(secrets));
      mask = new String(repeated);
    }

    /**
     * How long the longest secret is that begins at a place of a text; 0 for none.
     *
     * @param ended whether nothing follows the text
     * @return {@link #UNDECIDED} where what follows decides it
     */
    int match(CharSequence text, int at, boolean ended) {
      if (!firsts.get(text.charAt(at))) {
        return 0;
      }
      int rest = text.length() - at;
      int found = 0;
      for (String secret : secrets) {
        int same = 0;
        int most = Math.min(rest, secret.length());
        while (same < most && text.charAt(at + same) == secret.charAt(same)) {
          same++;
        }
        if (same == secret.length()) {
          found = Math.max(found, same);
        } else if (same == rest && !ended) {
          return UNDECIDED;
        }
      }
      return found;
    }

    private static char maskCharacter(List<String> secrets) {
      for (char each : MASK_CHARACTERS.toCharArray()) {
        if (isFree(each, secrets)) {
          return each;
        }
      }
      char other = FIRST_OTHER_MASK;
      while (!isFree(other, secrets)) {
        other++;
      }
      return other;
    }

    private static boolean isFree(char character, List<String> secrets) {
      for (String secret : secrets) {
        if (secret.indexOf(character) >= 0) {
          return false;
        }
      }
      return true;
    }
  }
}
