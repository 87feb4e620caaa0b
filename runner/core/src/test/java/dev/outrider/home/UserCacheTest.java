// SPDX-License-Identifier: Apache-2.0
package dev.outrider.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCacheTest {
  private static final int OTHER = 12_345;

  @TempDir Path folder;

  @Test
  void itIsWhereItIsSetAndOtherwiseInTheUsersOwnHome() throws IOException {
    String h = Files.createDirectory(folder.resolve("h")).toString();
    String system = Files.createDirectory(folder.resolve("system")).toString();
    Map<String, String> all = Map.of("OUTRIDER_CACHE", "/o", "XDG_CACHE_HOME", "/x", "HOME", h);
    Map<String, String> empty = Map.of("OUTRIDER_CACHE", "", "XDG_CACHE_HOME", "", "HOME", "");

    assertThat(UserCache.place(all, system)).hasToString("/o");
    assertThat(UserCache.place(Map.of("XDG_CACHE_HOME", "/x", "HOME", h), system))
        .hasToString("/x/outrider");
    assertThat(UserCache.place(Map.of("XDG_CACHE_HOME", "x", "HOME", h), system))
        .hasToString(h + "/.cache/outrider");
    assertThat(UserCache.place(Map.of(), system)).hasToString(system + "/.cache/outrider");
    assertThat(UserCache.place(empty, system)).hasToString(system + "/.cache/outrider");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "/", "//", "/nonexistent", "", "relative", "/proc/version"})
  void whatIsNoHomeHasNoCache(String home) throws IOException {
    String place = "/outrider-" + OwnFiles.user();

    assertThat(UserCache.place(Map.of("HOME", home), home)).hasToString("/tmp" + place);
    assertThat(UserCache.place(Map.of("HOME", home, "TMPDIR", "/var/tmp"), home))
        .hasToString("/var/tmp" + place);
    assertThat(UserCache.place(Map.of("HOME", home), folder.toString()))
        .hasToString(folder + "/.cache/outrider");
  }

  @Test
  void itIsMadeForThisUserAlone() throws IOException {
    Path cache = folder.resolve("a/cache");

    assertThat(UserCache.judged(cache)).isEqualTo(cache);

    assertThat(mode(cache)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxr-x---", "rwx--x--x", "rwxr--r--"})
  void oneThatOthersMayOnlyReadIsClosedToThem(String before) throws IOException {
    Path cache = folder(before);
    Files.writeString(cache.resolve("f"), "kept");

    UserCache.judged(cache);

    assertThat(mode(cache)).isEqualTo("rwx------");
    assertThat(cache.resolve("f")).hasContent("kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-", "rwxr-xrwx"})
  void oneThatOthersMayWriteIsRefusedAndStaysAsItIs(String before) throws IOException {
    Path cache = folder(before);

    assertThatThrownBy(() -> UserCache.judged(cache))
        .isInstanceOf(UnusableCacheException.class)
        .hasMessageStartingWith("The cache " + cache + " can be written by other users (mode ")
        .hasMessageEndingWith(
            "), and Outrider runs code from it. It can be made again: rm -rf '" + cache + "'");
    assertThat(mode(cache)).isEqualTo(before);
  }

  @Test
  void oneOfAnotherUserIsRefused() throws IOException {
    Path cache = folder("rwx------");
    giveAway(cache);

    assertThatThrownBy(() -> UserCache.judged(cache))
        .hasMessage(
            "The cache "
                + cache
                + " belongs to user 12345, not to user "
                + OwnFiles.user()
                + ", and Outrider runs code from it. It can be made again: export"
                + " OUTRIDER_CACHE=$(mktemp -d)");
  }

  @Test
  void aLinkOfThisUserIsFollowedAndOneOfAnotherUserIsNot() throws IOException {
    Path cache = folder("rwx------");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    UserCache.judged(link.resolve("cache"));
    giveAway(link);

    assertThatThrownBy(() -> UserCache.judged(link.resolve("cache")))
        .hasMessageStartingWith(
            "The cache "
                + link.resolve("cache")
                + " is reached through the link "
                + link
                + " of user 12345, and Outrider runs code from it.");
    assertThat(mode(cache)).isEqualTo("rwx------");
  }

  @Test
  void whatCannotBeMadeIsNotJudged() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(UserCache.judged(file.resolve("cache"))).isEqualTo(file.resolve("cache"));
  }

  @Test
  void aFileIsOwnWhenNobodyElseMayWriteIt() throws IOException {
    Path file = Files.createFile(folder.resolve("f"), OwnFiles.ofFile());
    Path link = Files.createSymbolicLink(folder.resolve("l"), file);

    assertThat(OwnFiles.isOwn(file)).isTrue();
    assertThat(OwnFiles.isOwn(link)).isFalse();
    assertThat(OwnFiles.isOwn(folder.resolve("missing"))).isFalse();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(OwnFiles.isOwn(file)).isFalse();
  }

  private Path folder(String mode) throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    return Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** Only root may do so. */
  private static void giveAway(Path file) throws IOException {
    assumeThat(OwnFiles.user()).as("the user must be root to give a file away").isZero();
    Files.setAttribute(file, "unix:uid", OTHER, LinkOption.NOFOLLOW_LINKS);
  }
}
