// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/**
 * What planning needs to know of a class, read from its class file.
 *
 * @param name the binary name
 * @param access the access flags; of a nested class those of its declaration
 * @param nested whether it is declared inside of another class
 * @param anonymous whether it has no name of its own
 * @param typeParameters the names of its type parameters
 * @param supertypes its superclass, where it has one, and its interfaces
 * @param components the components of a record; empty for every other class
 * @param methods its methods and constructors, in the order of the file
 */
record ClassFile(
    String name,
    int access,
    boolean nested,
    boolean anonymous,
    List<String> typeParameters,
    Optional<TypeName> superclass,
    List<TypeName> interfaces,
    List<Member> components,
    List<Method> methods) {

  /** A record component or a constructor parameter. */
  record Member(String name, TypeName type) {}

  /**
   * A method or constructor.
   *
   * @param parameterNames the names of its parameters; empty where the file does not say them
   */
  record Method(
      int access,
      String name,
      String descriptor,
      List<TypeName> parameters,
      List<String> parameterNames) {
    boolean is(int flag) {
      return (access & flag) != 0;
    }
  }

  static final String CONSTRUCTOR = "<init>";

  /**
   * Reads a class file.
   *
   * @throws IllegalArgumentException when the bytes are no class file that this ASM knows
   */
  static ClassFile read(byte[] bytes) {
    try {
      Reading reading = new Reading();
      new ClassReader(bytes).accept(reading, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
      return reading.result();
    } catch (IndexOutOfBoundsException | NegativeArraySizeException | NullPointerException e) {
      // ASM follows the offsets of the file wherever they lead
      throw new IllegalArgumentException("the class file is damaged", e);
    }
  }

  boolean is(int flag) {
    return (access & flag) != 0;
  }

  boolean isRecord() {
    return superclass.isPresent() && superclass.get().raw().equals("java.lang.Record");
  }

  boolean isEnum() {
    return is(Opcodes.ACC_ENUM)
        && superclass.isPresent()
        && superclass.get().raw().equals("java.lang.Enum");
  }

  /** All direct supertypes, the superclass first. */
  List<TypeName> supertypes() {
    List<TypeName> all = new ArrayList<>();
    superclass.ifPresent(all::add);
    all.addAll(interfaces);
    return all;
  }

  private static final class Reading extends ClassVisitor {
    private String internalName;
    private int access;
    private boolean nested;
    private boolean anonymous;
    private SignatureParser.ClassTypes types;
    private final List<Member> components = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();

    Reading() {
      super(Opcodes.ASM9);
    }

    ClassFile result() {
      return new ClassFile(
          internalName.replace('/', '.'),
          access,
          nested,
          anonymous,
          types.parameters(),
          types.superclass(),
          types.interfaces(),
          components,
          methods);
    }

    @Override
    public void visit(
        int version,
        int flags,
        String name,
        String signature,
        String parent,
        String[] implemented) {
      internalName = name;
      access = flags;
      types =
          signature != null
              ? SignatureParser.ofClass(signature)
              : new SignatureParser.ClassTypes(
                  List.of(),
                  Optional.ofNullable(parent).map(Reading::named),
                  Arrays.stream(implemented).map(Reading::named).toList());
    }

    private static TypeName named(String internalName) {
      return TypeName.of(internalName.replace('/', '.'));
    }

    @Override
    public void visitInnerClass(String name, String outer, String simpleName, int flags) {
      if (name.equals(internalName)) {
        nested = true;
        anonymous = simpleName == null;
        access = flags;
      }
    }

    @Override
    public RecordComponentVisitor visitRecordComponent(
        String name, String descriptor, String signature) {
      TypeName type =
          signature != null
              ? SignatureParser.ofField(signature)
              : SignatureParser.ofDescriptor(Type.getType(descriptor));
      components.add(new Member(name, type));
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int flags, String name, String descriptor, String signature, String[] exceptions) {
      List<TypeName> parameters =
          signature != null
              ? SignatureParser.ofParameters(signature)
              : Arrays.stream(Type.getArgumentTypes(descriptor))
                  .map(SignatureParser::ofDescriptor)
                  .toList();
      List<String> names = new ArrayList<>();
      methods.add(new Method(flags, name, descriptor, parameters, names));
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitParameter(String parameter, int parameterFlags) {
          if (parameter != null) {
            names.add(parameter);
          }
        }
      };
    }
  }
}
