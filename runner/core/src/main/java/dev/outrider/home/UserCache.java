// SPDX-License-Identifier: Apache-2.0
package dev.outrider.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that this user's Outrider keeps what can be made again in. Code in it is run, so it is
 * never a folder that another user may write. {@code bin/outrider} finds and judges it by the same
 * rule.
 */
public final class UserCache {
  private static final String NAME = "outrider";
  private static final String OWN = "export OUTRIDER_CACHE=$(mktemp -d)";
  private static final int ROOT = 0;

  private UserCache() {}

  /**
   * Where the cache is: {@code OUTRIDER_CACHE}, else {@code outrider} below {@code XDG_CACHE_HOME},
   * else below {@code .cache} of {@code HOME}, else of the home folder that the system knows. Where
   * neither is a home, it is {@code outrider-UID} below {@code TMPDIR}, else below {@code /tmp}.
   *
   * @param environment where an empty variable is as good as none
   * @param home the home folder that the system knows
   */
  public static Path place(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("OUTRIDER_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (caches.startsWith("/")) {
      return Path.of(caches, NAME);
    }
    String user = environment.getOrDefault("HOME", "");
    return home(user)
        .or(() -> home(home))
        .map(found -> found.resolve(".cache").resolve(NAME))
        .orElseGet(() -> temporary(environment.getOrDefault("TMPDIR", "")));
  }

  /** A user without an entry in the system's list has {@code ?} or {@code /} for a home. */
  private static Optional<Path> home(String text) {
    return text.startsWith("/") && Files.isDirectory(Path.of(text))
        ? Optional.of(Path.of(text).normalize()).filter(path -> path.getNameCount() > 0)
        : Optional.empty();
  }

  private static Path temporary(String folder) {
    try {
      return Path.of(folder.startsWith("/") ? folder : "/tmp", NAME + "-" + OwnFiles.user());
    } catch (IOException e) {
      throw new UnusableCacheException(
          "This user has no home folder for a cache. Name one: " + OWN);
    }
  }

  /**
   * Makes the cache where it is missing, for this user alone, and judges it. One that others may
   * only read is closed to them. What cannot be made is left to those who would write there.
   *
   * @param cache where it is
   * @return the same
   * @throws UnusableCacheException when another user may have put something there
   */
  public static Path judged(Path cache) {
    if (!OwnFiles.areKnown()) {
      return cache;
    }
    try {
      Path place = cache.toAbsolutePath();
      int user = OwnFiles.user();
      checkLinks(place, user);
      if (!Files.exists(place)) {
        Files.createDirectories(place, OwnFiles.ofFolder());
      }
      check(place, user);
    } catch (IOException e) {
      // nothing is there, so nothing of another user's is; those who write there report it
    }
    return cache;
  }

  private static void checkLinks(Path place, int user) throws IOException {
    for (Path part = place; part != null; part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        int owner = OwnFiles.rights(part).uid();
        if (owner != user && owner != ROOT) {
          throw refused(place, "is reached through the link " + part + " of user " + owner, OWN);
        }
      }
    }
  }

  private static void check(Path place, int user) throws IOException {
    Path real = place.toRealPath();
    OwnFiles.Rights rights = OwnFiles.rights(real);
    if (rights.uid() != user) {
      throw refused(place, "belongs to user " + rights.uid() + ", not to user " + user, OWN);
    }
    if ((rights.mode() & OwnFiles.FOREIGN_WRITING) != 0) {
      throw refused(
          place,
          String.format("can be written by other users (mode %o)", rights.mode()),
          "rm -rf '" + place.toString().replace("'", "'\\''") + "'");
    }
    if ((rights.mode() & 077) != 0 && Files.isDirectory(real)) {
      Files.setPosixFilePermissions(
          real,
          PosixFilePermissions.fromString(
              ((rights.mode() & 0400) != 0 ? "r" : "-")
                  + ((rights.mode() & 0200) != 0 ? "w" : "-")
                  + ((rights.mode() & 0100) != 0 ? "x" : "-")
                  + "------"));
    }
  }

  private static UnusableCacheException refused(Path place, String problem, String command) {
    return new UnusableCacheException(
        "The cache "
            + place
            + " "
            + problem
            + ", and Outrider runs code from it. It can be made again: "
            + command);
  }
}
