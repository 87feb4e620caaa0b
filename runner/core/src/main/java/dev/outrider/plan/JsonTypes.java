// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;

/**
 * Which declared types have a JSON form, and what composite types consist of: the rules of {@link
 * JsonForm} and {@link dev.outrider.step.value.Parts}, applied to class files.
 */
final class JsonTypes {

  /**
   * The parts of a composite type.
   *
   * @param list the parts in the order of the constructor
   * @param problem why they cannot be told; empty where they can
   */
  record Composite(List<ClassFile.Member> list, Optional<String> problem) {
    static Composite unknown(String problem) {
      return new Composite(List.of(), Optional.of(problem));
    }
  }

  private static final Set<String> TEXT =
      names(
          String.class,
          BigDecimal.class,
          BigInteger.class,
          Instant.class,
          Duration.class,
          Period.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          ZoneId.class,
          URI.class,
          UUID.class,
          Path.class);
  private static final Set<String> BOXED_NUMBERS =
      names(Integer.class, Long.class, Double.class, Float.class, Short.class, Byte.class);
  private static final Set<String> OTHER_LEAVES =
      names(Boolean.class, Character.class, JsonText.class);
  private static final Set<String> SEQUENCES =
      Set.of(
          "java.util.List",
          "java.util.Set",
          "java.util.Collection",
          "scala.collection.immutable.List",
          "scala.collection.Seq",
          "scala.collection.immutable.Seq");
  private static final String FORM =
      " Use a record, a case class, a number, text, a date, a list or a map.";

  private final ClassFiles classes;

  JsonTypes(ClassFiles classes) {
    this.classes = classes;
  }

  /**
   * The parts of a declared type that have no JSON form, a sentence for each.
   *
   * @param type the declared type
   * @param subject makes the beginning of a sentence of the path to a part: of {@code limits.low},
   *     "Input 'limits.low' of step 'clean'"
   * @param path the path to the type itself
   */
  List<String> problems(TypeName type, UnaryOperator<String> subject, String path) {
    List<String> problems = new ArrayList<>();
    check(type, subject, path, problems, new HashSet<>());
    return problems;
  }

  private void check(
      TypeName type,
      UnaryOperator<String> subject,
      String path,
      List<String> problems,
      Set<String> seen) {
    String raw = type.raw();
    if (isLeaf(raw)) {
      return;
    }
    if (isOptional(raw) || SEQUENCES.contains(raw)) {
      check(type.argument(0), subject, path, problems, seen);
      return;
    }
    if (raw.equals("java.util.Map")) {
      TypeName key = type.argument(0);
      if (!isKey(key.raw())) {
        problems.add(
            subject.apply(path)
                + " is a map whose keys are "
                + key
                + "; use text, numbers, dates or an enum as keys.");
      }
      check(type.argument(1), subject, path, problems, seen);
      return;
    }
    if (!seen.add(raw)) {
      return; // a type that contains itself
    }
    Composite composite = composite(raw);
    composite.problem().ifPresent(problem -> problems.add(subject.apply(path) + " " + problem));
    for (ClassFile.Member part : composite.list()) {
      String at = path.isEmpty() ? part.name() : path + "." + part.name();
      check(part.type(), subject, at, problems, seen);
    }
    seen.remove(raw);
  }

  static boolean isOptional(String raw) {
    return raw.equals("java.util.Optional") || raw.equals("scala.Option");
  }

  private boolean isLeaf(String raw) {
    return ClassFiles.isPrimitive(raw) && !raw.equals("void")
        || TEXT.contains(raw)
        || BOXED_NUMBERS.contains(raw)
        || OTHER_LEAVES.contains(raw)
        || isEnum(raw);
  }

  private boolean isKey(String raw) {
    return TEXT.contains(raw) || BOXED_NUMBERS.contains(raw) || isEnum(raw);
  }

  private boolean isEnum(String raw) {
    return !raw.endsWith("[]") && classes.find(raw).map(ClassFile::isEnum).orElse(false);
  }

  /** Whether a class is a composite one, though its parts may still be unknown. */
  boolean isComposite(String raw) {
    return notComposite(raw).isEmpty();
  }

  /** What a class consists of. */
  Composite composite(String raw) {
    Optional<String> problem = notComposite(raw);
    if (problem.isPresent()) {
      return Composite.unknown(problem.get());
    }
    ClassFile file = classes.find(raw).orElseThrow();
    if (file.isRecord()) {
      return new Composite(file.components(), Optional.empty());
    }
    ClassFile.Method longest = null;
    for (ClassFile.Method each : file.methods()) {
      boolean callable =
          each.name().equals(ClassFile.CONSTRUCTOR)
              && !each.is(Opcodes.ACC_PRIVATE)
              && !each.is(Opcodes.ACC_SYNTHETIC);
      if (callable && (longest == null || each.parameters().size() > longest.parameters().size())) {
        longest = each;
      }
    }
    if (longest == null) {
      return Composite.unknown(
          "is of " + raw + ", which has no constructor that can be called: all are private.");
    }
    if (longest.parameterNames().size() != longest.parameters().size()) {
      return Composite.unknown(
          "is of "
              + raw
              + ", whose constructor does not name its parameters. Compile it with -parameters, or"
              + " make it a record.");
    }
    List<ClassFile.Member> parts = new ArrayList<>();
    for (int i = 0; i < longest.parameters().size(); i++) {
      parts.add(new ClassFile.Member(longest.parameterNames().get(i), longest.parameters().get(i)));
    }
    return new Composite(parts, Optional.empty());
  }

  private Optional<String> notComposite(String raw) {
    if (raw.contains("$$Lambda")) {
      return Optional.of("is a lambda, which has no JSON form. Use a record or a class.");
    }
    if (raw.equals("java.lang.Object")) {
      return Optional.of(
          "is an Object, which has no JSON form: its type is lost."
              + FORM
              + " In Scala, write Option[java.lang.Integer] for Option[Int].");
    }
    if (ClassFiles.isPrimitive(raw)
        || raw.endsWith("[]")
        || Stream.of("java.", "javax.", "scala.", "org.apache.spark.").anyMatch(raw::startsWith)
        || isEnum(raw)) {
      return Optional.of("is a " + raw + ", which has no JSON form." + FORM);
    }
    return classes
        .find(raw)
        .map(this::notComposite)
        .orElse(Optional.of("is of " + raw + ", which is not on the class path."));
  }

  private Optional<String> notComposite(ClassFile file) {
    String name = file.name();
    if (file.is(Opcodes.ACC_SYNTHETIC)) {
      return Optional.of("is a lambda, which has no JSON form. Use a record or a class.");
    }
    if (file.is(Opcodes.ACC_INTERFACE) || file.is(Opcodes.ACC_ABSTRACT)) {
      return Optional.of("is the abstract type " + name + ", which has no JSON form." + FORM);
    }
    if (file.anonymous()) {
      return Optional.of("is an anonymous class, which has no JSON form." + FORM);
    }
    if (file.nested() && !file.is(Opcodes.ACC_STATIC) && !file.isRecord()) {
      return Optional.of(
          "is the inner class " + name + ", which has no JSON form. Make it static, or a record.");
    }
    if (file.is(Opcodes.ACC_PRIVATE)) {
      return Optional.of("is the private class " + name + ". Make it at least package-private.");
    }
    if (!file.typeParameters().isEmpty()) {
      return Optional.of(
          "is the generic type "
              + name
              + ", which has no JSON form: its type argument is lost."
              + FORM);
    }
    return Optional.empty();
  }

  private static Set<String> names(Class<?>... types) {
    return Stream.of(types).map(Class::getName).collect(Collectors.toUnmodifiableSet());
  }
}
