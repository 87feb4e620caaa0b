// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * The members of a jar as they are compressed, so that they need not be decompressed and compressed
 * again to be put into another one; {@link java.util.zip} does not give them. For jars that {@link
 * EntryScan} has read through. For one thread.
 *
 * <p>Numbers are those of PKWARE's APPNOTE: 4.3.16 end of central directory, 4.3.12 central
 * directory header, 4.3.7 local file header, 4.3.14 and 4.5.3 for ZIP64.
 */
final class RawJar implements Closeable {

  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_SIZE = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_SIZE = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final long IN_ZIP64 = 0xffffffffL;

  /**
   * A compressed member.
   *
   * @param method 0 stored, 8 deflated
   * @param crc of the content
   * @param compressed size in the jar, in bytes
   * @param size of the content, in bytes
   * @param header where its local header begins
   */
  record Raw(int method, int crc, long compressed, long size, long header) {}

  private final Path path;
  private final FileChannel channel;
  private final Map<String, Raw> members = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  RawJar(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      readDirectory();
    } catch (IOException e) {
      channel.close();
      throw e;
    } catch (RuntimeException e) {
      channel.close();
      throw damaged("its directory");
    }
  }

  /** A member, or empty when it is too large for the plain format and must be copied otherwise. */
  Optional<Raw> member(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Copies a member as it is. */
  void copy(Raw raw, OutputStream to) throws IOException {
    ByteBuffer local = read(raw.header(), LOCAL_SIZE);
    if (local.getInt(0) != LOCAL) {
      throw damaged("the header of a member");
    }
    long data =
        raw.header()
            + LOCAL_SIZE
            + Short.toUnsignedInt(local.getShort(26))
            + Short.toUnsignedInt(local.getShort(28));
    long end = data + raw.compressed();
    while (data < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - data));
      int read = channel.read(buffer, data);
      if (read < 0) {
        throw new EOFException(path + " is cut off");
      }
      to.write(buffer.array(), 0, read);
      data += read;
    }
  }

  private void readDirectory() throws IOException {
    long size = channel.size();
    int tailSize = (int) Math.min(size, END_SIZE + LONGEST_COMMENT);
    ByteBuffer tail = read(size - tailSize, tailSize);
    int at = tailSize - END_SIZE;
    while (at >= 0
        && !(tail.getInt(at) == END
            && at + END_SIZE + Short.toUnsignedInt(tail.getShort(at + 20)) == tailSize)) {
      at--;
    }
    if (at < 0) {
      throw damaged("its end");
    }
    long end = size - tailSize + at;
    long length = Integer.toUnsignedLong(tail.getInt(at + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
    long directoryEnd = end;
    ByteBuffer locator =
        end >= LOCATOR_64_SIZE ? read(end - LOCATOR_64_SIZE, LOCATOR_64_SIZE) : null;
    if (locator != null && locator.getInt(0) == LOCATOR_64) {
      directoryEnd = end - LOCATOR_64_SIZE - END_64_SIZE;
      ByteBuffer end64 = read(directoryEnd, END_64_SIZE);
      if (end64.getInt(0) != END_64) {
        throw damaged("its ZIP64 end");
      }
      length = end64.getLong(40);
      offset = end64.getLong(48);
    }
    // a jar may have a script before it: its offsets count from where the jar begins
    long begin = directoryEnd - length - offset;
    readMembers(read(directoryEnd - length, Math.toIntExact(length)), begin);
  }

  private void readMembers(ByteBuffer directory, long begin) throws IOException {
    int at = 0;
    while (at + CENTRAL_SIZE <= directory.limit()) {
      if (directory.getInt(at) != CENTRAL) {
        throw damaged("its directory");
      }
      int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
      byte[] name = new byte[nameLength];
      directory.get(at + CENTRAL_SIZE, name);
      long compressed = Integer.toUnsignedLong(directory.getInt(at + 20));
      long size = Integer.toUnsignedLong(directory.getInt(at + 24));
      long header = Integer.toUnsignedLong(directory.getInt(at + 42));
      if (compressed != IN_ZIP64 && size != IN_ZIP64 && header != IN_ZIP64) {
        members.put(
            new String(name, StandardCharsets.UTF_8),
            new Raw(
                Short.toUnsignedInt(directory.getShort(at + 10)),
                directory.getInt(at + 16),
                compressed,
                size,
                begin + header));
      }
      at +=
          CENTRAL_SIZE
              + nameLength
              + Short.toUnsignedInt(directory.getShort(at + 30))
              + Short.toUnsignedInt(directory.getShort(at + 32));
    }
  }

  private ByteBuffer read(long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException(path + " is cut off");
      }
    }
    return buffer.flip();
  }

  private ZipException damaged(String part) {
    return new ZipException(path + " has changed or is damaged: " + part + " cannot be read");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
