// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The main class of one attempt: all that a standalone master lists of a driver that is the
 * submitter's to choose. Its {@code main} calls that of the bundle and does nothing else. Pure.
 */
final class AttemptClass {

  private static final String PACKAGE = "dev.outrider.attempt.";

  /** Java 8, the oldest that a worker may have. */
  private static final int CLASS_VERSION = 52;

  /** The first instant of a ZIP file, so that equal attempts have equal bytes. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String MAIN_DESCRIPTOR = "([Ljava/lang/String;)V";

  // The Java Virtual Machine Specification, 4.4 and 4.1
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int PUBLIC = 0x0001;
  private static final int STATIC = 0x0008;
  private static final int SUPER = 0x0020;
  private static final int ALOAD_0 = 0x2a;
  private static final int INVOKESTATIC = 0xb8;
  private static final int RETURN = 0xb1;

  private AttemptClass() {}

  /** The class's name: different for different keys, for a key has no underscore. */
  static String name(AttemptKey key) {
    return PACKAGE + key.value().replace('-', '_');
  }

  /** The jar's file name, unlike that of any layer of a bundle. */
  static String jarName(AttemptKey key) {
    return key.value() + ".jar";
  }

  /**
   * The jar with the class.
   *
   * @param mainClass the bundle's main class: public, with the public {@code main} that is called
   * @return the same bytes each time
   */
  static byte[] jar(AttemptKey key, String mainClass) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(internal(name(key)) + ".class");
      entry.setTimeLocal(ENTRY_TIME);
      zip.putNextEntry(entry);
      writeClass(new DataOutputStream(zip), internal(name(key)), internal(mainClass));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String internal(String name) {
    return name.replace('.', '/');
  }

  /** {@code public static void main(String[] words) { MAINCLASS.main(words); }}. */
  private static void writeClass(DataOutputStream out, String name, String mainClass)
      throws IOException {
    out.writeInt(0xCAFEBABE);
    out.writeShort(0);
    out.writeShort(CLASS_VERSION);
    out.writeShort(12);
    writeText(out, name); // 1
    writeReference(out, CLASS, 1); // 2
    writeText(out, "java/lang/Object"); // 3
    writeReference(out, CLASS, 3); // 4
    writeText(out, mainClass); // 5
    writeReference(out, CLASS, 5); // 6
    writeText(out, "main"); // 7
    writeText(out, MAIN_DESCRIPTOR); // 8
    writeReference(out, NAME_AND_TYPE, 7, 8); // 9
    writeReference(out, METHOD, 6, 9); // 10
    writeText(out, "Code"); // 11
    out.writeShort(PUBLIC | SUPER);
    out.writeShort(2);
    out.writeShort(4);
    out.writeShort(0); // interfaces
    out.writeShort(0); // fields
    out.writeShort(1); // methods
    out.writeShort(PUBLIC | STATIC);
    out.writeShort(7);
    out.writeShort(8);
    out.writeShort(1); // attributes of the method
    byte[] code = {(byte) ALOAD_0, (byte) INVOKESTATIC, 0, 10, (byte) RETURN};
    out.writeShort(11);
    out.writeInt(2 + 2 + 4 + code.length + 2 + 2);
    out.writeShort(1); // stack
    out.writeShort(1); // variables
    out.writeInt(code.length);
    out.write(code);
    out.writeShort(0); // exceptions
    out.writeShort(0); // attributes of the code
    out.writeShort(0); // attributes of the class
    out.flush();
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    out.writeByte(UTF8);
    out.writeUTF(text);
  }

  private static void writeReference(DataOutputStream out, int tag, int... indexes)
      throws IOException {
    out.writeByte(tag);
    for (int index : indexes) {
      out.writeShort(index);
    }
  }
}
