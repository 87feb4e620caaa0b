// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A pipeline: a typed graph of steps. It is a definition only; planning checks it, and running it
 * is the orchestrator's work. Immutable once defined.
 */
public final class Pipeline {

  private final String name;
  private final List<Artifact.Parameter<?>> parameters;
  private final List<StepNode<?, ?>> steps;

  private Pipeline(String name, PipelineDefinition definition) {
    this.name = name;
    this.parameters = List.copyOf(definition.parameters());
    this.steps = List.copyOf(definition.steps());
    this.steps.forEach(StepNode::close);
  }

  /**
   * Defines a pipeline.
   *
   * <pre>{@code
   * Pipeline.define("flight-delays", p -> {
   *   var source = p.parameter("flights", URI.class);
   *   var clean = p.step("clean", new CleanFlights(180))
   *       .input(CleanFlights.In::flights).from(parquet(source))
   *       .on("local");
   * });
   * }</pre>
   *
   * <p>What the compiler cannot see, a bad name or a missing input, is reported when the pipeline
   * is planned, all problems at once.
   *
   * @param name {@code [a-z][a-z0-9-]{0,39}}
   * @param body adds parameters and steps; runs once, now
   */
  public static Pipeline define(String name, Consumer<PipelineDefinition> body) {
    Objects.requireNonNull(name, "name");
    PipelineDefinition definition = new PipelineDefinition();
    body.accept(definition);
    return new Pipeline(name, definition);
  }

  /** The pipeline's name, as given. */
  public String name() {
    return name;
  }

  /** The parameters in the order of their definition. */
  public List<Artifact.Parameter<?>> parameters() {
    return parameters;
  }

  /** The steps in the order of their definition. */
  public List<StepNode<?, ?>> steps() {
    return steps;
  }

  @Override
  public String toString() {
    return "pipeline '" + name + "'";
  }
}
