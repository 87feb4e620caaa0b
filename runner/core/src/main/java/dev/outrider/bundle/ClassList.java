// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * The classes of one Spark home, jar by jar. Kept as a resource per known line, {@code
 * classes-3.5.5_2.12.gz}, made by {@code scripts/class-lists}: a number of jars, then for each its
 * name, whether it is Spark's own, a number of classes, and their names front-coded.
 *
 * @param jars the jars, by name
 */
record ClassList(List<SparkJar> jars) {

  ClassList {
    jars = List.copyOf(jars);
  }

  /**
   * A jar of a Spark home.
   *
   * @param name artifact and version, {@code guava-16.0.1}
   * @param own whether it comes from the groups {@code org.apache.spark}, {@code org.scala-lang} or
   *     {@code org.apache.hadoop}
   * @param classes internal names, sorted; nothing of {@code META-INF}, no {@code module-info}
   */
  record SparkJar(String name, boolean own, List<String> classes) {
    SparkJar {
      classes = List.copyOf(classes);
    }

    /** The class at the jar's entry, or empty when the entry is none that a class loader gives. */
    static Optional<String> classAt(String entry) {
      return entry.endsWith(".class")
              && !entry.startsWith("META-INF/")
              && !entry.endsWith("module-info.class")
          ? Optional.of(entry.substring(0, entry.length() - ".class".length()))
          : Optional.empty();
    }
  }

  /** The committed list of a line. */
  static ClassList of(KnownLine line) {
    String resource = "classes-" + line.title() + ".gz";
    try (InputStream in = Resources.open(resource)) {
      return read(in);
    } catch (IOException e) {
      throw Resources.broken(resource, e);
    }
  }

  /** Writes the list, compressed. */
  void write(OutputStream to) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Resources.compressing(to))) {
      out.writeShort(jars.size());
      for (SparkJar jar : jars) {
        out.writeUTF(jar.name());
        out.writeBoolean(jar.own());
        out.writeInt(jar.classes().size());
        FrontCoding names = new FrontCoding();
        for (String name : new TreeSet<>(jar.classes())) {
          names.write(name, out);
        }
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static ClassList read(InputStream from) throws IOException {
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
      int count = in.readUnsignedShort();
      List<SparkJar> jars = new ArrayList<>(count);
      for (int j = 0; j < count; j++) {
        String name = in.readUTF();
        boolean own = in.readBoolean();
        int size = in.readInt();
        List<String> classes = new ArrayList<>(size);
        FrontCoding names = new FrontCoding();
        for (int c = 0; c < size; c++) {
          classes.add(names.read(in));
        }
        jars.add(new SparkJar(name, own, classes));
      }
      return new ClassList(jars);
    }
  }
}
