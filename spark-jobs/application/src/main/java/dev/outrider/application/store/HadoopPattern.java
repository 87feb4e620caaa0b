// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Places for those who read Hadoop's patterns: {@code DataFrameReader.load}, and {@code
 * SparkContext.textFile}, which besides splits its argument at commas. What is there by its own
 * name means itself, whatever characters stand in it; only what is not there may be a pattern.
 */
final class HadoopPattern {

  /** What a pattern of Hadoop's gives a meaning to. */
  private static final String SYNTAX = "{}[]*?\\";

  private HadoopPattern() {}

  /**
   * The pattern that finds a place. Looks there only where a character has two meanings.
   *
   * @throws IOException when it is not known what is there
   */
  static String of(URI place, Configuration configuration) throws IOException {
    Path path = HadoopStore.path(place);
    String whole = path.toString();
    if (whole.equals(literal(whole))) {
      return whole;
    }
    FileSystem fileSystem = path.getFileSystem(configuration);
    Path there = path;
    while (there.getParent() != null && !fileSystem.exists(there)) {
      there = there.getParent();
    }
    String name = there.toString();
    return literal(name) + whole.substring(name.length());
  }

  /** A comma among alternatives does not split, and an escaped one is no second alternative. */
  private static String literal(String name) {
    StringBuilder pattern = new StringBuilder();
    for (char each : name.toCharArray()) {
      if (each == ',') {
        pattern.append("{\\,}");
      } else {
        pattern.append(SYNTAX.indexOf(each) < 0 ? "" : "\\").append(each);
      }
    }
    return pattern.toString();
  }
}
