// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes the bytes of stand-ins for Spark's and Scala's classes. */
final class StandIn {

  /** Scala's control flow, which is caught by name and ends in neither Exception nor Error. */
  private static final Set<String> OTHER_THROWABLES =
      Set.of(
          "scala.util.control.ControlThrowable",
          "scala.util.control.BreakControl",
          "scala.runtime.NonLocalReturnControl");

  private StandIn() {}

  /** Whether a class may have a stand-in. */
  static boolean isFor(String className) {
    return className.startsWith("org.apache.spark.") || isScala(className);
  }

  static boolean isScala(String className) {
    return className.startsWith("scala.");
  }

  /**
   * The class file of a stand-in: an empty public interface, for the verifier accepts any object
   * where an interface is wanted. What by its name can be thrown is a class, for the verifier
   * insists on that: a step that catches {@code AnalysisException} must still load.
   */
  static byte[] bytesOf(String className) {
    String internalName = className.replace('.', '/');
    ClassWriter writer = new ClassWriter(0);
    if (isThrowable(className)) {
      writer.visit(
          Opcodes.V1_8,
          Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER,
          internalName,
          null,
          "java/lang/RuntimeException",
          null);
    } else {
      writer.visit(
          Opcodes.V1_8,
          Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT,
          internalName,
          null,
          "java/lang/Object",
          null);
      if (isScala(className)) {
        initialize(writer, internalName);
      }
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static boolean isThrowable(String className) {
    String name = className.replaceFirst("\\$mc.*sp$", "");
    return name.endsWith("Exception") || name.endsWith("Error") || OTHER_THROWABLES.contains(name);
  }

  /** The constructor of a Scala case class calls this on Product, even where it does nothing. */
  private static void initialize(ClassWriter writer, String internalName) {
    MethodVisitor method =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
            "$init$",
            "(L" + internalName + ";)V",
            null,
            null);
    method.visitCode();
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 1);
    method.visitEnd();
  }
}
