// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class file says, as far as bundles ask. Names are internal.
 *
 * <p>Which classes it mentions is read from its constant pool, where everything that it can name
 * is: superclasses, calls, lambdas and other arguments of invokedynamic, a record's bootstrap,
 * annotations, nested classes, generic signatures.
 *
 * @param name its name
 * @param access its access flags, {@link Opcodes}; of a nested class the ones of its declaration
 * @param nestedInInstance an inner class that needs an instance of the outer one
 * @param version major version of the class file: 52 is Java 8
 * @param scala the compiler that made it
 * @param superclass empty for java.lang.Object
 * @param interfaces declared interfaces
 * @param members declared methods {@code name(…)…} and fields {@code name:…}
 * @param hasOpenConstructor whether a constructor is not private
 * @param mentions every class that it mentions
 * @param linked classes that it mentions by themselves, and not only in types of members
 * @param named classes that its texts may name, as for {@code Class.forName}
 * @param uses methods and fields that it calls, reads or writes, or refers to
 */
record ClassFacts(
    String name,
    int access,
    boolean nestedInInstance,
    int version,
    Compiler scala,
    Optional<String> superclass,
    List<String> interfaces,
    Set<String> members,
    boolean hasOpenConstructor,
    Set<String> mentions,
    Set<String> linked,
    Set<String> named,
    List<Use> uses) {

  /** Which Scala compiler, if any, wrote a class file. */
  enum Compiler {
    /** No mark of Scala. */
    OTHER,
    /** Scala, but this class does not say which: its outermost class does. */
    SCALA_UNSAID,
    /** A pickled signature of version 5.0: Scala 2.12 or older. */
    SCALA_2_12,
    /** A pickled signature of version 5.2: Scala 2.13. */
    SCALA_2_13,
    /** A TASTY attribute: Scala 3, whose library is the one of 2.13. */
    SCALA_3
  }

  /**
   * A reference to a method or a field.
   *
   * @param owner the class it is looked for in
   * @param member {@code name(…)…} or {@code name:…}
   */
  record Use(String owner, String member) {}

  /** Java release of a class-file version: 52 is 8. */
  static int javaOf(int version) {
    return Math.max(1, version - 44);
  }

  /** The class file of a Java release: 8 is 52. */
  static int versionOf(int java) {
    return java + 44;
  }

  // Everything in a descriptor or a generic signature that names a class ends so.
  private static final Pattern TYPE = Pattern.compile("L([^;<>()\\[.:]+)[;<]");

  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(?:\\.[\\w$]+)+");

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;

  /**
   * Reads a class file.
   *
   * @throws IllegalArgumentException when it is none, or a newer one than can be read
   */
  static ClassFacts of(byte[] bytes) {
    ClassReader reader;
    try {
      reader = new ClassReader(bytes);
      return read(reader);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException | NullPointerException e) {
      throw new IllegalArgumentException("the class file is damaged", e);
    }
  }

  private static ClassFacts read(ClassReader reader) {
    Set<String> mentions = new LinkedHashSet<>();
    Set<String> linked = new LinkedHashSet<>();
    Set<String> named = new LinkedHashSet<>();
    List<Use> uses = new ArrayList<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      if (at != 0) {
        switch (reader.readByte(at - 1)) {
          case CLASS -> linked.add(element(reader.readUTF8(at, buffer)));
          case STRING -> name(reader.readUTF8(at, buffer), named);
          case FIELD -> uses.add(use(reader, at, ":", buffer));
          case METHOD, INTERFACE_METHOD -> uses.add(use(reader, at, "", buffer));
          default -> {}
        }
      }
    }
    mentions.addAll(linked);
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      if (at != 0 && reader.readByte(at - 1) == UTF8) {
        types(utf8(reader, at), mentions);
      }
    }
    mentions.remove(reader.getClassName());
    Declaration declared = new Declaration(reader.getClassName());
    reader.accept(
        declared, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFacts(
        reader.getClassName(),
        declared.access,
        declared.nestedInInstance,
        // the minor version is in the upper half
        declared.version & 0xffff,
        declared.scala,
        Optional.ofNullable(reader.getSuperName()),
        List.of(reader.getInterfaces()),
        declared.members,
        declared.hasOpenConstructor,
        mentions,
        linked,
        named,
        uses);
  }

  private static Use use(ClassReader reader, int at, String separator, char[] buffer) {
    int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
    return new Use(
        reader.readClass(at, buffer),
        reader.readUTF8(nameAndType, buffer)
            + separator
            + reader.readUTF8(nameAndType + 2, buffer));
  }

  /** The text of a constant; bytes beyond ASCII do not matter for finding types in it. */
  private static String utf8(ClassReader reader, int at) {
    int length = reader.readUnsignedShort(at);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) reader.readByte(at + 2 + i));
    }
    return text.toString();
  }

  private static void name(String text, Set<String> to) {
    if (CLASS_NAME.matcher(text).matches()) {
      to.add(text.replace('.', '/'));
    }
  }

  private static void types(String text, Set<String> to) {
    if (text.indexOf(';') > 0) {
      Matcher types = TYPE.matcher(text);
      while (types.find()) {
        to.add(types.group(1));
      }
    }
  }

  /** {@code acme/X} of {@code acme/X} and of {@code [[Lacme/X;}. */
  private static String element(String constant) {
    if (!constant.startsWith("[")) {
      return constant;
    }
    String element = constant.substring(constant.lastIndexOf('[') + 1);
    return element.startsWith("L") ? element.substring(1, element.length() - 1) : element;
  }

  private static final class Declaration extends ClassVisitor {
    private final String name;
    private final Set<String> members = new LinkedHashSet<>();
    private int access;
    private int version;
    private boolean nestedInInstance;
    private boolean hasOpenConstructor;
    private Compiler scala = Compiler.OTHER;

    Declaration(String name) {
      super(Opcodes.ASM9);
      this.name = name;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      this.version = version;
      this.access = access;
    }

    @Override
    public void visitInnerClass(String inner, String outer, String simpleName, int access) {
      if (inner.equals(name)) {
        this.access = access;
        this.nestedInInstance = (access & (Opcodes.ACC_STATIC | Opcodes.ACC_INTERFACE)) == 0;
      }
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      boolean whole = descriptor.equals("Lscala/reflect/ScalaSignature;");
      if (!whole && !descriptor.equals("Lscala/reflect/ScalaLongSignature;")) {
        return null;
      }
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(String part, Object value) {
          // the first part of a long signature has the version
          if (value instanceof String text && text.length() > 1 && !said()) {
            scala = pickleVersion(text);
          }
        }

        @Override
        public AnnotationVisitor visitArray(String part) {
          return this;
        }
      };
    }

    private boolean said() {
      return scala != Compiler.OTHER && scala != Compiler.SCALA_UNSAID;
    }

    /**
     * The pickle begins with its major and minor version, 7 bits of it in each byte, plus one
     * (scala.reflect.internal.pickling.ByteCodecs, PickleFormat): 5.0 until Scala 2.12, 5.2 in
     * 2.13.
     */
    private static Compiler pickleVersion(String text) {
      int minor = (text.charAt(1) - 1) >> 1;
      return minor >= 2 ? Compiler.SCALA_2_13 : Compiler.SCALA_2_12;
    }

    @Override
    public void visitAttribute(Attribute attribute) {
      if (attribute.type.equals("TASTY")) {
        scala = Compiler.SCALA_3;
      } else if (attribute.type.equals("Scala") && scala == Compiler.OTHER) {
        scala = Compiler.SCALA_UNSAID;
      }
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      members.add(name + ":" + descriptor);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      members.add(name + descriptor);
      hasOpenConstructor |= name.equals("<init>") && (access & Opcodes.ACC_PRIVATE) == 0;
      return null;
    }
  }
}
