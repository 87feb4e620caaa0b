// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Where the known Spark lines differ in the members of a class that at least two of them have: one
 * resource for all lines, {@code api-differences.gz}, made by {@code scripts/class-lists}.
 *
 * <p>A member is a method, {@code where(Ljava/lang/String;)Lorg/apache/spark/sql/Dataset;}, or a
 * field, {@code CORES:Lorg/apache/spark/...;}; what counts is whether the JVM would find it in the
 * class or in what the class inherits from. Covered are all members that are not private, of all
 * named classes of Spark's and Scala's own jars: neither Spark's relocated libraries ({@code
 * org.sparkproject}) nor anonymous and local classes, which nobody outside can call. Of 20,000
 * classes that makes some 75,000 differences, about half a megabyte.
 *
 * <p>A class is kept with what it inherits from in any line, so that a member which is not recorded
 * at the class is looked for there: a difference of a superclass is recorded once.
 */
final class ApiDifferences {

  private static final String RESOURCE = "api-differences.gz";

  /**
   * What is recorded of a class.
   *
   * @param supers the superclass and the interfaces of all lines that are recorded too
   * @param members each member that differs, with the lines that find it, as bits
   */
  record Recorded(List<String> supers, SortedMap<String, Integer> members) {}

  private final SortedMap<String, Recorded> classes;

  ApiDifferences(SortedMap<String, Recorded> classes) {
    this.classes = classes;
  }

  /** Reads the committed differences. */
  static ApiDifferences load() {
    try (InputStream in = Resources.open(RESOURCE)) {
      return read(in);
    } catch (IOException e) {
      throw Resources.broken(RESOURCE, e);
    }
  }

  /**
   * The lines where a member is found, as bits; among them may be lines that do not have the class
   * at all. Empty when all lines that have the class agree.
   */
  OptionalInt linesWith(String internalName, String member) {
    Deque<String> next = new ArrayDeque<>(List.of(internalName));
    Set<String> seen = new HashSet<>();
    while (!next.isEmpty()) {
      String name = next.remove();
      Recorded recorded = seen.add(name) ? classes.get(name) : null;
      if (recorded != null) {
        Integer lines = recorded.members().get(member);
        if (lines != null) {
          return OptionalInt.of(lines);
        }
        // a constructor is not inherited
        if (!member.startsWith("<init>")) {
          next.addAll(recorded.supers());
        }
      }
    }
    return OptionalInt.empty();
  }

  /** All that is recorded, by class. */
  SortedMap<String, Recorded> classes() {
    return classes;
  }

  /** Writes the differences, compressed. */
  void write(OutputStream to) throws IOException {
    List<String> names = new ArrayList<>(classes.keySet());
    Map<String, Integer> place = new TreeMap<>();
    try (DataOutputStream out = new DataOutputStream(Resources.compressing(to))) {
      out.writeInt(names.size());
      FrontCoding coding = new FrontCoding();
      for (String name : names) {
        place.put(name, place.size());
        coding.write(name, out);
      }
      for (Recorded recorded : classes.values()) {
        out.writeByte(recorded.supers().size());
        for (String each : recorded.supers()) {
          out.writeInt(place.get(each));
        }
        out.writeShort(recorded.members().size());
        FrontCoding members = new FrontCoding();
        for (Map.Entry<String, Integer> member : recorded.members().entrySet()) {
          members.write(member.getKey(), out);
          out.writeByte(member.getValue());
        }
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static ApiDifferences read(InputStream from) throws IOException {
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
      String[] names = new String[in.readInt()];
      FrontCoding coding = new FrontCoding();
      for (int i = 0; i < names.length; i++) {
        names[i] = coding.read(in);
      }
      SortedMap<String, Recorded> classes = new TreeMap<>();
      for (String name : names) {
        List<String> supers = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
          supers.add(names[in.readInt()]);
        }
        SortedMap<String, Integer> members = new TreeMap<>();
        FrontCoding coded = new FrontCoding();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
          members.put(coded.read(in), in.readUnsignedByte());
        }
        classes.put(name, new Recorded(List.copyOf(supers), members));
      }
      return new ApiDifferences(classes);
    }
  }
}
