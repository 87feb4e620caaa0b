// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import java.util.List;
import java.util.stream.Collectors;

/** Words of a command line, as a POSIX shell reads them back. Pure. */
public final class ShellWord {
  /** Needs no quotes in any shell: neither expanded nor split. */
  private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

  private ShellWord() {}

  /** One word, in single quotes where it needs any. */
  public static String of(String text) {
    return text.matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** A line of words. */
  public static String line(List<String> words) {
    return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }
}
