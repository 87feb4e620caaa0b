// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sorted names, each written as how many bytes it shares with the one before and the rest. A name
 * is at most 65,535 bytes long.
 */
final class FrontCoding {

  private byte[] last = new byte[0];

  /** Writes the next name. */
  void write(String name, DataOutputStream out) throws IOException {
    byte[] next = name.getBytes(StandardCharsets.UTF_8);
    int shared = 0;
    int most = Math.min(255, Math.min(next.length, last.length));
    while (shared < most && next[shared] == last[shared]) {
      shared++;
    }
    out.writeByte(shared);
    out.writeShort(next.length - shared);
    out.write(next, shared, next.length - shared);
    last = next;
  }

  /** Reads the next name. */
  String read(DataInputStream in) throws IOException {
    int shared = in.readUnsignedByte();
    int rest = in.readUnsignedShort();
    byte[] next = new byte[shared + rest];
    System.arraycopy(last, 0, next, 0, shared);
    in.readFully(next, shared, rest);
    last = next;
    return new String(next, StandardCharsets.UTF_8);
  }
}
