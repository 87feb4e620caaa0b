// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the resources about Spark's classes from the homes of all known lines; {@code
 * scripts/class-lists} runs it. Arguments: the folder of homes, the folder to write to.
 */
final class WriteClassLists {

  private WriteClassLists() {}

  public static void main(String[] arguments) throws IOException {
    Path homes = Path.of(arguments[0]);
    Path to = Path.of(arguments[1]);
    List<SparkHome> opened = new ArrayList<>();
    for (KnownLine line : KnownLine.values()) {
      opened.add(new SparkHome(line, homes.resolve(line.title())));
    }
    for (SparkHome home : opened) {
      Path file = to.resolve("classes-" + home.line().title() + ".gz");
      try (OutputStream out = Files.newOutputStream(file)) {
        home.classList().write(out);
      }
      int classes = home.classList().jars().stream().mapToInt(jar -> jar.classes().size()).sum();
      System.out.println(file.getFileName() + ": " + classes + " classes, " + bytes(file));
    }
    ApiDifferences differences = ApiComparison.of(opened.stream().map(LineApi::new).toList());
    Path file = to.resolve("api-differences.gz");
    try (OutputStream out = Files.newOutputStream(file)) {
      differences.write(out);
    }
    int members =
        differences.classes().values().stream().mapToInt(each -> each.members().size()).sum();
    System.out.println(
        file.getFileName()
            + ": "
            + differences.classes().size()
            + " classes, "
            + members
            + " members, "
            + bytes(file));
    for (SparkHome home : opened) {
      home.close();
    }
  }

  private static String bytes(Path file) throws IOException {
    return Files.size(file) + " bytes";
  }
}
