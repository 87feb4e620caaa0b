// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What `mvn verify` leaves out is run by scripts/verify-all, and no test gives up early. */
class HeavyTestsTest {
  private static final Pattern TAGS = Pattern.compile("(?:@Tag\\(\"[a-z0-9-]+\"\\)\\s*)+");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([a-z0-9-]+)\"\\)");

  /** A number of seconds, or of milliseconds to join a thread, after which a test gives up. */
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?:get|waitFor|await|awaitTermination|poll|tryAcquire)\\((\\d+)L?, (?:TimeUnit\\.)?SECONDS"
              + "|(?:atMost|assertTimeout\\w*)\\(\\s*Duration\\.ofSeconds\\((\\d+)\\)"
              + "|@Timeout\\((?:value = )?(\\d+)\\)"
              + "|nanoTime\\(\\) \\+ (?:TimeUnit\\.)?SECONDS\\.toNanos\\((\\d+)\\)"
              + "|(?:LONGEST|END|START)_?\\w*SECONDS = (\\d+);"
              + "|(?:LONGEST_WAIT|PATIENCE|LIMIT|LONG) = Duration\\.ofSeconds\\((\\d+)\\)"
              + "|protected Duration patience\\(\\) \\{\\s*return Duration\\.ofSeconds\\((\\d+)\\)"
              + "|\\.join\\(([\\d_]+)\\)");

  private static final Pattern AWAITED = Pattern.compile("(?<![\\w.])await\\([^;]*;");

  private final Path root =
      Path.of(System.getProperty("outrider.examples"), "../..").toAbsolutePath().normalize();

  @Test
  void everyTagOfATestIsAPartThatCanBeRunAlone() throws Exception {
    Set<String> parts = parts();
    Set<String> used = new TreeSet<>();
    for (Path source : testSources()) {
      for (List<String> tags : tags(source)) {
        Set<String> own = new TreeSet<>(tags);
        own.remove("heavy");
        assertThat(own).as("the parts that run a test of " + source).isNotEmpty();
        used.addAll(own);
      }
    }

    assertThat(used).contains("crash-matrix", "simulation").isSubsetOf(parts);
    // the others are scripts
    parts.removeAll(used);
    assertThat(parts).containsExactlyInAnyOrder("plugin", "outside", "same-jars");
  }

  @Test
  void aTestWaitsAMinuteAtLeastBeforeItGivesUp() throws Exception {
    List<String> early = new ArrayList<>();
    int limits = 0;
    for (Path source : testSources()) {
      Matcher matcher = LIMIT.matcher(Files.readString(source));
      while (matcher.find()) {
        limits++;
        if (seconds(matcher) < 60) {
          early.add(root.relativize(source) + ": " + matcher.group());
        }
      }
    }

    assertThat(limits).isGreaterThan(20);
    assertThat(early).as("limits that a slow machine passes: 60 s or more").isEmpty();
  }

  /** The library's own limit is 10 s. */
  @Test
  void aTestThatAwaitsSaysForHowLong() throws Exception {
    List<String> unlimited = new ArrayList<>();
    int awaited = 0;
    for (Path source : testSources()) {
      String text = Files.readString(source);
      if (!text.contains("import static org.awaitility.Awaitility.await;")) {
        continue;
      }
      Matcher matcher = AWAITED.matcher(text);
      while (matcher.find()) {
        awaited++;
        if (!matcher.group().contains(".atMost(")) {
          unlimited.add(root.relativize(source) + ": " + matcher.group());
        }
      }
    }

    assertThat(awaited).isGreaterThan(20);
    assertThat(unlimited).isEmpty();
  }

  private static long seconds(Matcher matcher) {
    boolean millis = matcher.group().startsWith(".join");
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return Long.parseLong(matcher.group(group).replace("_", "")) / (millis ? 1000 : 1);
      }
    }
    throw new AssertionError(matcher.group());
  }

  private Set<String> parts() throws Exception {
    Process list =
        new ProcessBuilder(root.resolve("scripts/verify-all").toString(), "--list")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(list.getInputStream().readAllBytes());
    assertThat(list.waitFor()).isZero();
    return printed.lines().collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<List<String>> tags(Path source) throws IOException {
    List<List<String>> all = new ArrayList<>();
    Matcher together = TAGS.matcher(Files.readString(source));
    while (together.find()) {
      all.add(TAG.matcher(together.group()).results().map(each -> each.group(1)).toList());
    }
    return all;
  }

  /** Of all modules, and of the kits, whose limits are those of every flavor's tests. */
  private List<Path> testSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String each : List.of("runner", "flavors", "spark-jobs", ".ci")) {
      try (Stream<Path> files = Files.walk(root.resolve(each))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(
                file ->
                    root.relativize(file).toString().matches(".*/src/test/.*|flavors/testkit/.*"))
            .filter(file -> !file.endsWith("HeavyTestsTest.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }
}
