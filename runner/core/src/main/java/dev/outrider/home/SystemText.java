// SPDX-License-Identifier: Apache-2.0
package dev.outrider.home;

import java.nio.charset.Charset;

/**
 * How texts come from the operating system and go to it: arguments, variables and file names. Java
 * reads what its encoding lacks as U+FFFD and writes it as {@code ?}, without a word: another value
 * than was given. Java takes the encoding from the locale, and has ASCII without one.
 *
 * @param encoding that of this process
 */
public record SystemText(Charset encoding) {
  private static final char UNREADABLE = '\uFFFD';

  /** How this process reads and writes them. */
  public static SystemText ofProcess() {
    return new SystemText(
        Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name())));
  }

  /** Whether a text that came from the system is what was given there. */
  public static boolean isReadable(String text) {
    return text.indexOf(UNREADABLE) < 0;
  }

  /** Whether a text arrives as it is where it goes to. */
  public boolean carries(String text) {
    return encoding.newEncoder().canEncode(text);
  }

  /** What to do about it, as a sentence. */
  public String advice() {
    return "Java reads and writes arguments, variables and file names as "
        + encoding.name()
        + " here: set LC_ALL=C.UTF-8 and start again.";
  }
}
