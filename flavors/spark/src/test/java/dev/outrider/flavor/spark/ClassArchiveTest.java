// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an archive of classes is made and used, with a Java that is a script of the test. */
class ClassArchiveTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Writes what it was asked for, and counts. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      echo called >>"$(dirname "$0")/calls"
      env >"$(dirname "$0")/environment"
      while [ -e "$(dirname "$0")/busy" ]; do sleep 0.05; done
      case $1 in -XX:SharedArchiveFile=*) [ "$2" = -Xshare:dump ] && cat "${3#*=}" >"${1#*=}" ;; esac
      exit "$(cat "$(dirname "$0")/code")"
      """;

  @TempDir Path folder;
  private Path java;
  private Path jar;
  private Set<String> leftOut = Set.of();

  @BeforeEach
  void makeHomes() throws IOException {
    java = Files.createDirectories(folder.resolve("jdk"));
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.writeString(java.resolve("bin/java"), JAVA);
    Files.setPosixFilePermissions(
        java.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(java.resolve("bin/code"), "0");
    jar = Files.writeString(folder.resolve("spark-core_2.12-3.5.5.jar"), "classes");
  }

  @Test
  void theFirstDriverListsItsClassesTheSecondHasThemArchivedTheThirdUsesThat() throws Exception {
    List<String> first = options("1");
    endWell("1");
    List<String> second = options("2");
    awaitArchive();
    List<String> third = options("3");

    assertThat(first).singleElement().asString().startsWith("-XX:DumpLoadedClassList=" + work("1"));
    assertThat(second).isEmpty();
    assertThat(third)
        .containsExactly("-XX:SharedArchiveFile=" + archive().archive(), "-XX:+VerifySharedSpaces");
    assertThat(archive().archive()).hasContent("list of 1");
    assertThat(archive().list()).doesNotExist();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aDriverThatDidNotEndWellLeavesNoList() throws Exception {
    options("1");

    assertThat(options("2"))
        .singleElement()
        .asString()
        .startsWith("-XX:DumpLoadedClassList=" + work("2"));
  }

  @Test
  void anArchiveOfOtherJarsOrOfAnotherJavaIsNotUsedButMadeAnewAndTheOldOneGoes() throws Exception {
    makeArchive();
    Path old = archive().archive();

    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    assertThat(options("3")).singleElement().asString().startsWith("-XX:DumpLoadedClassList=");
    makeArchive();
    assertThat(archive().archive()).exists().isNotEqualTo(old);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(old).doesNotExist());

    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.16\"\n");
    assertThat(options("4")).singleElement().asString().startsWith("-XX:DumpLoadedClassList=");
  }

  @Test
  void howeverManyDriversStartWhileAnArchiveIsMadeItIsMadeOnce() throws Exception {
    Path busy = Files.createFile(java.resolve("bin/busy"));
    options("1");
    endWell("1");
    options("2");
    await().atMost(LIMIT).until(() -> calls() == 1);
    options("3");
    options("4");
    Files.delete(busy);
    awaitArchive();
    awaitNoMaker();

    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void aMakerThatWasKilledIsNotWaitedForForever() throws Exception {
    options("1");
    endWell("1");
    Path making =
        Files.createDirectory(
            Path.of(archive().archive().toString().replaceFirst("[.]jsa$", ".making")));
    Files.setLastModifiedTime(making, FileTime.from(Instant.now().minus(Duration.ofMinutes(12))));

    options("2");

    awaitArchive();
  }

  @Test
  void whatDidNotWorkIsNotTriedAgainAtOnce() throws Exception {
    Files.writeString(java.resolve("bin/code"), "1");
    Path failed = Path.of(archive().archive().toString().replaceFirst("[.]jsa$", ".failed"));
    options("1");
    endWell("1");
    options("2");
    await().atMost(LIMIT).until(() -> Files.exists(failed));
    awaitNoMaker();

    assertThat(options("3")).isEmpty();
    awaitNoMaker();
    Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    Files.writeString(java.resolve("bin/code"), "0");
    options("4");

    awaitArchive();
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void aCacheThatCannotBeWrittenCostsNoDriver() throws Exception {
    Files.writeString(folder.resolve("cache"), "a file");

    assertThat(options("1")).singleElement().asString().startsWith("-XX:DumpLoadedClassList=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----wx", "owner", "link"})
  void anArchiveThatAnotherUserMayHaveWrittenIsNotUsed(String how) throws Exception {
    makeArchive();
    Path place = archive().archive();
    assertThat(options("3")).isNotEmpty();

    change(place, how);

    assertThat(options("4")).noneMatch(word -> word.startsWith("-XX:SharedArchiveFile"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----wx", "owner", "link"})
  void aFolderWhereAnotherUserMayPutAnArchiveIsNotUsed(String how) throws Exception {
    makeArchive();

    change(archive().archive().getParent(), how);

    assertThat(options("4")).isEmpty();
    assertThat(calls()).isEqualTo(1);
  }

  private void change(Path place, String how) throws IOException {
    if (how.equals("owner")) {
      assumeThat(Files.getAttribute(folder, "unix:uid"))
          .as("the user must be root to give a file away")
          .isEqualTo(0);
      Files.setAttribute(place, "unix:uid", 12_345);
    } else if (how.equals("link")) {
      Files.createSymbolicLink(place, Files.move(place, folder.resolve("other")));
    } else {
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(how));
    }
  }

  @Test
  void whatMakesAnArchiveDoesNotInheritWhatIsLeftOut() throws Exception {
    Set<String> ofTheShell = Set.of("PATH", "PWD", "OLDPWD", "SHLVL", "_");
    String secret =
        System.getenv().keySet().stream()
            .filter(name -> !ofTheShell.contains(name))
            .findAny()
            .orElseThrow();
    leftOut = Set.of(secret);

    makeArchive();

    assertThat(Files.readAllLines(java.resolve("bin/environment")))
        .isNotEmpty()
        .noneMatch(line -> line.startsWith(secret + "="));
  }

  private void makeArchive() throws Exception {
    options("1");
    endWell("1");
    options("2");
    awaitArchive();
    awaitNoMaker();
  }

  /** As a JVM that lists its classes. */
  private void endWell(String name) throws IOException {
    Path list = Path.of(archive().options(work(name)).get(0).replaceFirst("^.*=", ""));
    Files.writeString(list, "list of " + name);
    archive().takeList(work(name));
    assertThat(archive().list()).hasContent("list of " + name);
    assertThat(list).doesNotExist();
  }

  private void awaitArchive() {
    await().atMost(LIMIT).until(() -> Files.exists(archive().archive()));
  }

  /** A maker that has only just been started counts too. */
  private void awaitNoMaker() {
    await().atMost(LIMIT).until(() -> ProcessHandle.current().children().noneMatch(this::isMaker));
  }

  private boolean isMaker(ProcessHandle child) {
    return child
        .info()
        .arguments()
        .filter(words -> List.of(words).stream().anyMatch(word -> word.endsWith("archive.sh")))
        .isPresent();
  }

  private List<String> options(String name) throws IOException {
    return archive().options(work(name));
  }

  private Path work(String name) throws IOException {
    return Files.createDirectories(folder.resolve("work").resolve(name));
  }

  private long calls() throws IOException {
    Path calls = java.resolve("bin/calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  /** A new one each time, as after a restart. */
  private ClassArchive archive() {
    SparkHome home =
        new SparkHome(
            folder,
            "3.5.5_2.12",
            List.of(jar),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of("--add-opens=a/b=c"));
    Lane.Cold lane =
        new Lane.Cold(
            java.resolve("bin/java"), home.classPath(), home.moduleOptions(), Optional.empty());
    return ClassArchive.in(folder.resolve("cache"), home, new JavaHome(java, 17), lane, leftOut);
  }
}
