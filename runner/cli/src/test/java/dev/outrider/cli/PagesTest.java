// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages lie beside what they describe, and their links lead somewhere. */
class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  private final Path root =
      Path.of(System.getProperty("outrider.examples"), "../..").toAbsolutePath().normalize();

  @Test
  void everyLinkOfAPageLeadsToAFileAndAHeading() throws Exception {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
        links++;
        Path target =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        boolean there = Files.exists(target);
        if (there && link.group(2) != null) {
          there = anchors(target).contains(link.group(2));
        }
        if (!there) {
          broken.add(root.relativize(page) + ": " + link.group());
        }
      }
    }

    assertThat(links).isGreaterThan(8);
    assertThat(broken).isEmpty();
  }

  @Test
  void theTopLevelIsWhatAReaderNeedsToKnow() throws Exception {
    Process tracked =
        new ProcessBuilder("git", "ls-tree", "--name-only", "HEAD")
            .directory(root.toFile())
            .start();
    List<String> names = new String(tracked.getInputStream().readAllBytes()).lines().toList();

    assertThat(tracked.waitFor()).isZero();
    assertThat(names)
        .filteredOn(name -> !name.startsWith("."))
        .containsExactlyInAnyOrder(
            "LICENSE", "README.md", "flavors", "pom.xml", "runner", "scripts", "spark-jobs");
  }

  private List<Path> pages() throws Exception {
    List<Path> pages = new ArrayList<>(List.of(root.resolve("README.md")));
    for (String each : List.of("runner", "flavors", "spark-jobs")) {
      try (Stream<Path> files = Files.walk(root.resolve(each))) {
        files
            .filter(file -> file.endsWith("README.md"))
            .filter(file -> !root.relativize(file).toString().contains("target/"))
            .forEach(pages::add);
      }
    }
    return pages;
  }

  /** The anchors of a page's headings, as GitHub makes them. */
  private static List<String> anchors(Path page) throws Exception {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
