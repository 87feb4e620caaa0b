// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.step.attempt.DraftFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes that the drivers of one Spark home and one Java load, as an archive that a JVM maps
 * instead of reading and checking them again. The first driver lists what it loads; when the second
 * starts, the archive is made beside it, by a process of the lowest priority; later ones use it. An
 * archive belongs to the Java and the jars that it was made of: when one of them changes, there is
 * none, and it is made anew.
 *
 * <p>See "Class Data Sharing" in the Java Virtual Machine Guide of JDK 17. Whatever goes wrong
 * here, drivers start without an archive. Thread-safe, and safe among processes: files appear
 * whole.
 */
final class ClassArchive {
  private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path cache;
  private final Path folder;
  private final String stamp;
  private final Lane.Cold lane;
  private final Set<String> leftOut;

  /**
   * @param cache a folder of the user's for what can be made again; may be missing
   * @param leftOut variables of this process that what makes the archive does not inherit
   */
  static ClassArchive in(
      Path cache, SparkHome home, JavaHome java, Lane.Cold lane, Set<String> leftOut) {
    try {
      StringBuilder parts = new StringBuilder();
      parts.append(Files.readString(java.folder().resolve("release"))).append('\n');
      parts.append(lane.program(Map.of(), List.of())).append('\n');
      for (Path jar : home.jars()) {
        parts
            .append(jar.getFileName())
            .append(' ')
            .append(Files.size(jar))
            .append(' ')
            .append(Files.getLastModifiedTime(jar).toMillis())
            .append('\n');
      }
      String place = home.folder() + "\n" + java.folder().toRealPath();
      return new ClassArchive(
          cache,
          cache.resolve("spark-classes").resolve(hash(place)),
          hash(parts.toString()),
          lane,
          leftOut);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClassArchive(Path cache, Path folder, String stamp, Lane.Cold lane, Set<String> leftOut) {
    this.cache = cache;
    this.folder = folder;
    this.stamp = stamp;
    this.lane = lane;
    this.leftOut = leftOut;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * What a driver that is about to start gets; also starts what makes the archive, when it is time.
   *
   * @param work the driver's own folder, for its list
   * @return options of the JVM; may be empty
   */
  List<String> options(Path work) throws IOException {
    if (folder.toString().contains(File.pathSeparator)) {
      return List.of(); // would be two archives, one upon the other
    }
    if (Files.exists(folder) && !isOwn(folder)) {
      return List.of(); // what another user has put there is not run
    }
    if (Files.exists(archive()) && isOwn(archive())) {
      // The sums of the archive are checked: a disk that has lost a part of it costs no step.
      return List.of("-XX:SharedArchiveFile=" + archive(), "-XX:+VerifySharedSpaces");
    }
    if (!Files.exists(list())) {
      return List.of("-XX:DumpLoadedClassList=" + listIn(work));
    }
    startMaking();
    return List.of();
  }

  /** Whether only the user whose cache it is may have written a file of it, or put it there. */
  private boolean isOwn(Path file) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return !found.isSymbolicLink()
        && found.owner().equals(Files.getOwner(cache))
        && Collections.disjoint(found.permissions(), WRITTEN_BY_OTHERS);
  }

  /** Takes over the list of a driver that has ended well, if it made one. */
  void takeList(Path work) throws IOException {
    Path made = listIn(work);
    if (!Files.exists(made)) {
      return;
    }
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (DraftFolder drafts = DraftFolder.in(folder)) {
      Path writing = Files.createTempFile(drafts.path(), "list", null);
      Files.copy(made, writing, StandardCopyOption.REPLACE_EXISTING);
      Files.move(writing, list(), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(made);
  }

  private void startMaking() throws IOException {
    Path script = folder.resolve("archive.sh");
    try (DraftFolder drafts = DraftFolder.in(folder);
        InputStream in = ClassArchive.class.getResourceAsStream("archive.sh")) {
      Path writing = Files.createTempFile(drafts.path(), "script", null);
      Files.copy(in, writing, StandardCopyOption.REPLACE_EXISTING);
      Files.move(writing, script, StandardCopyOption.ATOMIC_MOVE);
    }
    List<String> words = new ArrayList<>();
    words.addAll(List.of("bash", "-p", script.toString(), folder.toString(), stamp));
    words.addAll(
        lane.program(Map.of(), List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list())));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeAll(leftOut);
    builder
        .redirectInput(new File("/dev/null"))
        .redirectOutput(folder.resolve("archive.log").toFile())
        .redirectErrorStream(true)
        .start();
  }

  Path archive() {
    return folder.resolve(stamp + ".jsa");
  }

  Path list() {
    return folder.resolve(stamp + ".classes");
  }

  private Path listIn(Path work) {
    return work.resolve(stamp + ".classes");
  }
}
