// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The lines of a plugin's descriptor, and which of them were missed. */
final class DescriptorLines {
  private final Properties properties;
  private final List<String> missing = new ArrayList<>();

  private DescriptorLines(Properties properties) {
    this.properties = properties;
  }

  /**
   * @throws UnusableException when the bytes are no properties
   */
  static DescriptorLines of(byte[] bytes) throws UnusableException {
    Properties properties = new Properties();
    try (Reader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      properties.load(text);
    } catch (IllegalArgumentException | IOException e) {
      throw new UnusableException(
          "has a descriptor that cannot be read (" + e.getMessage() + "): build it again");
    }
    return new DescriptorLines(properties);
  }

  /** What a line says; empty where there is none, or it says nothing. */
  Optional<String> text(String key) {
    String value = properties.getProperty(key, "").strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** What a line says; where it says nothing, it is missed. */
  String required(String key) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      missing.add(key);
    }
    return value.orElse("");
  }

  /** What a line lists, separated by commas. */
  List<String> list(String key) {
    List<String> words = new ArrayList<>();
    for (String word : text(key).orElse("").split(",")) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }

  /** The lines that were missed, in the order in which they were asked for. */
  List<String> missing() {
    return List.copyOf(missing);
  }
}
