// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassFacts.Use;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The methods of a class where it uses members and classes, in the user's words: the body of a
 * lambda belongs to the method that it is written in.
 */
final class Places {

  private static final Pattern LAMBDA =
      Pattern.compile("(?:lambda\\$|\\$anonfun\\$)(.+?)\\$\\d+(?:\\$adapted)?");

  private final Map<Use, String> uses = new LinkedHashMap<>();
  private final Map<String, String> classes = new LinkedHashMap<>();

  private Places() {}

  static Places in(byte[] bytes) {
    Places places = new Places();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              private String name;

              @Override
              public void visit(
                  int version,
                  int access,
                  String name,
                  String signature,
                  String superName,
                  String[] interfaces) {
                this.name = name.replace('/', '.');
                if (superName != null) {
                  places.classes.put(superName, this.name);
                }
                for (String each : interfaces) {
                  places.classes.put(each, this.name);
                }
              }

              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String descriptor, String sign, String[] exceptions) {
                return places.new Body(name + "." + readable(method));
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return places;
  }

  /** The first method that uses the member; null when none does. */
  String of(Use use) {
    return uses.get(use);
  }

  /**
   * The first method that needs the class to be there, or the class itself when it extends it; null
   * when it is merely mentioned.
   */
  String of(String internalName) {
    return classes.get(internalName);
  }

  private static String readable(String method) {
    Matcher lambda = LAMBDA.matcher(method);
    return lambda.matches() ? lambda.group(1) : method;
  }

  private final class Body extends MethodVisitor {
    private final String place;

    Body(String place) {
      super(Opcodes.ASM9);
      this.place = place;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      use(owner, name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      use(owner, name + ":" + descriptor);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      type(Type.getObjectType(type));
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      type(Type.getType(descriptor));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      if (type != null) {
        classes.putIfAbsent(type, place);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      constant(bootstrap);
      for (Object argument : arguments) {
        constant(argument);
      }
    }

    private void constant(Object value) {
      if (value instanceof Type type) {
        type(type);
      } else if (value instanceof Handle handle) {
        boolean field = handle.getTag() <= Opcodes.H_PUTSTATIC;
        use(handle.getOwner(), handle.getName() + (field ? ":" : "") + handle.getDesc());
      }
    }

    private void use(String owner, String member) {
      uses.putIfAbsent(new Use(owner, member), place);
      type(Type.getObjectType(owner));
    }

    private void type(Type type) {
      Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
      if (element.getSort() == Type.OBJECT) {
        classes.putIfAbsent(element.getInternalName(), place);
      }
    }
  }
}
