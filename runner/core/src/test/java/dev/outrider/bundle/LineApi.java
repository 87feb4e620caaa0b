// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The members that the JVM finds in the classes of one Spark line. */
final class LineApi {

  private static final Pattern LOCAL = Pattern.compile(".*\\$\\d+(\\$.*)?|.*\\$anon.*|.*\\$\\$.*");

  /** A class as it is declared: superclass first, then interfaces. */
  record Declared(int access, List<String> supers, Set<String> members) {}

  private final SparkHome home;
  private final Map<String, Optional<Declared>> declared = new HashMap<>();
  private final Map<String, Set<String>> found = new HashMap<>();

  LineApi(SparkHome home) {
    this.home = home;
  }

  KnownLine line() {
    return home.line();
  }

  /** Names of all classes whose members count; see {@link ApiDifferences}. */
  Set<String> classes() {
    Set<String> names = new TreeSet<>();
    for (ClassList.SparkJar jar : home.classList().jars()) {
      if (jar.own() && !jar.name().startsWith("hadoop-")) {
        for (String name : jar.classes()) {
          if (!name.startsWith("org/sparkproject/")
              && !LOCAL.matcher(name).matches()
              && (declared(name).orElseThrow().access() & Opcodes.ACC_SYNTHETIC) == 0) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  List<String> supers(String name) {
    return declared(name).map(Declared::supers).orElse(List.of());
  }

  /** All members that a reference through this class finds. */
  Set<String> members(String name) {
    Set<String> members = found.get(name);
    if (members == null) {
      Set<String> all = new HashSet<>();
      declared(name)
          .ifPresent(
              each -> {
                for (String above : each.supers()) {
                  members(above).stream().filter(m -> !m.startsWith("<init>")).forEach(all::add);
                }
                all.addAll(each.members());
              });
      members = all;
      found.put(name, members);
    }
    return members;
  }

  private Optional<Declared> declared(String name) {
    Optional<Declared> known = declared.get(name);
    if (known == null) {
      try {
        known = bytes(name).map(LineApi::read);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      declared.put(name, known);
    }
    return known;
  }

  private Optional<byte[]> bytes(String name) throws IOException {
    Optional<byte[]> own = home.bytes(name);
    if (own.isPresent() || !name.startsWith("java")) {
      return own;
    }
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }

  private static Declared read(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    Set<String> members = new TreeSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            add(access, name, name + ":" + descriptor);
            return null;
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            add(access, name, name + descriptor);
            return null;
          }

          private void add(int access, String name, String member) {
            if ((access & Opcodes.ACC_PRIVATE) == 0
                && !name.contains("$$")
                && !name.contains("$anonfun")
                && !name.startsWith("lambda$")
                && !name.equals("<clinit>")
                && !name.equals("$deserializeLambda$")
                && !name.equals("serialVersionUID")) {
              members.add(member);
            }
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    List<String> supers = new ArrayList<>();
    if (reader.getSuperName() != null) {
      supers.add(reader.getSuperName());
    }
    supers.addAll(List.of(reader.getInterfaces()));
    return new Declared(reader.getAccess(), List.copyOf(supers), members);
  }
}
