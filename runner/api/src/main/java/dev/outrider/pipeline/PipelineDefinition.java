// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import dev.outrider.step.TypedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A pipeline while it is being defined: what the body of {@link Pipeline#define} works on. Not
 * thread-safe, and of no use after the body has returned.
 *
 * <p>The types of parameters: {@code String}, {@code Boolean}, {@code Integer}, {@code Long},
 * {@code Double}, {@code BigDecimal}, an enum, {@code LocalDate}, {@code Instant}, {@code
 * Duration}, {@code URI}, {@code Path}, and lists of these. A relative {@code Path} or {@code URI}
 * is resolved against the working directory when the pipeline is planned.
 */
public final class PipelineDefinition {

  private final List<Artifact.Parameter<?>> parameters = new ArrayList<>();
  private final List<StepNode<?, ?>> steps = new ArrayList<>();

  PipelineDefinition() {}

  /**
   * A parameter that must be given.
   *
   * @param name {@code [A-Za-z][A-Za-z0-9_-]{0,39}}
   * @param type one of the types above
   */
  public <T> Artifact<T> parameter(String name, Class<T> type) {
    return add(new Artifact.Parameter<>(name, type, false, Optional.empty()));
  }

  /** A parameter of the default value's type that may be given. */
  public <T> Artifact<T> parameter(String name, T defaultValue) {
    Class<?> type =
        defaultValue instanceof Enum<?> constant
            ? constant.getDeclaringClass()
            : defaultValue.getClass();
    return add(new Artifact.Parameter<>(name, type, false, Optional.of(defaultValue)));
  }

  /**
   * A parameter that is a list and must be given; on a command line its members stand between
   * commas.
   */
  public <T> Artifact<List<T>> listParameter(String name, Class<T> elementType) {
    return add(new Artifact.Parameter<>(name, elementType, true, Optional.empty()));
  }

  /** A parameter that is a list and may be given. */
  public <T> Artifact<List<T>> listParameter(
      String name, Class<T> elementType, List<T> defaultValue) {
    return add(
        new Artifact.Parameter<>(name, elementType, true, Optional.of(List.copyOf(defaultValue))));
  }

  /** A constant, for an input that is not worth a parameter. */
  public <T> Artifact<T> value(T constant) {
    return new Artifact.Constant<>(constant);
  }

  /**
   * Adds a step.
   *
   * @param name {@code [a-z][a-z0-9-]{0,39}}, once in a pipeline
   * @param step the step, a value: its components are its parameters
   */
  public <I, O> StepNode<I, O> step(String name, TypedStep<I, O> step) {
    StepNode<I, O> node = new StepNode<>(name, step);
    steps.add(node);
    return node;
  }

  private <T> Artifact<T> add(Artifact.Parameter<T> parameter) {
    parameters.add(Objects.requireNonNull(parameter));
    return parameter;
  }

  List<Artifact.Parameter<?>> parameters() {
    return parameters;
  }

  List<StepNode<?, ?>> steps() {
    return steps;
  }
}
