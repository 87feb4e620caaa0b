// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.attempt.FailureText;
import dev.outrider.step.text.TextLimit;
import dev.outrider.step.text.VisibleText;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Says in one sentence why a class could not be defined, and which line of the user's did it. */
final class DefinitionFailure {

  private final DefinitionLoader loader;
  private final ClassFiles classes;

  DefinitionFailure(DefinitionLoader loader) {
    this.loader = loader;
    this.classes = new ClassFiles(loader);
  }

  /**
   * The sentence for what was thrown.
   *
   * @param subject the class, for example {@code Pipeline acme.FlightDelays}
   */
  String describe(String subject, Throwable thrown) {
    if (!(thrown instanceof LinkageError)) {
      return subject
          + " failed while it was being defined"
          + frame(thrown).map(DefinitionFailure::at).orElse("")
          + ": "
          + VisibleText.line(TextLimit.MESSAGE.cut(FailureText.line(thrown)))
          + (FailureText.message(thrown).endsWith(".") ? "" : ".");
    }
    Throwable root = thrown;
    while (root.getCause() instanceof LinkageError cause) {
      root = cause;
    }
    if (!(root instanceof ExceptionInInitializerError) || root.getCause() == null) {
      return describeLinkage(subject, root);
    }
    return describe(subject, root.getCause());
  }

  private String describeLinkage(String subject, Throwable error) {
    Optional<StackTraceElement> frame = frame(error);
    String at = frame.map(DefinitionFailure::at).orElse("");
    Optional<String> standIn = standInOf(error, frame);
    if (standIn.isPresent()) {
      String used = subject + " uses " + standIn.get() + " while it is being defined" + at;
      return StandIn.isScala(standIn.get())
          ? used + ", but Scala's library is not on the class path; add it."
          : used + "; move it into run().";
    }
    String message = String.valueOf(error.getMessage());
    if (error instanceof NoClassDefFoundError && !message.contains(" ")) {
      return subject
          + " needs class "
          + message.replace('/', '.')
          + at
          + ", which is not on the class path; add the jar that holds it.";
    }
    return subject + " cannot be loaded" + at + ": " + firstLine(error) + "; build it again.";
  }

  private static String firstLine(Throwable error) {
    return error.toString().lines().findFirst().orElse("").replaceFirst("\\.$", "");
  }

  /** The stand-in that an error is about. */
  private Optional<String> standInOf(Throwable error, Optional<StackTraceElement> frame) {
    Set<String> standIns = loader.standIns();
    String message = String.valueOf(error.getMessage()).replace('/', '.');
    // The class whose method or field is missing comes right before the member's name.
    Matcher member = Pattern.compile("([\\w.$]+)\\.[\\w$<>]+\\(").matcher(message);
    while (member.find()) {
      if (standIns.contains(member.group(1))) {
        return Optional.of(member.group(1));
      }
    }
    Matcher name = Pattern.compile("[\\w$]+(?:\\.[\\w$]+)+").matcher(message);
    while (name.find()) {
      if (standIns.contains(name.group())) {
        return Optional.of(name.group());
      }
    }
    return frame.flatMap(line -> ownersOn(line).stream().filter(standIns::contains).findFirst());
  }

  private static String at(StackTraceElement frame) {
    return frame.getFileName() == null
        ? " (" + frame.getClassName() + ")"
        : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
  }

  private Optional<StackTraceElement> frame(Throwable thrown) {
    return FailureText.frames(thrown).stream()
        .filter(frame -> loader.hasDefined(frame.getClassName()))
        .findFirst();
  }

  /** The classes whose members a line of code uses: a missing field's error does not name them. */
  private Set<String> ownersOn(StackTraceElement frame) {
    Set<String> owners = new LinkedHashSet<>();
    Optional<byte[]> bytes = classes.bytes(frame.getClassName());
    bytes.ifPresent(
        each ->
            new ClassReader(each)
                .accept(
                    new ClassVisitor(Opcodes.ASM9) {
                      @Override
                      public MethodVisitor visitMethod(
                          int access,
                          String name,
                          String descriptor,
                          String sign,
                          String[] thrown) {
                        return name.equals(frame.getMethodName())
                            ? new OwnersOnLine(frame.getLineNumber(), owners)
                            : null;
                      }
                    },
                    ClassReader.SKIP_FRAMES));
    return owners;
  }

  private static final class OwnersOnLine extends MethodVisitor {
    private final int wanted;
    private final Set<String> owners;
    private int line;

    OwnersOnLine(int wanted, Set<String> owners) {
      super(Opcodes.ASM9);
      this.wanted = wanted;
      this.owners = owners;
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      line = number;
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      add(owner);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      add(owner);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      add(type);
    }

    private void add(String internalName) {
      if (line == wanted) {
        owners.add(Type.getObjectType(internalName).getClassName());
      }
    }
  }
}
