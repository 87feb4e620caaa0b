// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.util.List;

/**
 * Texts of others for a terminal and for JSON: characters that would control a terminal, or reorder
 * what stands around them, are shown and not sent. These are the C0 and C1 controls, DEL, and the
 * bidirectional marks U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069.
 */
public final class VisibleText {
  private static final String INDENT = "    ";

  private VisibleText() {}

  /** Whether a character is to be shown as its number. Newline and tab are controls, too. */
  public static boolean isControl(char character) {
    return character < 0x20
        || character >= 0x7f && character <= 0x9f
        || character == 0x200e
        || character == 0x200f
        || character >= 0x202a && character <= 0x202e
        || character >= 0x2066 && character <= 0x2069;
  }

  /**
   * A text of several lines: each control but newline and tab as {@code \x1b} or {@code \u202e}.
   */
  public static String lines(String text) {
    return shown(text, "\n\t");
  }

  /** A text within a line: newline and tab are shown, too, as {@code \n} and {@code \t}. */
  public static String line(String text) {
    return shown(text, "");
  }

  /**
   * A text of several lines, of which all but the first are indented.
   *
   * @param kept how the lines begin that are not
   */
  public static String indented(String text, List<String> kept) {
    if (text.indexOf('\n') < 0) {
      return text;
    }
    StringBuilder indented = new StringBuilder(text.length() + 64);
    String[] lines = text.split("\n", -1);
    for (int at = 0; at < lines.length; at++) {
      String line = lines[at];
      indented.append(at == 0 ? "" : "\n");
      if (at > 0 && !line.isEmpty() && kept.stream().noneMatch(line::startsWith)) {
        indented.append(INDENT);
      }
      indented.append(line);
    }
    return indented.toString();
  }

  /** A JSON document without any control but newlines and tabs between its parts. */
  public static String json(String document) {
    StringBuilder shown = null;
    for (int at = 0; at < document.length(); at++) {
      char each = document.charAt(at);
      boolean control = isControl(each) && "\n\t\r".indexOf(each) < 0;
      if (control && shown == null) {
        shown = new StringBuilder(document.length() + 16).append(document, 0, at);
      }
      if (control) {
        shown.append(String.format("\\u%04x", (int) each));
      } else if (shown != null) {
        shown.append(each);
      }
    }
    return shown == null ? document : shown.toString();
  }

  private static String shown(String text, String sent) {
    StringBuilder shown = null;
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      boolean control = isControl(each) && sent.indexOf(each) < 0;
      if (control && shown == null) {
        shown = new StringBuilder(text.length() + 16).append(text, 0, at);
      }
      if (control) {
        shown.append(number(each));
      } else if (shown != null) {
        shown.append(each);
      }
    }
    return shown == null ? text : shown.toString();
  }

  private static String number(char control) {
    switch (control) {
      case '\n':
        return "\\n";
      case '\r':
        return "\\r";
      case '\t':
        return "\\t";
      default:
        return String.format(control < 0x100 ? "\\x%02x" : "\\u%04x", (int) control);
    }
  }
}
