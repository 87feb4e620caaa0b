// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A project's dependencies of 200 MB: jars of classes that call each other, as large as a library's
 * are (8 methods, some 2.6 KB when compressed), the same every time.
 */
final class LargeProject {

  private static final long BYTES = 200_000_000;
  private static final int JARS = 40;

  private LargeProject() {}

  static List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> jars = new ArrayList<>();
    Random random = new Random(2718);
    for (int i = 0; i < JARS; i++) {
      Path jar = folder.resolve("library-" + i + "-1.0.jar");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
        long written = 0;
        for (int n = 0; written < BYTES / JARS; n++) {
          ZipEntry entry = new ZipEntry(name(i, n) + ".class");
          entry.setTime(0);
          zip.putNextEntry(entry);
          zip.write(classFile(i, n, random));
          zip.closeEntry();
          written += entry.getCompressedSize();
        }
      }
      jars.add(jar);
    }
    return jars;
  }

  private static String name(int library, int number) {
    return "acme/library" + library + "/part" + number / 100 + "/Class" + number;
  }

  private static byte[] classFile(int library, int number, Random random) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        Opcodes.V1_8, Opcodes.ACC_PUBLIC, name(library, number), null, "java/lang/Object", null);
    for (int m = 0; m < 8; m++) {
      MethodVisitor method =
          writer.visitMethod(
              Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
              "method" + Integer.toString(random.nextInt(1 << 20), 36),
              "(Ljava/lang/String;)V",
              null,
              null);
      method.visitCode();
      for (int line = 0; line < 12; line++) {
        method.visitLdcInsn(words(random));
        method.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            name(library, random.nextInt(number + 1)),
            "method" + m,
            "(Ljava/lang/String;)V",
            false);
      }
      method.visitInsn(Opcodes.RETURN);
      method.visitMaxs(0, 0);
      method.visitEnd();
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static String words(Random random) {
    return Long.toString(random.nextLong() >>> 1, 36) + " is no " + random.nextInt(1000);
  }
}
