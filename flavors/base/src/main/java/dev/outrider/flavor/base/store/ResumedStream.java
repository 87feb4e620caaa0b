// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;

/**
 * Reads an object to its end. A connection that is cut is made again where it ended, for the same
 * content only. For one thread.
 */
public final class ResumedStream extends InputStream {
  private static final int MOST_TRIES = 3;

  private final URI object;
  private final Source source;
  private Part part;
  private long position;
  private long end;
  private int failures;

  /** Opens the object from a position on. */
  public interface Source {

    /**
     * @throws IOException when it cannot be opened, or is another content than before
     */
    Part open(long from) throws IOException;
  }

  /**
   * The object from a position to its end.
   *
   * @param in its bytes; what goes wrong with it may be any exception
   * @param bytes how many there are
   * @param abort ends the connection without fetching what was not read
   */
  public record Part(InputStream in, long bytes, Runnable abort) {
    public Part {
      Objects.requireNonNull(in, "in");
      Objects.requireNonNull(abort, "abort");
    }
  }

  /**
   * @param object for messages
   * @param from where the first part begins
   * @param source opens the rest
   */
  public ResumedStream(URI object, long from, Part first, Source source) {
    this.object = object;
    this.source = source;
    this.part = first;
    this.position = from;
    this.end = from + first.bytes();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      try {
        int read = part.in().read(bytes, offset, (int) Math.min(length, end - position));
        if (read > 0) {
          position += read;
          failures = 0;
          return read;
        }
        throw new EOFException("the answer ended before the object did");
      } catch (IOException | RuntimeException e) {
        reopen(e);
      }
    }
    return -1;
  }

  private void reopen(Exception reason) throws IOException {
    part.abort().run();
    if (++failures >= MOST_TRIES || Thread.currentThread().isInterrupted()) {
      throw new IOException(
          object + " was read to byte " + position + " of " + end + ": " + reason.getMessage(),
          reason);
    }
    part = source.open(position);
    end = position + part.bytes();
  }

  /** What was not read is not fetched. */
  @Override
  public void close() throws IOException {
    if (position < end) {
      part.abort().run();
    }
    part.in().close();
  }
}
