// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that a step can take as an input: a pipeline's parameter, a constant, data that lies
 * somewhere, or another step's output.
 *
 * @param <T> the type of the value
 */
public sealed interface Artifact<T> {

  /**
   * A parameter of the pipeline, given a value when the pipeline is planned.
   *
   * @param name the parameter's name
   * @param type the type of the value, or of a list's elements
   * @param list whether the value is a list
   * @param defaultValue the value where none is given; empty for a parameter that must be given
   */
  record Parameter<T>(String name, Class<?> type, boolean list, Optional<Object> defaultValue)
      implements Artifact<T> {
    public Parameter {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(defaultValue, "defaultValue");
    }
  }

  /**
   * A value that is written in the pipeline.
   *
   * @param value the value, which has a JSON form
   */
  record Constant<T>(T value) implements Artifact<T> {
    public Constant {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * Data that lies somewhere, and that no step of this pipeline makes.
   *
   * @param kind {@code dataset} or {@code model}
   * @param format Spark's name of the format, for example {@code parquet}; {@code spark-ml} for a
   *     model
   * @param location where it lies
   * @param options Spark's options for reading it
   */
  record Source<T>(String kind, String format, Artifact<URI> location, Map<String, String> options)
      implements Artifact<T> {
    public Source {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(format, "format");
      Objects.requireNonNull(location, "location");
      options = Map.copyOf(options);
    }
  }

  /**
   * An output of a step: the whole of it, or one component.
   *
   * @param step the step that makes it
   * @param component the component; empty for the whole output
   */
  record StepOutput<T>(StepNode<?, ?> step, Optional<ComponentReference> component)
      implements Artifact<T> {
    public StepOutput {
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(component, "component");
    }
  }

  /**
   * Several artifacts for one list component.
   *
   * @param items the members, in order
   */
  record Several<T>(List<Artifact<? extends T>> items) implements Artifact<List<T>> {
    public Several {
      items = List.copyOf(items);
    }
  }
}
