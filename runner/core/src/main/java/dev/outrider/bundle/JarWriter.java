// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar whose bytes depend on nothing but its content: members in the order that they are
 * given, the manifest first, one date, one level of compression.
 */
final class JarWriter implements AutoCloseable {

  // A local date without a zone: setTime would depend on where the machine is.
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream zip;

  JarWriter(OutputStream to) {
    zip = new ZipOutputStream(new BufferedOutputStream(to, 1 << 16), StandardCharsets.UTF_8);
    zip.setLevel(Deflater.DEFAULT_COMPRESSION);
  }

  /** Writes the manifest; comes first. */
  void manifest(Attributes attributes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putAll(attributes);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    write(JarFile.MANIFEST_NAME, bytes.toByteArray());
  }

  void write(String name, byte[] content) throws IOException {
    next(name);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Writes a member of a class path entry.
   *
   * @throws IOException also when the content is not the one that was scanned
   */
  void write(ClassPathEntry from, ClassPathEntry.Member member, ClassPathReader reader)
      throws IOException {
    next(member.name());
    try (InputStream in = reader.open(from, member.name());
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
      checked.transferTo(zip);
      if ((int) checked.getChecksum().getValue() != member.crc()) {
        throw new IOException(
            member.name() + " of " + from.path() + " changed while the bundle was made");
      }
    }
    zip.closeEntry();
  }

  private void next(String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(DATE);
    zip.putNextEntry(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
