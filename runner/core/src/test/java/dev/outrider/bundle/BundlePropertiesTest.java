// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.UserProject.javaStep;
import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class BundlePropertiesTest {

  private static final List<String> ZONES = List.of("UTC", "Asia/Kolkata", "America/Los_Angeles");

  private static Path folder;
  private static Map<String, byte[]> files;
  private static byte[] jar;
  private static byte[] expected;

  @BeforeContainer
  static void project() throws Exception {
    folder = Files.createTempDirectory("bundles");
    Path classes =
        new UserProject(folder.resolve("project"))
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .compile(8);
    files = new TreeMap<>();
    files.put("acme/Clean.class", Files.readAllBytes(classes.resolve("acme/Clean.class")));
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      files.put("data/" + (char) ('a' + i) + "/" + i + ".txt", bytes(random, 300));
    }
    Map<String, String> members = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      members.put("lib/L" + i + ".class", "content ".repeat(i * 20));
    }
    Path library = Jars.of(folder.resolve("library.jar"), members);
    jar = Files.readAllBytes(library);
    expected = oneFile(List.of(lay("expected", new ArrayList<>(files.keySet()), 0), library));
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Property(tries = 15)
  void theBytesDependOnNothingButTheContent(
      @ForAll Random random, @ForAll @IntRange(max = 2) int zone) throws Exception {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(zone)));
    try {
      List<String> order = new ArrayList<>(files.keySet());
      Collections.shuffle(order, random);
      Path classes = lay("laid" + random.nextLong(), order, random.nextInt(1_000_000_000));
      Path library = folder.resolve("library.jar");
      Files.setLastModifiedTime(library, FileTime.fromMillis(random.nextInt(1_000_000_000)));

      assertThat(oneFile(List.of(classes, library))).isEqualTo(expected);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Property(tries = 150)
  void aTruncatedJarIsAlwaysRefusedByName(@ForAll @IntRange(max = 1_000_000) int at)
      throws IOException {
    Path cut = folder.resolve("cut.jar");
    Files.write(cut, Arrays.copyOf(jar, at % jar.length));

    assertThat(problems(cut)).hasSize(1).allMatch(problem -> problem.startsWith(cut + " is "));
  }

  @Property(tries = 400)
  void aDamagedJarGivesNothingButABundleExceptionThatNamesIt(
      @ForAll @IntRange(max = 1_000_000) int at, @ForAll @IntRange(min = 1, max = 255) int flip)
      throws IOException {
    Path damaged = folder.resolve("damaged.jar");
    byte[] bytes = jar.clone();
    bytes[at % jar.length] ^= (byte) flip;
    Files.write(damaged, bytes);

    // not every byte matters: a date may be another one
    assertThat(problems(damaged))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(problem -> problem.startsWith(damaged + " is "));
  }

  /** What is said of a jar; anything but a {@link BundleException} fails the property. */
  private static List<String> problems(Path path) {
    try {
      ClassPath.of(List.of(path));
      return List.of();
    } catch (BundleException e) {
      return e.problems();
    }
  }

  private static Path lay(String name, List<String> order, int time) throws IOException {
    Path laid = folder.resolve(name);
    for (String each : order) {
      Path file = laid.resolve(each);
      Files.createDirectories(file.getParent());
      Files.write(file, files.get(each));
      Files.setLastModifiedTime(file, FileTime.fromMillis(time));
    }
    return laid;
  }

  private static byte[] oneFile(List<Path> classPath) throws BundleException, IOException {
    Path file = folder.resolve("bundle.jar");
    TargetCheckTest.bundle(classPath, 8, step("clean", "acme.Clean"), "3.5.5_2.12")
        .writeOneFile(file);
    return Files.readAllBytes(file);
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
