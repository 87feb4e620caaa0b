// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.ComponentReference;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds the accessor that a component reference stands for. A Java method reference names it; the
 * body of a lambda, Java's or Scala's, is read from the class file, and may be nothing but the call
 * of one accessor.
 */
final class AccessorReader {

  /** A method without parameters: the class it is called on, and its name. */
  record Accessor(String owner, String name) {}

  /** Scala 2.12 boxes in one method and reads in another. */
  private static final int MOST_HOPS = 3;

  private AccessorReader() {}

  /** The accessor; empty where the reference does more, or less, than read one component. */
  static Optional<Accessor> of(ComponentReference reference) {
    String owner = reference.ownerClass();
    String method = reference.method();
    String descriptor = reference.descriptor();
    ClassLoader loader =
        reference.loader() == null ? ClassLoader.getPlatformClassLoader() : reference.loader();
    ClassFiles classes = new ClassFiles(loader);
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      if (!isBody(method)) {
        return Type.getArgumentTypes(descriptor).length == 0
            ? Optional.of(new Accessor(owner.replace('/', '.'), method))
            : Optional.empty();
      }
      Body body = new Body(owner, method, descriptor);
      classes
          .bytes(owner.replace('/', '.'))
          .ifPresent(bytes -> new ClassReader(bytes).accept(body, ClassReader.SKIP_FRAMES));
      if (!body.isPure()) {
        return Optional.empty();
      }
      owner = body.calledOwner;
      method = body.calledName;
      descriptor = body.calledDescriptor;
    }
    return Optional.empty();
  }

  private static boolean isBody(String method) {
    return method.startsWith("lambda$") || method.contains("$anonfun$");
  }

  /** Follows a lambda's body: the only argument, one call on it, boxes and casts, return. */
  private static final class Body extends ClassVisitor {
    private final String owner;
    private final String method;
    private final String descriptor;
    private boolean found;
    private boolean impure;
    private boolean loaded;
    private boolean returned;
    private String calledOwner;
    private String calledName;
    private String calledDescriptor;

    Body(String owner, String method, String descriptor) {
      super(Opcodes.ASM9);
      this.owner = owner;
      this.method = method;
      this.descriptor = descriptor;
    }

    boolean isPure() {
      return found && loaded && returned && calledName != null && !impure;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String methodDescriptor, String signature, String[] thrown) {
      if (!name.equals(method) || !methodDescriptor.equals(descriptor)) {
        return null;
      }
      found = true;
      boolean oneArgument = Type.getArgumentTypes(methodDescriptor).length == 1;
      impure = !oneArgument || (access & Opcodes.ACC_STATIC) == 0;
      return new Instructions();
    }

    private final class Instructions extends MethodVisitor {

      Instructions() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visitVarInsn(int opcode, int variable) {
        impure |= opcode != Opcodes.ALOAD || variable != 0 || loaded;
        loaded = true;
      }

      @Override
      public void visitMethodInsn(
          int opcode, String callee, String name, String calleeDescriptor, boolean isInterface) {
        if (calledName != null) {
          impure |= !isBoxing(callee, name);
          return;
        }
        boolean hop = opcode == Opcodes.INVOKESTATIC && callee.equals(owner) && isBody(name);
        boolean onArgument = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE;
        impure |= !loaded || !(hop || onArgument);
        calledOwner = callee;
        calledName = name;
        calledDescriptor = calleeDescriptor;
      }

      private boolean isBoxing(String callee, String name) {
        return callee.startsWith("java/lang/") && name.equals("valueOf")
            || callee.equals("scala/runtime/BoxesRunTime") && name.startsWith("boxTo");
      }

      @Override
      public void visitInsn(int opcode) {
        boolean end = opcode >= Opcodes.IRETURN && opcode <= Opcodes.ARETURN;
        impure |= !end || returned;
        returned |= end;
      }

      @Override
      public void visitTypeInsn(int opcode, String type) {
        impure |= opcode != Opcodes.CHECKCAST;
      }

      @Override
      public void visitFieldInsn(int opcode, String callee, String name, String type) {
        impure = true;
      }

      @Override
      public void visitIntInsn(int opcode, int operand) {
        impure = true;
      }

      @Override
      public void visitLdcInsn(Object value) {
        impure = true;
      }

      @Override
      public void visitIincInsn(int variable, int increment) {
        impure = true;
      }

      @Override
      public void visitJumpInsn(int opcode, Label label) {
        impure = true;
      }

      @Override
      public void visitTableSwitchInsn(int low, int high, Label otherwise, Label... labels) {
        impure = true;
      }

      @Override
      public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        impure = true;
      }

      @Override
      public void visitMultiANewArrayInsn(String type, int dimensions) {
        impure = true;
      }

      @Override
      public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        impure = true;
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String callDescriptor, Handle bootstrap, Object... arguments) {
        impure = true;
      }
    }
  }
}
