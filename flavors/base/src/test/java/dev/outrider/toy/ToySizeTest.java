// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new flavor costs its author, beside a platform to test it on. */
class ToySizeTest {

  private static final int MOST = 400;

  @ParameterizedTest
  @ValueSource(strings = {"batch", "named"})
  void aFlavorIsSmallAndNeedsTheInterfaceAndWhatFlavorsShareAlone(String toy) throws IOException {
    List<String> lines;
    try (Stream<Path> files = Files.list(Path.of("src/test/java/dev/outrider/toy", toy))) {
      lines =
          files
              .filter(each -> !each.toString().matches(".*(Platform|Test)\\.java"))
              .flatMap(ToySizeTest::lines)
              .toList();
    }

    assertThat(lines).hasSizeBetween(1, MOST);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("import "))
        .allMatch(
            line ->
                line.matches(
                    "import (static )?(java|dev\\.outrider\\.(flavor|pipeline|step))\\..*"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("import dev.outrider.flavor."))
        .allMatch(
            line -> line.matches("import dev\\.outrider\\.flavor\\.(base\\.[a-z]+\\.)?[A-Z].*"));
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
