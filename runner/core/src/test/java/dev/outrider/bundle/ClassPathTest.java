// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

  @TempDir Path folder;

  @Test
  void everyBadEntryIsReportedAtOnce() throws Exception {
    Path missing = folder.resolve("gone.jar");
    Path emptyFolder = Files.createDirectory(folder.resolve("classes"));
    Path emptyFile = Files.createFile(folder.resolve("empty.jar"));
    Path text = Files.writeString(folder.resolve("text.jar"), "404: Not Found\n");
    Path whole = Jars.of(folder.resolve("whole.jar"), Map.of("acme/X.class", "x".repeat(2000)));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.jar"), Arrays.copyOf(bytes, bytes.length - 30));

    BundleException refused =
        catchThrowableOfType(
            BundleException.class,
            () -> ClassPath.of(List.of(missing, emptyFolder, emptyFile, text, whole, cut)));

    assertThat(refused.problems())
        .containsExactly(
            missing + " does not exist. Build it first, or take it off the class path.",
            emptyFolder + " is an empty folder. Build the project first.",
            emptyFile + " is an empty file. Fetch or build it again.",
            text
                + " is no jar: it begins with '404: Not Found.'. Name jars and folders of classes"
                + " only.",
            cut + " is damaged or cut off (zip END header not found). Fetch or build it again.");
    assertThat(refused).hasMessageStartingWith("5 problems with the bundle:\n  " + missing);
  }

  @Test
  void aMemberThatDiffersFromItsChecksumIsDamage() throws Exception {
    Path jar = Jars.of(folder.resolve("a.jar"), Map.of("acme/x.txt", "abcdefgh"));
    byte[] bytes = Files.readAllBytes(jar);
    // the checksum of the central directory: 16 bytes after its signature PK 1 2
    int directory =
        new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    bytes[directory + 16] ^= 1;
    Files.write(jar, bytes);

    assertThatThrownBy(() -> ClassPath.of(List.of(jar)))
        .isInstanceOf(BundleException.class)
        .hasMessage(
            jar
                + " is damaged or cut off (content of acme/x.txt differs from its checksum). Fetch"
                + " or build it again.");
  }

  @Test
  void anEmptyClassPathIsRefused() {
    assertThatThrownBy(() -> ClassPath.of(List.of()))
        .hasMessage("The class path is empty. Name the folder or the jar with the step's class.");
  }

  @Test
  void aClassIsOfTheFirstEntryThatHasIt() throws Exception {
    Path first = Jars.of(folder.resolve("1.jar"), Map.of("acme/X.class", "one"));
    Path second =
        Jars.of(
            folder.resolve("2.jar"),
            Map.of("acme/X.class", "two", "META-INF/versions/9/acme/Y.class", "y"));
    Files.createDirectories(folder.resolve("classes/acme"));
    Files.writeString(folder.resolve("classes/acme/Z$In.class"), "z");

    ClassPath classPath = ClassPath.of(List.of(first, second, first, folder.resolve("classes")));

    assertThat(classPath.lookup("acme/X"))
        .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("one"));
    assertThat(classPath.lookup("acme/Z$In")).isPresent();
    assertThat(classPath.lookup("acme/Y")).isEmpty();
    assertThat(classPath.paths()).containsExactly(first, second, folder.resolve("classes"));
  }
}
