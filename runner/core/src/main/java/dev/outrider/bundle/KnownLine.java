// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark line that Outrider has a class list of. The list is of one release, and stands for every
 * release of its minor line: Spark keeps its interfaces within one. Declared from old to new.
 */
enum KnownLine {
  // The Java releases are the ones that Spark's overview page of each line names.
  SPARK_3_3("3.3.4", "2.12", List.of(8, 11, 17)),
  SPARK_3_5("3.5.5", "2.12", List.of(8, 11, 17)),
  SPARK_4_1("4.1.3", "2.13", List.of(17, 21));

  private final String release;
  private final String scala;
  private final List<Integer> javas;

  KnownLine(String release, String scala, List<Integer> javas) {
    this.release = release;
    this.scala = scala;
    this.javas = javas;
  }

  /** Release and Scala line, {@code 3.5.5_2.12}: the name of its Spark home and of its list. */
  String title() {
    return release + "_" + scala;
  }

  /** {@code 3.5}. */
  String minor() {
    return release.substring(0, release.lastIndexOf('.'));
  }

  /** {@code 2.12}. */
  String scala() {
    return scala;
  }

  /** The Java releases that this Spark runs on, from low to high. */
  List<Integer> javas() {
    return javas;
  }

  /** Its place in a set of lines that is kept as bits. */
  int bit() {
    return 1 << ordinal();
  }

  /** The lines of a set that is kept as bits, from old to new. */
  static List<KnownLine> of(int bits) {
    return Stream.of(values()).filter(line -> (bits & line.bit()) != 0).toList();
  }

  /** All titles for a message: {@code 3.3.4_2.12, 3.5.5_2.12, 4.1.3_2.13}. */
  static String titles() {
    return Stream.of(values()).map(KnownLine::title).collect(Collectors.joining(", "));
  }
}
