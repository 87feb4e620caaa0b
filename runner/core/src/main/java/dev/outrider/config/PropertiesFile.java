// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.step.text.SmallFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a properties file in UTF-8 as Java does, and remembers the line of each property. */
final class PropertiesFile {
  private static final Pattern HALF = Pattern.compile("\\p{Cs}");

  private final Path file;
  private final String shown;
  private final List<String> problems;
  private final Map<String, Property> found = new LinkedHashMap<>();

  /**
   * @param shown the file's name in messages
   * @param problems gets a sentence for each problem
   */
  PropertiesFile(Path file, String shown, List<String> problems) {
    this.file = file;
    this.shown = shown;
    this.problems = problems;
  }

  /** The properties by key, in the order of their lines. */
  Map<String, Property> read() {
    List<String> lines;
    try {
      lines = SmallFile.read(file).lines().toList();
    } catch (CharacterCodingException e) {
      problems.add(shown + " is not written in UTF-8. Save it so.");
      return found;
    } catch (IOException e) {
      problems.add(shown + " cannot be read (" + SmallFile.problem(e) + ").");
      return found;
    }
    for (int i = 0; i < lines.size(); i++) {
      String start = lines.get(i).stripLeading();
      if (start.isEmpty() || start.startsWith("#") || start.startsWith("!")) {
        continue;
      }
      int first = i + 1;
      List<String> logical = new ArrayList<>(List.of(lines.get(i)));
      while (continues(lines.get(i)) && i + 1 < lines.size()) {
        logical.add(lines.get(++i));
      }
      add(String.join("\n", logical), first);
    }
    return found;
  }

  private static boolean continues(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void add(String text, int line) {
    String place = shown + ", line " + line;
    Properties one = new Properties();
    try {
      one.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      problems.add(place + ": '" + text + "' has a \\u without four hexadecimal digits.");
      return;
    } catch (IOException e) {
      throw new IllegalStateException("Text in memory can be read", e);
    }
    for (String key : one.stringPropertyNames()) {
      Property before = found.get(key);
      if (before != null) {
        problems.add(
            place + ": '" + key + "' is set twice, before in " + before.place() + ". Keep one.");
      } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(key + one.getProperty(key))) {
        problems.add(
            place
                + ": '"
                + HALF.matcher(key)
                    .replaceAll(
                        each ->
                            Matcher.quoteReplacement(
                                String.format("\\u%04x", (int) each.group().charAt(0))))
                + "' has half of a surrogate pair, which no file or process can take. Write both"
                + " halves, for example \\uD83D\\uDE00.");
      } else if (!text.matches("(?s)[^=:]*[^=:\\\\][=:].*|(?s).*\\\\[=:].*")) {
        problems.add(place + ": '" + text.strip() + "' is no property. Write KEY = VALUE.");
      } else {
        String value = one.getProperty(key).strip();
        found.put(key, new Property(key, value, place, file.toAbsolutePath().getParent()));
      }
    }
  }
}
