// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads members of class path entries; keeps jars open until it is closed. For one thread. */
final class ClassPathReader implements AutoCloseable {

  private final Map<Path, ZipFile> open = new HashMap<>();
  private final Map<Path, RawJar> raw = new HashMap<>();

  /** Opens a member; the caller closes the stream. */
  InputStream open(ClassPathEntry entry, String member) throws IOException {
    if (!entry.isJar()) {
      return Files.newInputStream(entry.path().resolve(member));
    }
    ZipFile zip = open.get(entry.path());
    if (zip == null) {
      zip = new ZipFile(entry.path().toFile());
      open.put(entry.path(), zip);
    }
    ZipEntry found = zip.getEntry(member);
    if (found == null) {
      throw new FileNotFoundException(member + " is gone from " + entry.path());
    }
    return zip.getInputStream(found);
  }

  byte[] bytes(ClassPathEntry entry, String member) throws IOException {
    try (InputStream in = open(entry, member)) {
      return in.readAllBytes();
    }
  }

  /** A jar's members as they are compressed there. */
  RawJar raw(ClassPathEntry jar) throws IOException {
    RawJar known = raw.get(jar.path());
    if (known == null) {
      known = new RawJar(jar.path());
      raw.put(jar.path(), known);
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    List<Closeable> all = new ArrayList<>(open.values());
    all.addAll(raw.values());
    IOException failed = null;
    for (Closeable each : all) {
      try {
        each.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
