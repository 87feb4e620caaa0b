// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import dev.outrider.step.TypedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A step in a pipeline: what it is, where its inputs come from, where it runs and how it is
 * treated. Its methods return the node itself, so that a step reads as one sentence. Once the
 * pipeline is defined it can only be read.
 *
 * <p>An input takes two calls, {@code .input(component).from(artifact)}: the first fixes the type,
 * the second must fit it.
 *
 * @param <I> the step's input
 * @param <O> the step's output
 */
public final class StepNode<I, O> {

  private final String name;
  private final TypedStep<I, O> step;
  private final List<Connection> connections = new ArrayList<>();
  private final List<StepNode<?, ?>> predecessors = new ArrayList<>();
  private Optional<String> operator = Optional.empty();
  private Resources resources = Resources.unspecified();
  private Retry retry = Retry.unspecified();
  private Deadlines deadlines = Deadlines.unspecified();
  private Caching caching = Caching.unspecified();
  private boolean closed;

  StepNode(String name, TypedStep<I, O> step) {
    this.name = Objects.requireNonNull(name, "name");
    this.step = Objects.requireNonNull(step, "step");
  }

  // What comes in

  /**
   * Begins an input.
   *
   * @param component the component of the step's input, by its accessor: {@code In::flights}
   */
  public <T> Input<T> input(Component<I, T> component) {
    return new Input<>(connect(Optional.of(ComponentReference.of(component)), Form.PLAIN));
  }

  /** Begins an input whose component is an {@code Optional}, from an artifact of what is inside. */
  public <T> Input<T> optionalInput(OptionalComponent<I, T> component) {
    return new Input<>(connect(Optional.of(ComponentReference.of(component)), Form.OPTIONAL));
  }

  /**
   * Begins an input whose component is a {@code List}, from a list of artifacts of its elements.
   */
  public <T> ListInput<T> listInput(ListComponent<I, T> component) {
    return new ListInput<>(connect(Optional.of(ComponentReference.of(component)), Form.LIST));
  }

  /** Connects the whole input, of a step whose input is one value, or a record made by one step. */
  public StepNode<I, O> from(Artifact<? extends I> artifact) {
    connect(Optional.empty(), Form.PLAIN).artifact = Optional.of(artifact);
    return this;
  }

  /** Lets this step wait for another one whose output it does not take. */
  public StepNode<I, O> after(StepNode<?, ?> predecessor) {
    checkOpen();
    predecessors.add(Objects.requireNonNull(predecessor, "predecessor"));
    return this;
  }

  // What comes out

  /** The whole output. */
  public Artifact<O> output() {
    return new Artifact.StepOutput<>(this, Optional.empty());
  }

  /**
   * One component of the output.
   *
   * @param component by its accessor: {@code Out::rmse}
   */
  public <T> Artifact<T> output(Component<O, T> component) {
    return new Artifact.StepOutput<>(this, Optional.of(ComponentReference.of(component)));
  }

  // How it runs

  /**
   * The step operator that runs the step; what it is, the configuration decides.
   *
   * @param operator {@code [a-z][a-z0-9-]{0,39}}
   */
  public StepNode<I, O> on(String operator) {
    checkOpen();
    this.operator = Optional.of(operator);
    return this;
  }

  /** What the step needs: {@code .resources(r -> r.executors(4).memory("8g"))}. */
  public StepNode<I, O> resources(UnaryOperator<Resources> change) {
    checkOpen();
    resources = change.apply(resources);
    return this;
  }

  /** How often the step is tried again, by kind of failure: {@code .retry(r -> r.capacity(5))}. */
  public StepNode<I, O> retry(UnaryOperator<Retry> change) {
    checkOpen();
    retry = change.apply(retry);
    return this;
  }

  /** How long the step may take: {@code .deadlines(d -> d.run(Duration.ofHours(2)))}. */
  public StepNode<I, O> deadlines(UnaryOperator<Deadlines> change) {
    checkOpen();
    deadlines = change.apply(deadlines);
    return this;
  }

  /** Whether the step's outputs may be taken from an earlier run: {@code .cache(c -> c.off())}. */
  public StepNode<I, O> cache(UnaryOperator<Caching> change) {
    checkOpen();
    caching = change.apply(caching);
    return this;
  }

  // What was said, for the planner

  /** The step's name in the pipeline, as given. */
  public String name() {
    return name;
  }

  /** The step itself. */
  public TypedStep<I, O> step() {
    return step;
  }

  /** The inputs, in the order they were begun. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  /** The steps that this one waits for besides those whose outputs it takes. */
  public List<StepNode<?, ?>> predecessors() {
    return List.copyOf(predecessors);
  }

  /** The step operator; empty where the code names none. */
  public Optional<String> operator() {
    return operator;
  }

  public Resources resources() {
    return resources;
  }

  public Retry retry() {
    return retry;
  }

  public Deadlines deadlines() {
    return deadlines;
  }

  public Caching caching() {
    return caching;
  }

  @Override
  public String toString() {
    return "step '" + name + "'";
  }

  void close() {
    closed = true;
  }

  private Connection connect(Optional<ComponentReference> component, Form form) {
    checkOpen();
    Connection connection = new Connection(component, form);
    connections.add(connection);
    return connection;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Step '"
              + name
              + "' belongs to a pipeline that is defined; change it inside of Pipeline.define.");
    }
  }

  /** How an input's component is filled. */
  public enum Form {
    /** From one artifact of its type. */
    PLAIN,
    /** From one artifact of the type inside its {@code Optional}. */
    OPTIONAL,
    /** From several artifacts of the type of its elements. */
    LIST
  }

  /** An input: the component, and the artifact that fills it. */
  public static final class Connection {
    private final Optional<ComponentReference> component;
    private final Form form;
    private Optional<Artifact<?>> artifact = Optional.empty();

    private Connection(Optional<ComponentReference> component, Form form) {
      this.component = component;
      this.form = form;
    }

    /** The component; empty for the whole input. */
    public Optional<ComponentReference> component() {
      return component;
    }

    public Form form() {
      return form;
    }

    /** What fills it; empty where {@code .input} is not followed by {@code .from}. */
    public Optional<Artifact<?>> artifact() {
      return artifact;
    }
  }

  /**
   * An input that is begun, and wants its artifact.
   *
   * @param <T> the component's type
   */
  public final class Input<T> {
    private final Connection connection;

    private Input(Connection connection) {
      this.connection = connection;
    }

    /** Connects the input. */
    public StepNode<I, O> from(Artifact<? extends T> artifact) {
      checkOpen();
      connection.artifact = Optional.of(artifact);
      return StepNode.this;
    }
  }

  /**
   * A list input that is begun, and wants its artifacts.
   *
   * @param <T> the type of the list's elements
   */
  public final class ListInput<T> {
    private final Connection connection;

    private ListInput(Connection connection) {
      this.connection = connection;
    }

    /** Connects the input. */
    public StepNode<I, O> from(List<? extends Artifact<? extends T>> artifacts) {
      checkOpen();
      connection.artifact = Optional.of(new Artifact.Several<T>(List.copyOf(artifacts)));
      return StepNode.this;
    }
  }
}
