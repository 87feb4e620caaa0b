// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.config.ConfigurationException;
import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Component;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.ListComponent;
import dev.outrider.pipeline.OptionalComponent;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.pipeline.StepNode;
import dev.outrider.plan.PlanningException;
import dev.outrider.step.TypedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A step that is run alone: wired and treated like a {@link StepNode} of a pipeline, then
 * submitted. Not thread-safe.
 *
 * @param <I> the step's input
 * @param <O> the step's output
 */
public final class SingleStep<I, O> {
  private final Outrider outrider;
  private final String name;
  private final TypedStep<I, O> step;
  private final List<Consumer<StepNode<I, O>>> said = new ArrayList<>();

  SingleStep(Outrider outrider, String name, TypedStep<I, O> step) {
    this.outrider = outrider;
    this.name = Objects.requireNonNull(name, "name");
    this.step = Objects.requireNonNull(step, "step");
  }

  // What comes in

  /**
   * Begins an input.
   *
   * @see StepNode#input
   */
  public <T> Input<T> input(Component<I, T> component) {
    return new Input<>(node -> node.input(component));
  }

  /**
   * Begins an input whose component is an {@code Optional}.
   *
   * @see StepNode#optionalInput
   */
  public <T> Input<T> optionalInput(OptionalComponent<I, T> component) {
    return new Input<>(node -> node.optionalInput(component));
  }

  /**
   * Begins an input whose component is a {@code List}, from a list of artifacts of its elements.
   *
   * @see StepNode#listInput
   */
  public <T> ListInput<T> listInput(ListComponent<I, T> component) {
    return new ListInput<>(component);
  }

  /**
   * Connects the whole input, of a step whose input is one value.
   *
   * @see StepNode#from
   */
  public SingleStep<I, O> from(Artifact<? extends I> artifact) {
    Objects.requireNonNull(artifact, "artifact");
    return say(node -> node.from(artifact));
  }

  // How it runs

  /** The step operator that runs the step; what it is, the configuration decides. */
  public SingleStep<I, O> on(String operator) {
    Objects.requireNonNull(operator, "operator");
    return say(node -> node.on(operator));
  }

  /** What the step needs: {@code .resources(r -> r.executors(4).memory("8g"))}. */
  public SingleStep<I, O> resources(UnaryOperator<Resources> change) {
    return say(node -> node.resources(change));
  }

  /** How often the step is tried again, by kind of failure: {@code .retry(r -> r.capacity(5))}. */
  public SingleStep<I, O> retry(UnaryOperator<Retry> change) {
    return say(node -> node.retry(change));
  }

  /** How long the step may take: {@code .deadlines(d -> d.run(Duration.ofHours(2)))}. */
  public SingleStep<I, O> deadlines(UnaryOperator<Deadlines> change) {
    return say(node -> node.deadlines(change));
  }

  /** Whether the step's outputs may be taken from an earlier run: {@code .cache(c -> c.off())}. */
  public SingleStep<I, O> cache(UnaryOperator<Caching> change) {
    return say(node -> node.cache(change));
  }

  /**
   * Plans the step, and begins a run of it that goes on in the background. Each call begins another
   * run.
   *
   * @return the run
   * @throws PlanningException when the step has problems; it names all of them, nothing was run
   * @throws ConfigurationException when the configuration has, or does not fit; nothing was run
   * @throws BundleException when the step cannot run on its platform; nothing was run
   * @throws IllegalStateException when the {@link Outrider} is closed
   */
  public StepRun<O> submit() throws PlanningException, ConfigurationException, BundleException {
    Pipeline pipeline =
        Pipeline.define(
            name,
            p -> {
              StepNode<I, O> node = p.step(name, step);
              said.forEach(each -> each.accept(node));
            });
    return outrider.submit(pipeline, step);
  }

  private SingleStep<I, O> say(Consumer<StepNode<I, O>> what) {
    said.add(what);
    return this;
  }

  /**
   * An input that is begun, and wants its artifact.
   *
   * @param <T> the component's type
   */
  public final class Input<T> {
    private Optional<Artifact<? extends T>> artifact = Optional.empty();

    private Input(Function<StepNode<I, O>, StepNode<I, O>.Input<T>> begin) {
      say(
          node -> {
            StepNode<I, O>.Input<T> input = begin.apply(node);
            artifact.ifPresent(input::from);
          });
    }

    /** Connects the input. */
    public SingleStep<I, O> from(Artifact<? extends T> artifact) {
      this.artifact = Optional.of(artifact);
      return SingleStep.this;
    }
  }

  /**
   * A list input that is begun, and wants its artifacts.
   *
   * @param <T> the type of the list's elements
   */
  public final class ListInput<T> {
    private Optional<List<? extends Artifact<? extends T>>> artifacts = Optional.empty();

    private ListInput(ListComponent<I, T> component) {
      say(
          node -> {
            StepNode<I, O>.ListInput<T> input = node.listInput(component);
            artifacts.ifPresent(input::from);
          });
    }

    /** Connects the input. */
    public SingleStep<I, O> from(List<? extends Artifact<? extends T>> artifacts) {
      this.artifacts = Optional.of(List.copyOf(artifacts));
      return SingleStep.this;
    }
  }
}
