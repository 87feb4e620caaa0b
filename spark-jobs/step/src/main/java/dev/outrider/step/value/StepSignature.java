// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.Step;
import dev.outrider.step.TypedStep;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What a step class takes and gives, read by reflection where the step runs. Immutable.
 *
 * <p>An input or output type is either <em>whole</em>, one value under the name {@link
 * #WHOLE_INPUT} or {@link #WHOLE_OUTPUT}, or a composite whose parts are wired and stored one by
 * one. {@link NoInput} and {@link NoOutput} have no parts.
 */
public final class StepSignature {

  /** The name of an input that is one value: {@code --input input=...}. */
  public static final String WHOLE_INPUT = "input";

  /** The name of an output that is one value: {@code outputs/output/}. */
  public static final String WHOLE_OUTPUT = "output";

  private final Type input;
  private final Type output;
  private final boolean spark;

  private StepSignature(Type input, Type output, boolean spark) {
    this.input = Objects.requireNonNull(input, "input");
    this.output = Objects.requireNonNull(output, "output");
    this.spark = spark;
  }

  /**
   * The signature of a step class.
   *
   * @throws JsonFormException when the class is not a step, or does not declare its input and
   *     output types
   */
  public static StepSignature of(Class<?> stepClass) {
    String path = "class " + stepClass.getName();
    boolean spark = SparkStep.class.isAssignableFrom(stepClass);
    if (!spark && !Step.class.isAssignableFrom(stepClass)) {
      throw new JsonFormException(path, "is no step: it implements neither Step nor SparkStep.");
    }
    if (Parts.isLambda(stepClass)) {
      throw new JsonFormException(
          path, "is a lambda, which loses what it takes and gives. Make the step a record.");
    }
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    bind(stepClass, bound);
    TypeVariable<?>[] variables = TypedStep.class.getTypeParameters();
    Type input = resolve(variables[0], bound);
    Type output = resolve(variables[1], bound);
    if (input instanceof TypeVariable || output instanceof TypeVariable) {
      throw new JsonFormException(
          path,
          "does not say what it takes and gives: name both types, as in SparkStep<In, Dataset<Row>>.");
    }
    return new StepSignature(input, output, spark);
  }

  /** The declared input type. */
  public Type input() {
    return input;
  }

  /** The declared output type. */
  public Type output() {
    return output;
  }

  /** Whether it is a {@link SparkStep}. */
  public boolean isSpark() {
    return spark;
  }

  /**
   * The inputs by name, each with its declared type, in order.
   *
   * @param custom the types that have a materializer, and are therefore single values
   */
  public Map<String, Type> inputs(Set<Class<?>> custom) {
    return named(input, NoInput.class, WHOLE_INPUT, custom);
  }

  /** The outputs by name, each with its declared type, in order; as {@link #inputs}. */
  public Map<String, Type> outputs(Set<Class<?>> custom) {
    return named(output, NoOutput.class, WHOLE_OUTPUT, custom);
  }

  /** Whether the input is one value, and not a composite or nothing. */
  public boolean hasWholeInput(Set<Class<?>> custom) {
    return isWhole(input, custom) && input != NoInput.class;
  }

  /** Whether the output is one value, and not a composite or nothing. */
  public boolean hasWholeOutput(Set<Class<?>> custom) {
    return isWhole(output, custom) && output != NoOutput.class;
  }

  private static boolean isWhole(Type type, Set<Class<?>> custom) {
    Class<?> raw = JsonForm.raw(type);
    return custom.contains(raw) || ValueKind.of(raw) != ValueKind.VALUE || !Parts.isComposite(raw);
  }

  private static Map<String, Type> named(
      Type type, Class<?> none, String whole, Set<Class<?>> custom) {
    if (type == none) {
      return Collections.emptyMap();
    }
    if (isWhole(type, custom)) {
      return Collections.singletonMap(whole, type);
    }
    Map<String, Type> named = new LinkedHashMap<>();
    for (Part part : Parts.of(JsonForm.raw(type), whole).list()) {
      named.put(part.name(), part.type());
    }
    return Collections.unmodifiableMap(named);
  }

  private static void bind(Type type, Map<TypeVariable<?>, Type> bound) {
    Class<?> raw = JsonForm.raw(type);
    if (type instanceof ParameterizedType) {
      Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
      for (int i = 0; i < arguments.length; i++) {
        bound.put(raw.getTypeParameters()[i], arguments[i]);
      }
    }
    if (raw.getGenericSuperclass() != null) {
      bind(raw.getGenericSuperclass(), bound);
    }
    for (Type each : raw.getGenericInterfaces()) {
      bind(each, bound);
    }
  }

  private static Type resolve(Type type, Map<TypeVariable<?>, Type> bound) {
    Type next = type;
    while (next instanceof TypeVariable && bound.containsKey(next)) {
      next = bound.get(next);
    }
    if (!(next instanceof ParameterizedType)) {
      return next;
    }
    ParameterizedType declared = (ParameterizedType) next;
    Type[] arguments = declared.getActualTypeArguments();
    boolean changed = false;
    for (int i = 0; i < arguments.length; i++) {
      Type resolved = resolve(arguments[i], bound);
      changed |= resolved != arguments[i];
      arguments[i] = resolved;
    }
    return changed ? new BoundType(declared, arguments) : declared;
  }

  /** A type such as {@code List<T>} of a superclass, where a subclass says what T is. */
  private static final class BoundType implements ParameterizedType {
    private final ParameterizedType declared;
    private final Type[] arguments;

    BoundType(ParameterizedType declared, Type[] arguments) {
      this.declared = declared;
      this.arguments = arguments;
    }

    @Override
    public Type[] getActualTypeArguments() {
      return arguments.clone();
    }

    @Override
    public Type getRawType() {
      return declared.getRawType();
    }

    @Override
    public Type getOwnerType() {
      return declared.getOwnerType();
    }

    @Override
    public String getTypeName() {
      StringJoiner names = new StringJoiner(", ", "<", ">");
      for (Type argument : arguments) {
        names.add(argument.getTypeName());
      }
      return declared.getRawType().getTypeName() + names;
    }

    @Override
    public String toString() {
      return getTypeName();
    }
  }
}
