// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.FailureKind;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class StepNodeTest {

  record Train() implements SparkStep<Train.In, Train.Out> {
    record In(Dataset<Row> flights, Optional<PipelineModel> previous, List<Double> weights) {}

    record Out(PipelineModel model, double rmse) {}

    @Override
    public Out run(In in, SparkStepContext context) {
      return new Out(in.previous().orElseThrow(), in.weights().get(0));
    }
  }

  record Twice() implements Step<Double, Double> {
    @Override
    public Double run(Double in, StepContext context) {
      return 2 * in;
    }
  }

  @Test
  void anInputHoldsItsComponentItsFormAndItsArtifact() {
    List<Artifact<?>> artifacts = new ArrayList<>();
    Pipeline pipeline =
        Pipeline.define(
            "p",
            p -> {
              Artifact<URI> location = p.parameter("flights", URI.class);
              Artifact<Dataset<Row>> flights = Sources.parquet(location);
              var first = p.step("first", new Train()).input(Train.In::flights).from(flights);
              Artifact<PipelineModel> model = first.output(Train.Out::model);
              Artifact<Double> rmse = first.output(Train.Out::rmse);
              p.step("second", new Train())
                  .input(Train.In::flights)
                  .from(flights)
                  .optionalInput(Train.In::previous)
                  .from(model)
                  .listInput(Train.In::weights)
                  .from(List.of(rmse, rmse));
              artifacts.addAll(
                  List.of(flights, model, new Artifact.Several<>(List.of(rmse, rmse))));
            });

    List<StepNode.Connection> connections = pipeline.steps().get(1).connections();

    assertThat(connections)
        .extracting(each -> each.component().orElseThrow().toString())
        .containsExactly(
            "StepNodeTest.Train.In::flights",
            "StepNodeTest.Train.In::previous",
            "StepNodeTest.Train.In::weights");
    assertThat(connections)
        .extracting(StepNode.Connection::form)
        .containsExactly(StepNode.Form.PLAIN, StepNode.Form.OPTIONAL, StepNode.Form.LIST);
    assertThat(connections)
        .extracting(each -> (Object) each.artifact().orElseThrow())
        .containsExactlyElementsOf(artifacts);
  }

  @Test
  void aWholeInputHasNoComponentAndADanglingOneNoArtifact() {
    Pipeline pipeline =
        Pipeline.define(
            "p",
            p -> {
              p.step("whole", new Twice()).from(p.value(1.0));
              p.step("dangling", new Train()).input(Train.In::flights);
            });

    StepNode.Connection whole = pipeline.steps().get(0).connections().get(0);
    StepNode.Connection dangling = pipeline.steps().get(1).connections().get(0);
    assertThat(whole.component()).isEmpty();
    assertThat(whole.artifact()).contains(new Artifact.Constant<>(1.0));
    assertThat(dangling.component()).isPresent();
    assertThat(dangling.artifact()).isEmpty();
  }

  @Test
  void outputsNameTheirStepAndComponent() {
    Pipeline.define(
        "p",
        p -> {
          StepNode<Train.In, Train.Out> train = p.step("train", new Train());

          assertThat(train.output()).isEqualTo(new Artifact.StepOutput<>(train, Optional.empty()));
          Artifact.StepOutput<?> rmse = (Artifact.StepOutput<?>) train.output(Train.Out::rmse);
          assertThat(rmse.step()).isSameAs(train);
          ComponentReference component = rmse.component().orElseThrow();
          assertThat(component.ownerClass()).endsWith("StepNodeTest$Train$Out");
          assertThat(component.method()).isEqualTo("rmse");
          assertThat(component.descriptor()).isEqualTo("()D");
          assertThat(component.loader()).isSameAs(getClass().getClassLoader());
        });
  }

  @Test
  void whatIsSaidOfAStepAddsUp() {
    Pipeline pipeline =
        Pipeline.define(
            "p",
            p -> {
              var before = p.step("before", new Twice()).from(p.value(1.0));
              p.step("step", new Twice())
                  .from(p.value(1.0))
                  .after(before)
                  .on("emr")
                  .resources(r -> r.executors(4).memory("8g"))
                  .resources(r -> r.gpus(1))
                  .retry(
                      r ->
                          r.capacity(5).user(1).backoff(Duration.ofSeconds(1), Duration.ofHours(1)))
                  .deadlines(d -> d.run(Duration.ofHours(2)).silence(Duration.ofMinutes(5)))
                  .cache(c -> c.off().environment("SEED"));
            });

    StepNode<?, ?> step = pipeline.steps().get(1);
    assertThat(step.predecessors()).hasToString("[step 'before']");
    assertThat(step.operator()).contains("emr");
    assertThat(step.resources())
        .isEqualTo(Resources.unspecified().executors(4).memory("8g").gpus(1));
    assertThat(step.retry().budgets())
        .isEqualTo(Map.of(FailureKind.CAPACITY, 5, FailureKind.USER, 1));
    assertThat(step.retry().longestBackoff()).contains(Duration.ofHours(1));
    assertThat(step.deadlines().run()).contains(Duration.ofHours(2));
    assertThat(step.deadlines().queue()).isEmpty();
    assertThat(step.caching().enabled()).contains(false);
    assertThat(step.caching().environment()).containsExactly("SEED");
    StepNode<?, ?> silent = pipeline.steps().get(0);
    assertThat(silent.operator()).isEmpty();
    assertThat(silent.resources()).isEqualTo(Resources.unspecified());
    assertThat(silent.retry()).isEqualTo(Retry.unspecified());
    assertThat(silent.deadlines()).isEqualTo(Deadlines.unspecified());
    assertThat(silent.caching()).isEqualTo(Caching.unspecified());
  }

  @Test
  void parametersKnowTheirTypeAndDefault() {
    Pipeline pipeline =
        Pipeline.define(
            "p",
            p -> {
              p.parameter("flights", URI.class);
              p.parameter("kind", FailureKind.USER);
              p.listParameter("ratios", Double.class, List.of(0.5));
            });

    assertThat(pipeline.parameters())
        .containsExactly(
            new Artifact.Parameter<>("flights", URI.class, false, Optional.empty()),
            new Artifact.Parameter<>(
                "kind", FailureKind.class, false, Optional.of(FailureKind.USER)),
            new Artifact.Parameter<>("ratios", Double.class, true, Optional.of(List.of(0.5))));
  }

  @Test
  void aPipelineThatIsDefinedCannotBeChanged() {
    List<StepNode<Double, Double>> kept = new ArrayList<>();
    Pipeline.define("p", p -> kept.add(p.step("late", new Twice())));

    assertThatThrownBy(() -> kept.get(0).on("local"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Step 'late' belongs to a pipeline that is defined; change it inside of"
                + " Pipeline.define.");
    assertThatThrownBy(() -> kept.get(0).from(new Artifact.Constant<>(1.0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aComponentThatIsNoReferenceIsRefused() {
    Component<Train.In, Dataset<Row>> object =
        new Component<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public Dataset<Row> of(Train.In record) {
            return record.flights();
          }
        };

    assertThatThrownBy(() -> Pipeline.define("p", p -> p.step("train", new Train()).input(object)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A component is named by a method reference such as In::flights, not by a"
                + " dev.outrider.pipeline.StepNodeTest$1.");
  }
}
