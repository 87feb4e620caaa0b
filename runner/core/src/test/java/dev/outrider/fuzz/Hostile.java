// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Texts and bytes such as the careless and the hostile write. Equal seeds make equal ones. */
public final class Hostile {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "key",
          "part-0",
          "/",
          "//",
          ".",
          "..",
          "../",
          "%",
          "%2F",
          "%2f",
          "%2e%2e",
          "%00",
          "=",
          "+",
          " ",
          "#",
          "?",
          ";",
          ":",
          "*",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\\",
          "\"",
          "'",
          "$",
          "&",
          "<",
          ">",
          "|",
          "~",
          "@",
          "^",
          "`",
          "\n",
          "\r",
          "\r\n",
          "\t",
          "\0",
          "\u001b[2J",
          "\u007f",
          "\u0085",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "\u65e5",
          "\u202e",
          "\ufeff",
          "\ud83d\ude00",
          "\ud800",
          "\udc00",
          "\uffff",
          "${env:HOME}",
          "${env:",
          "${file:/",
          "s3://",
          "file:///",
          "0",
          "-1",
          "1e999",
          "NaN",
          "99999999999999999999",
          "null",
          "true");

  private final SplittableRandom random;

  public Hostile(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From 0 on, less than the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** One time in so many. */
  public boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  public <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A text of some pieces; may be empty. */
  public String text(int mostPieces) {
    StringBuilder text = new StringBuilder();
    for (int left = below(mostPieces + 1); left > 0; left--) {
      text.append(oneIn(3) ? Character.toString('a' + below(26)) : oneOf(PIECES));
    }
    return text.toString();
  }

  /** A text with some of its parts taken away, doubled, moved or replaced. */
  public String changed(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int left = 1 + below(4); left > 0 && changed.length() > 0; left--) {
      int from = below(changed.length());
      int to = Math.min(changed.length(), from + 1 + below(oneIn(4) ? 200 : 6));
      switch (below(5)) {
        case 0 -> changed.delete(from, to);
        case 1 -> changed.insert(to, changed.substring(from, to));
        case 2 -> changed.replace(from, to, text(3));
        case 3 -> changed.insert(from, text(3));
        default -> changed.setLength(from);
      }
    }
    return changed.toString();
  }

  /** Bytes with some of them replaced. */
  public byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int left = below(4); left > 0 && changed.length > 0; left--) {
      changed[below(changed.length)] = (byte) below(256);
    }
    return changed;
  }
}
