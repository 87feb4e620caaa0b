// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassPathEntry.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads one entry of a class path through, so that a damaged jar is found before anything is made
 * of it. Streams: a jar's size does not matter.
 */
final class EntryScan {

  private static final int BUFFER = 1 << 16;
  private static final int SHOWN = 20;

  private EntryScan() {}

  /** Looks at a folder or a jar; jars that the cache knows are not read again. */
  static ClassPathEntry of(Path path, JarCache cache) throws EntryProblem {
    if (!Files.exists(path)) {
      throw new EntryProblem(
          path + " does not exist. Build it first, or take it off the class path.");
    }
    try {
      return Files.isDirectory(path) ? folder(path) : jar(path, cache);
    } catch (IOException e) {
      throw new EntryProblem(path + " cannot be read (" + reason(e) + ").", e);
    }
  }

  private static ClassPathEntry folder(Path path) throws IOException, EntryProblem {
    TreeMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      walk.filter(Files::isRegularFile)
          .forEach(
              file ->
                  files.put(
                      path.relativize(file)
                          .toString()
                          .replace(path.getFileSystem().getSeparator(), "/"),
                      file));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (files.isEmpty()) {
      throw new EntryProblem(path + " is an empty folder. Build the project first.");
    }
    List<Member> members = new ArrayList<>(files.size());
    byte[] buffer = new byte[BUFFER];
    for (String name : files.keySet()) {
      try (InputStream in = Files.newInputStream(files.get(name))) {
        members.add(member(name, in, buffer));
      }
    }
    return new ClassPathEntry(path, false, "", false, members);
  }

  private static ClassPathEntry jar(Path path, JarCache cache) throws IOException, EntryProblem {
    if (Files.size(path) == 0) {
      throw new EntryProblem(path + " is an empty file. Fetch or build it again.");
    }
    return cache.get(path, () -> read(path));
  }

  private static ClassPathEntry read(Path path) throws IOException, EntryProblem {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<Member> members = new ArrayList<>();
      byte[] buffer = new byte[BUFFER];
      for (String name : names(zip)) {
        ZipEntry entry = zip.getEntry(name);
        try (InputStream in = zip.getInputStream(entry)) {
          Member member = member(name, in, buffer);
          if (member.size() != entry.getSize() || member.crc() != (int) entry.getCrc()) {
            throw new ZipException("content of " + name + " differs from its checksum");
          }
          members.add(member);
        }
      }
      return new ClassPathEntry(path, true, Sha256.of(path), multiRelease(zip), members);
    } catch (ZipException e) {
      throw damaged(path, e);
    } catch (IOException e) {
      if (!Files.isReadable(path)) {
        throw e;
      }
      throw damaged(path, e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | InternalError e) {
      // what java.util.zip also throws at names and offsets that cannot be
      throw damaged(path, e);
    }
  }

  private static Set<String> names(ZipFile zip) throws ZipException {
    Set<String> names = new LinkedHashSet<>();
    zip.stream().filter(each -> !each.isDirectory()).forEach(each -> names.add(each.getName()));
    for (String name : names) {
      if (zip.getEntry(name) == null) {
        throw new ZipException("entry " + name + " is listed and not there");
      }
    }
    return new TreeSet<>(names);
  }

  private static boolean multiRelease(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
    if (entry == null) {
      return false;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      Attributes main = new Manifest(in).getMainAttributes();
      return "true".equalsIgnoreCase(main.getValue(Attributes.Name.MULTI_RELEASE));
    }
  }

  private static Member member(String name, InputStream in, byte[] buffer) throws IOException {
    CRC32 crc = new CRC32();
    long size = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      crc.update(buffer, 0, read);
      size += read;
    }
    return new Member(name, size, (int) crc.getValue());
  }

  private static EntryProblem damaged(Path path, Throwable cause) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(SHOWN);
    }
    if (head.length < 2 || head[0] != 'P' || head[1] != 'K') {
      String begin =
          new String(head, StandardCharsets.ISO_8859_1).replaceAll("[^\\x20-\\x7e]", ".");
      return new EntryProblem(
          path
              + " is no jar: it begins with '"
              + begin
              + "'. Name jars and folders of classes only.",
          cause);
    }
    return new EntryProblem(
        path + " is damaged or cut off (" + reason(cause) + "). Fetch or build it again.", cause);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
