// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import dev.outrider.step.attempt.DraftFolder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Remembers what was found in a jar, by path, size and modification time, so that dependencies are
 * read through once. One small file per jar in a folder that may be deleted at any time; several
 * processes may use it together. A file of it that cannot be read or written costs time, never a
 * bundle. A jar that has changed within the last seconds is not remembered: it might change again
 * without a trace in its times.
 */
final class JarCache {

  private static final int FORMAT = 0x4f524a31;
  private static final long SETTLED_MILLIS = 2_000;

  private final Optional<Path> folder;

  private JarCache(Optional<Path> folder) {
    this.folder = folder;
  }

  /** Remembers nothing. */
  static JarCache none() {
    return new JarCache(Optional.empty());
  }

  /** Remembers in a folder, which is made when it is not there. */
  static JarCache in(Path folder) {
    return new JarCache(Optional.of(folder));
  }

  /** How a jar is read where it is not remembered. */
  interface Reading {
    ClassPathEntry read() throws IOException, EntryProblem;
  }

  ClassPathEntry get(Path jar, Reading reading) throws IOException, EntryProblem {
    if (folder.isEmpty()) {
      return reading.read();
    }
    Path real = jar.toRealPath();
    BasicFileAttributes before = Files.readAttributes(real, BasicFileAttributes.class);
    Path file = folder.get().resolve(new Sha256().add(real.toString()).hex() + ".facts");
    Optional<ClassPathEntry> known = recall(file, jar, before);
    if (known.isPresent()) {
      return known.get();
    }
    ClassPathEntry entry = reading.read();
    remember(file, entry, before);
    return entry;
  }

  private static Optional<ClassPathEntry> recall(
      Path file, Path jar, BasicFileAttributes attributes) {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)), 1 << 16))) {
      if (in.readInt() != FORMAT
          || in.readLong() != attributes.size()
          || !in.readUTF().equals(attributes.lastModifiedTime().toString())) {
        return Optional.empty();
      }
      String sha256 = in.readUTF();
      boolean multiRelease = in.readBoolean();
      int size = in.readInt();
      List<Member> members = new ArrayList<>(size);
      FrontCoding names = new FrontCoding();
      for (int i = 0; i < size; i++) {
        members.add(new Member(names.read(in), in.readLong(), in.readInt()));
      }
      return in.readInt() == FORMAT
          ? Optional.of(new ClassPathEntry(jar, true, sha256, multiRelease, members))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      // damaged or of another version: read the jar, and write it anew
      return Optional.empty();
    }
  }

  private static void remember(Path file, ClassPathEntry entry, BasicFileAttributes before) {
    try {
      Files.createDirectories(file.getParent());
      try (DraftFolder folder = DraftFolder.in(file.getParent())) {
        Path draft = Files.createTempFile(folder.path(), "facts", null);
        // compared by the file system's clock alone, for the folder may be on another machine
        long now = Files.getLastModifiedTime(draft).toMillis();
        if (now - before.lastModifiedTime().toMillis() < SETTLED_MILLIS) {
          return;
        }
        try (DataOutputStream out =
            new DataOutputStream(Resources.compressing(Files.newOutputStream(draft)))) {
          write(entry, before, out);
        }
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      // a cache that cannot be written is a slower one
    }
  }

  private static void write(ClassPathEntry entry, BasicFileAttributes before, DataOutputStream out)
      throws IOException {
    out.writeInt(FORMAT);
    out.writeLong(before.size());
    out.writeUTF(before.lastModifiedTime().toString());
    out.writeUTF(entry.sha256());
    out.writeBoolean(entry.multiRelease());
    out.writeInt(entry.members().size());
    FrontCoding names = new FrontCoding();
    for (Member member : entry.members()) {
      names.write(member.name(), out);
      out.writeLong(member.size());
      out.writeInt(member.crc());
    }
    out.writeInt(FORMAT);
  }
}
