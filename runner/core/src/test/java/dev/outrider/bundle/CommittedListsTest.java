// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed resources are what {@code scripts/class-lists} would write now. */
class CommittedListsTest {

  @Test
  void theStandardHomeIsThere() {
    assertThat(SparkHome.standard()).isDirectory();
  }

  @ParameterizedTest
  @EnumSource(KnownLine.class)
  void theClassListOfALineIsTheOneOfItsHome(KnownLine line) throws IOException {
    try (SparkHome home = new SparkHome(line, homeOf(line))) {
      assertThat(ClassList.of(line)).isEqualTo(home.classList());
    }
  }

  /**
   * With one home alone it can be told whether what is said of its line is right, not whether
   * something is left out.
   */
  @ParameterizedTest
  @EnumSource(KnownLine.class)
  void theDifferencesSayOfALineWhatItsHomeHas(KnownLine line) throws IOException {
    ApiDifferences differences = ApiDifferences.load();
    List<String> wrong = new ArrayList<>();
    try (SparkHome home = new SparkHome(line, homeOf(line))) {
      LineApi api = new LineApi(home);
      Set<String> names = api.classes();
      differences
          .classes()
          .forEach(
              (name, recorded) -> {
                if (names.contains(name)) {
                  recorded
                      .members()
                      .forEach(
                          (member, lines) -> {
                            boolean said = (lines & line.bit()) != 0;
                            if (said != api.members(name).contains(member)) {
                              wrong.add(name + "." + member);
                            }
                          });
                }
              });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theDifferencesAreTheOnesOfAllHomes() throws IOException {
    List<SparkHome> homes = new ArrayList<>();
    for (KnownLine line : KnownLine.values()) {
      homes.add(new SparkHome(line, homeOf(line)));
    }
    ApiDifferences fresh = ApiComparison.of(homes.stream().map(LineApi::new).toList());
    for (SparkHome home : homes) {
      home.close();
    }
    assertThat(ApiDifferences.load().classes()).isEqualTo(fresh.classes());
  }

  @Test
  void eachResourceIsSmallerThanAMegabyte() throws IOException {
    List<String> names =
        Stream.concat(
                Stream.of("api-differences.gz"),
                Stream.of(KnownLine.values()).map(line -> "classes-" + line.title() + ".gz"))
            .toList();
    for (String name : names) {
      try (var in = Resources.open(name)) {
        assertThat(in.readAllBytes().length).as(name).isLessThan(1_000_000);
      }
    }
  }

  private static Path homeOf(KnownLine line) {
    Optional<Path> home = SparkHome.of(line);
    assumeTrue(home.isPresent(), "no Spark home of " + line.title() + " was laid out");
    return home.get();
  }
}
