// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Files that libraries look for in every jar, by name, and read one after the other. In a jar that
 * is made of several they are put together, in the order of the class path.
 */
final class MergedMembers {
  /** One name a line; each counts once. */
  private static final Pattern LISTS =
      Pattern.compile(
          "META-INF/services/.+|META-INF/spring/.+\\.imports|META-INF/cxf/bus-extensions\\.txt"
              + "|META-INF/hk2-locator/.+");

  /** Keys with lists between commas: {@code SpringFactoriesLoader} adds them up. */
  private static final Pattern FACTORIES =
      Pattern.compile("META-INF/(spring\\.factories|spring/aot\\.factories)");

  /** Read as one text: what comes later does not undo what came before. */
  private static final Pattern TEXTS =
      Pattern.compile("reference\\.conf|META-INF/spring\\.(handlers|schemas|tooling|components)");

  /** Differ from jar to jar, and no program reads them all. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "META-INF/(maven/.*|versions/.*|.*\\.(md|html|kotlin_module)"
              + "|.*(LICENSE|LICENCE|NOTICE|DEPENDENCIES|README|AUTHORS|COPYRIGHT|CHANGES|COPYING)"
              + "[^/]*)",
          Pattern.CASE_INSENSITIVE);

  private MergedMembers() {}

  /** Whether files of a name are put together. */
  static boolean isMerged(String name) {
    return LISTS.matcher(name).matches()
        || FACTORIES.matcher(name).matches()
        || TEXTS.matcher(name).matches();
  }

  /**
   * Whether of several files of a name only one can be there, and a library may miss the others.
   */
  static boolean isLost(String name) {
    return name.startsWith("META-INF/")
        && !name.endsWith("/")
        && !isMerged(name)
        && !HARMLESS.matcher(name).matches();
  }

  /**
   * Files of one name as one.
   *
   * @param contents in the order of the class path
   */
  static byte[] merge(String name, List<byte[]> contents) throws IOException {
    if (LISTS.matcher(name).matches()) {
      return lines(contents);
    }
    return FACTORIES.matcher(name).matches() ? factories(contents) : oneAfterTheOther(contents);
  }

  /** Each line once, without comments. */
  private static byte[] lines(List<byte[]> contents) {
    Set<String> names = new LinkedHashSet<>();
    for (byte[] content : contents) {
      for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
        String name = line.replaceFirst("#.*", "").strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
      }
    }
    return (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] factories(List<byte[]> contents) throws IOException {
    Map<String, Set<String>> values = new TreeMap<>();
    for (byte[] content : contents) {
      Properties one = new Properties();
      one.load(new ByteArrayInputStream(content));
      for (String key : one.stringPropertyNames()) {
        Set<String> known = values.computeIfAbsent(key, each -> new LinkedHashSet<>());
        for (String value : one.getProperty(key).split(",")) {
          if (!value.isBlank()) {
            known.add(value.strip());
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    values.forEach((key, each) -> lines.add(key + "=" + String.join(",", each)));
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] oneAfterTheOther(List<byte[]> contents) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      all.write(content);
      all.write('\n');
    }
    return all.toByteArray();
  }
}
