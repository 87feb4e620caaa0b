// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a jar whose bytes depend on nothing but its content: members in the order that they are
 * given, the manifest first, one date, one level of compression. What comes from a jar is copied as
 * it is compressed there, which is many times faster than to compress it again.
 *
 * <p>Numbers are those of PKWARE's APPNOTE: 4.3.7 local file header, 4.3.9 data descriptor, 4.3.12
 * central directory header, 4.3.14 to 4.3.16 its end.
 */
final class JarWriter implements AutoCloseable {

  // 1980-02-01 00:00: a local date without a zone, as the format has it
  private static final int DATE = 2 << 5 | 1;
  private static final int TIME = 0;

  private static final int UTF8_NAMES = 0x0800;
  private static final int SIZES_FOLLOW = 0x0008;
  private static final int STORED_VERSION = 10;
  private static final int DEFLATED_VERSION = 20;
  private static final int ZIP64_VERSION = 45;
  private static final int DEFLATED = 8;
  private static final int MOST_PLAIN_MEMBERS = 0xffff;
  private static final long MOST_BYTES = 0xffffffffL - 1;

  private record Written(byte[] name, int flags, RawJar.Raw raw) {}

  private final Counting out;
  private final List<Written> members = new ArrayList<>();
  private final Deflater deflater = new Deflater(6, true);

  JarWriter(OutputStream to) {
    out = new Counting(new BufferedOutputStream(to, 1 << 16));
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
    compress(name, new ByteArrayInputStream(content));
  }

  /**
   * Writes a member of a class path entry.
   *
   * @throws IOException also when the content is not the one that was scanned
   */
  void write(ClassPathEntry from, ClassPathEntry.Member member, ClassPathReader reader)
      throws IOException {
    Optional<RawJar.Raw> raw =
        from.isJar() ? reader.raw(from).member(member.name()) : Optional.empty();
    int crc;
    if (raw.isPresent()) {
      crc = raw.get().crc();
      begin(member.name(), UTF8_NAMES, raw.get());
      reader.raw(from).copy(raw.get(), out);
    } else {
      try (InputStream in = reader.open(from, member.name())) {
        crc = compress(member.name(), in);
      }
    }
    if (crc != member.crc()) {
      throw new IOException(
          member.name() + " of " + from.path() + " changed while the bundle was made");
    }
  }

  /** Writes a member whose size is known at its end only, and gives its checksum. */
  private int compress(String name, InputStream in) throws IOException {
    int flags = UTF8_NAMES | SIZES_FOLLOW;
    begin(name, flags, new RawJar.Raw(DEFLATED, 0, 0, 0, 0));
    long start = out.count;
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
    deflater.reset();
    DeflaterOutputStream compressing = new DeflaterOutputStream(out, deflater, 1 << 13);
    long size = checked.transferTo(compressing);
    compressing.finish();
    int crc = (int) checked.getChecksum().getValue();
    Written last = members.remove(members.size() - 1);
    RawJar.Raw raw = new RawJar.Raw(DEFLATED, crc, out.count - start, size, last.raw().header());
    members.add(new Written(last.name(), flags, raw));
    put(
        buffer(16)
            .putInt(0x08074b50)
            .putInt(crc)
            .putInt(small(raw.compressed()))
            .putInt(small(size)));
    return crc;
  }

  private void begin(String name, int flags, RawJar.Raw raw) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    RawJar.Raw here =
        new RawJar.Raw(raw.method(), raw.crc(), raw.compressed(), raw.size(), out.count);
    members.add(new Written(bytes, flags, here));
    ByteBuffer header = buffer(30).putInt(0x04034b50);
    describe(header, flags, here);
    header.putShort((short) bytes.length).putShort((short) 0);
    put(header);
    out.write(bytes);
  }

  /** What the headers of a member have in common. */
  private static void describe(ByteBuffer to, int flags, RawJar.Raw raw) throws IOException {
    to.putShort((short) (raw.method() == DEFLATED ? DEFLATED_VERSION : STORED_VERSION))
        .putShort((short) flags)
        .putShort((short) raw.method())
        .putShort((short) TIME)
        .putShort((short) DATE)
        .putInt(raw.crc())
        .putInt(small(raw.compressed()))
        .putInt(small(raw.size()));
  }

  /** Ends the jar and closes what it is written to. */
  @Override
  public void close() throws IOException {
    deflater.end();
    try (out) {
      long directory = out.count;
      for (Written each : members) {
        ByteBuffer header = buffer(46).putInt(0x02014b50).putShort((short) DEFLATED_VERSION);
        describe(header, each.flags(), each.raw());
        header.putShort((short) each.name().length).putShort((short) 0).putShort((short) 0);
        header.putShort((short) 0).putShort((short) 0).putInt(0).putInt(small(each.raw().header()));
        put(header);
        out.write(each.name());
      }
      end(directory, out.count - directory);
    }
  }

  private void end(long directory, long length) throws IOException {
    int count = members.size();
    if (count >= MOST_PLAIN_MEMBERS) {
      long end64 = out.count;
      put(
          buffer(56)
              .putInt(0x06064b50)
              .putLong(44)
              .putShort((short) ZIP64_VERSION)
              .putShort((short) ZIP64_VERSION)
              .putInt(0)
              .putInt(0)
              .putLong(count)
              .putLong(count)
              .putLong(length)
              .putLong(directory));
      put(buffer(20).putInt(0x07064b50).putInt(0).putLong(end64).putInt(1));
    }
    short plain = (short) Math.min(count, MOST_PLAIN_MEMBERS);
    put(
        buffer(22)
            .putInt(0x06054b50)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort(plain)
            .putShort(plain)
            .putInt(small(length))
            .putInt(small(directory))
            .putShort((short) 0));
  }

  private static int small(long number) throws IOException {
    if (number > MOST_BYTES) {
      throw new IOException("a jar of more than 4 GB runs on no Spark: take large files out of it");
    }
    return (int) number;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void put(ByteBuffer buffer) throws IOException {
    out.write(buffer.array(), 0, buffer.position());
  }

  /** Counts what is written; the place of each header is written down at the end. */
  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream to) {
      super(to);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      count += length;
    }
  }
}
