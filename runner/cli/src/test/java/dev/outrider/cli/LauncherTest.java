// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.outrider.home.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code bin/outrider} decides before Java starts: a program stands in for Java, and tells.
 */
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      for word; do
        case $word in -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}" ;; esac
      done
      echo "locale=${LC_ALL-}"
      echo "$@"
      echo "umask=$(umask)"
      """;

  @TempDir Path temporary;
  private Path folder;
  private Path script;

  @BeforeEach
  void distribution() throws IOException {
    folder = temporary.toRealPath();
    script = Files.createDirectories(folder.resolve("dist/bin")).resolve("outrider");
    Files.copy(Path.of("src/main/bin/outrider"), script);
    Files.createFile(Files.createDirectories(folder.resolve("dist/lib")).resolve("a.jar"));
    Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
    Files.writeString(java, JAVA);
    for (Path each : List.of(script, java)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // LC_ALL, LC_CTYPE, LANG, what Java gets
    ",,,C.UTF-8",
    ",,C,C.UTF-8",
    ",,POSIX,C.UTF-8",
    "C,,C.UTF-8,C.UTF-8",
    "POSIX,C.UTF-8,C.UTF-8,C.UTF-8",
    ",C,C.UTF-8,C.UTF-8",
    ",,xx_XX.UTF-8,C.UTF-8",
    ",,xx_XX.utf8,C.UTF-8",
    ",,C.UTF-8,",
    ",C.UTF-8,,",
    "C.UTF-8,C,C,C.UTF-8",
    ",,xx_XX.ISO-8859-1,",
  })
  void javaGetsALocaleOfUtf8WhereThereIsNone(
      String all, String type, String language, String expected) throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("HOME", folder.toString()));
    put("LC_ALL", all, environment);
    put("LC_CTYPE", type, environment);
    put("LANG", language, environment);

    List<String> lines = run(environment, 0);

    assertThat(lines.get(0)).isEqualTo("locale=" + (expected == null ? "" : expected));
    assertThat(lines).hasSize(3);
  }

  /** As in a container with {@code --user 12345}: the program's rule is in UserCacheTest. */
  @ParameterizedTest
  @ValueSource(strings = {"?", "/", "//", "/nonexistent", "relative", ""})
  void aUserWithoutAHomeHasACacheAmongTemporaryFiles(String home) throws Exception {
    assumeThat((Integer) Files.getAttribute(folder, "unix:uid"))
        .as("the user must be root to become another one")
        .isZero();
    Path work = Files.createDirectory(folder.resolve("work"));
    for (Path each : List.of(folder, work)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    List<String> lines =
        run(
            List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"),
            Map.of("HOME", home, "TMPDIR", work.toString()),
            0);

    Path cache = work.resolve("outrider-12345");
    assertThat(lines.get(1)).contains("-XX:SharedArchiveFile=" + cache + "/");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    assertThat(folder.resolve("?")).doesNotExist();
    assertThat(folder.resolve("relative")).doesNotExist();
  }

  @Test
  void theCacheIsMadeForThisUserAloneWhateverTheUmask() throws Exception {
    List<String> lines = run(Map.of("HOME", folder.toString()), 0);

    assertThat(lines.get(2)).as("what the program makes keeps the umask").isEqualTo("umask=0000");
    Path cache = folder.resolve(".cache/outrider");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rwx------",
        "rwxr-xr-x",
        "rwxr-x---",
        "rwxrwxr-x",
        "rwxr-xrwx",
        "rwxrwxrwx",
        "rwx----w-"
      })
  void whatTheProgramRefusesTheScriptDoesNotUse(String mode) throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(mode));

    List<String> lines = run(Map.of("OUTRIDER_CACHE", link.toString()), 0);

    boolean refused = catchThrowable(() -> UserCache.judged(link)) != null;
    assertThat(lines.get(1).contains("-XX:SharedArchiveFile=")).isEqualTo(!refused);
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files.count()).isEqualTo(refused ? 0 : 1);
    }
  }

  private static void put(String name, String value, Map<String, String> environment) {
    if (value != null) {
      environment.put(name, value);
    }
  }

  private List<String> run(Map<String, String> environment, int umask) throws Exception {
    return run(List.of(), environment, umask);
  }

  private List<String> run(List<String> before, Map<String, String> environment, int umask)
      throws Exception {
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of("env", "-i"));
    words.add("PATH=" + System.getenv("PATH"));
    words.add("JAVA_HOME=" + folder.resolve("java"));
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(List.of("bash", "-c", "umask " + umask + "; exec \"$0\" runs list"));
    words.add(script.toString());
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(words).directory(folder.toFile()).redirectError(err.toFile()).start();
    List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(err).isEmptyFile();
    return lines;
  }
}
