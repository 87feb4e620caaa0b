// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.signature.SignatureVisitor;

/** Reads types out of a class file's descriptors and signatures. */
final class SignatureParser {

  /** A class's own type parameters, its superclass and its interfaces. */
  record ClassTypes(
      List<String> parameters, Optional<TypeName> superclass, List<TypeName> interfaces) {}

  private SignatureParser() {}

  /** A type of a descriptor, which knows no type arguments. */
  static TypeName ofDescriptor(Type type) {
    return type.getSort() == Type.ARRAY
        ? arrayOf(ofDescriptor(type.getElementType()), type.getDimensions())
        : TypeName.of(type.getClassName());
  }

  /** A field's or component's type. */
  static TypeName ofField(String signature) {
    List<TypeName> seen = new ArrayList<>();
    new SignatureReader(signature).acceptType(new TypeVisitor(seen::add));
    return seen.get(0);
  }

  /** The parameter types of a method. */
  static List<TypeName> ofParameters(String signature) {
    List<TypeName> parameters = new ArrayList<>();
    new SignatureReader(signature)
        .accept(
            new SignatureVisitor(Opcodes.ASM9) {
              @Override
              public SignatureVisitor visitParameterType() {
                return new TypeVisitor(parameters::add);
              }
            });
    return parameters;
  }

  /** A class's type parameters and direct supertypes. */
  static ClassTypes ofClass(String signature) {
    List<String> parameters = new ArrayList<>();
    List<TypeName> superclass = new ArrayList<>();
    List<TypeName> interfaces = new ArrayList<>();
    new SignatureReader(signature)
        .accept(
            new SignatureVisitor(Opcodes.ASM9) {
              @Override
              public void visitFormalTypeParameter(String name) {
                parameters.add(name);
              }

              @Override
              public SignatureVisitor visitClassBound() {
                return new TypeVisitor(bound -> {});
              }

              @Override
              public SignatureVisitor visitInterfaceBound() {
                return new TypeVisitor(bound -> {});
              }

              @Override
              public SignatureVisitor visitSuperclass() {
                return new TypeVisitor(superclass::add);
              }

              @Override
              public SignatureVisitor visitInterface() {
                return new TypeVisitor(interfaces::add);
              }
            });
    return new ClassTypes(parameters, superclass.stream().findFirst(), interfaces);
  }

  private static TypeName arrayOf(TypeName element, int dimensions) {
    return dimensions == 0 ? element : new TypeName.Array(arrayOf(element, dimensions - 1));
  }

  /** Builds one type and hands it over. */
  private static final class TypeVisitor extends SignatureVisitor {
    private final Consumer<TypeName> result;
    private final List<TypeName> arguments = new ArrayList<>();
    private String name;

    TypeVisitor(Consumer<TypeName> result) {
      super(Opcodes.ASM9);
      this.result = result;
    }

    @Override
    public void visitBaseType(char descriptor) {
      result.accept(TypeName.of(Type.getType(String.valueOf(descriptor)).getClassName()));
    }

    @Override
    public void visitTypeVariable(String variable) {
      result.accept(new TypeName.Variable(variable));
    }

    @Override
    public SignatureVisitor visitArrayType() {
      return new TypeVisitor(element -> result.accept(new TypeName.Array(element)));
    }

    @Override
    public void visitClassType(String internalName) {
      name = internalName.replace('/', '.');
    }

    @Override
    public void visitInnerClassType(String simpleName) {
      name += "$" + simpleName;
      arguments.clear();
    }

    @Override
    public void visitTypeArgument() {
      arguments.add(new TypeName.Wildcard(Optional.empty(), Optional.empty()));
    }

    @Override
    public SignatureVisitor visitTypeArgument(char wildcard) {
      return switch (wildcard) {
        case EXTENDS ->
            new TypeVisitor(
                bound ->
                    arguments.add(new TypeName.Wildcard(Optional.of(bound), Optional.empty())));
        case SUPER ->
            new TypeVisitor(
                bound ->
                    arguments.add(new TypeName.Wildcard(Optional.empty(), Optional.of(bound))));
        default -> new TypeVisitor(arguments::add);
      };
    }

    @Override
    public void visitEnd() {
      result.accept(new TypeName.Named(name, arguments));
    }
  }
}
