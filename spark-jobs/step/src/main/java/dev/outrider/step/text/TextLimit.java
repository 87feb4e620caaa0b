// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a text of a step's or a platform's may be where it is kept with the state of a run or
 * shown. A longer one ends with how long it was; it is never cut within a character. The whole of a
 * step's own text is in the attempt's log, up to {@link #LOGGED}.
 */
public enum TextLimit {

  /** A message or a reason: 2,000 characters. */
  MESSAGE(2_000),

  /** What a step reports as its progress, and a name that it gives: 200 characters. */
  PROGRESS(200),

  /** A stack trace: 32 KiB in UTF-8. */
  TRACE(32 << 10),

  /** A failure in the attempt's log: 1 MiB in UTF-8. */
  LOGGED(1 << 20);

  private static final Pattern NOTE =
      Pattern.compile(" \\[cut here: [0-9]{1,10} characters in all]$");

  private static final int LONGEST_NOTE = 50;

  private final int most;

  TextLimit(int most) {
    this.most = most;
  }

  /** The most characters, or bytes, that a text has, the note on its length included. */
  public int most() {
    return most;
  }

  /**
   * The text, or as much of it as is allowed, and a note that it was cut. Of a text that ends with
   * a message that was cut, the note stays.
   */
  public String cut(String text) {
    if (size(text, text.length()) <= most) {
      return text;
    }
    Matcher cutBefore = NOTE.matcher(text.substring(text.length() - LONGEST_NOTE));
    String note =
        cutBefore.find()
            ? cutBefore.group()
            : String.format(" [cut here: %d characters in all]", text.length());
    int end = 0;
    int size = note.length();
    while (true) {
      int next = text.offsetByCodePoints(end, 1);
      size += size(text, end, next);
      if (size > most) {
        return text.substring(0, end) + note;
      }
      end = next;
    }
  }

  private int size(String text, int end) {
    // no character has more than three bytes for each of its units
    if (countsBytes() && text.length() <= most && 3L * text.length() > most) {
      int size = 0;
      for (int at = 0; at < end; at++) {
        size += size(text, at, at + 1);
      }
      return size;
    }
    return end;
  }

  private boolean countsBytes() {
    return this == TRACE || this == LOGGED;
  }

  /** Half a pair counts for as many bytes as it has in its pair, or as a question mark. */
  private int size(String text, int from, int to) {
    if (!countsBytes()) {
      return to - from;
    }
    int size = 0;
    for (int at = from; at < to; at++) {
      char each = text.charAt(at);
      size += each < 0x80 ? 1 : each < 0x800 || Character.isSurrogate(each) ? 2 : 3;
    }
    return size;
  }
}
