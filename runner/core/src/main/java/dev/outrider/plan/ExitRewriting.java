// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Leads what would end the process to {@link ExitCall}, in a class that is about to be defined:
 * calls and method references of {@code System.exit}, {@code Runtime.exit} and {@code
 * Runtime.halt}. Class files stay as they are.
 */
final class ExitRewriting {
  private static final String TARGET = Type.getInternalName(ExitCall.class);
  private static final String SYSTEM = "java/lang/System";
  private static final String RUNTIME = "java/lang/Runtime";
  private static final int METHOD_REFERENCE = 10; // JVM specification, table 4.4-A

  private ExitRewriting() {}

  /**
   * Rewrites a class.
   *
   * @return empty when the class calls none of them, or this Java or ASM cannot read it
   */
  static Optional<byte[]> of(byte[] classFile) {
    try {
      ClassReader reader = new ClassReader(classFile);
      if (!mentions(reader)) {
        return Optional.empty();
      }
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new Rewriting(writer), 0);
      return Optional.of(writer.toByteArray());
    } catch (RuntimeException e) {
      // the JVM says better what is wrong with the class
      return Optional.empty();
    }
  }

  private static boolean mentions(ClassReader reader) {
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int at = reader.getItem(i);
      if (at != 0 && reader.readByte(at - 1) == METHOD_REFERENCE) {
        int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
        if (ends(
            reader.readClass(at, buffer),
            reader.readUTF8(nameAndType, buffer),
            reader.readUTF8(nameAndType + 2, buffer))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean ends(String owner, String name, String descriptor) {
    return descriptor.equals("(I)V")
        && (owner.equals(SYSTEM) && name.equals("exit")
            || owner.equals(RUNTIME) && (name.equals("exit") || name.equals("halt")));
  }

  /** What a static method takes in the place of another. */
  private static String descriptor(String owner) {
    return owner.equals(RUNTIME) ? "(L" + RUNTIME + ";I)V" : "(I)V";
  }

  private static Object constant(Object constant) {
    if (constant instanceof Handle handle
        && ends(handle.getOwner(), handle.getName(), handle.getDesc())) {
      return new Handle(
          Opcodes.H_INVOKESTATIC, TARGET, handle.getName(), descriptor(handle.getOwner()), false);
    }
    if (constant instanceof ConstantDynamic dynamic) {
      Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = constant(dynamic.getBootstrapMethodArgument(i));
      }
      return new ConstantDynamic(
          dynamic.getName(), dynamic.getDescriptor(), dynamic.getBootstrapMethod(), arguments);
    }
    return constant;
  }

  private static final class Rewriting extends ClassVisitor {
    Rewriting(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String parameters, boolean isInterface) {
          if (ends(owner, called, parameters)) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, called, descriptor(owner), false);
          } else {
            super.visitMethodInsn(opcode, owner, called, parameters, isInterface);
          }
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          Object[] rewritten = new Object[arguments.length];
          for (int i = 0; i < arguments.length; i++) {
            rewritten[i] = constant(arguments[i]);
          }
          super.visitInvokeDynamicInsn(called, type, bootstrap, rewritten);
        }

        @Override
        public void visitLdcInsn(Object value) {
          super.visitLdcInsn(constant(value));
        }
      };
    }
  }
}
