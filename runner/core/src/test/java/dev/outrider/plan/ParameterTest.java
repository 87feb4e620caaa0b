// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.PipelineDefinition;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterTest {
  record Nothing() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput input, StepContext context) {
      return NoOutput.NONE;
    }
  }

  private final Planner planner = new Planner(Path.of("/work"));

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(String.class, "a, b", "\"a, b\""),
        Arguments.of(String.class, "", "\"\""),
        Arguments.of(Boolean.class, "true", "true"),
        Arguments.of(boolean.class, "false", "false"),
        Arguments.of(Integer.class, "-7", "-7"),
        Arguments.of(int.class, "7", "7"),
        Arguments.of(Long.class, "9007199254740993", "9007199254740993"),
        Arguments.of(Double.class, "0.1", "0.1"),
        Arguments.of(Double.class, "NaN", "\"NaN\""),
        Arguments.of(BigDecimal.class, "0.123456789012345678901", "0.123456789012345678901"),
        Arguments.of(DayOfWeek.class, "MONDAY", "\"MONDAY\""),
        Arguments.of(LocalDate.class, "2026-01-31", "\"2026-01-31\""),
        Arguments.of(Instant.class, "2026-01-31T12:00:00Z", "\"2026-01-31T12:00:00Z\""),
        Arguments.of(Duration.class, "PT15M", "\"PT15M\""),
        Arguments.of(URI.class, "a b", "\"file:///work/a%20b\""),
        Arguments.of(URI.class, "s3://bucket/a", "\"s3://bucket/a\""),
        Arguments.of(Path.class, "a b/../c", "\"/work/c\""),
        Arguments.of(Path.class, "file:///c%20d", "\"/c d\""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyTypeIsReadFromText(Class<?> type, String text, String json) throws PlanningException {
    assertThat(json(p -> p.parameter("x", type), Map.of("x", text))).isEqualTo(json);
  }

  @Test
  void membersOfAListStandBetweenCommas() throws PlanningException {
    assertThat(json(p -> p.listParameter("x", Integer.class), Map.of("x", "1, 2,3")))
        .isEqualTo("[1,2,3]");
    assertThat(json(p -> p.listParameter("x", Path.class), Map.of("x", "a,/b")))
        .isEqualTo("[\"/work/a\",\"/b\"]");
    assertThat(json(p -> p.listParameter("x", String.class), Map.of("x", ""))).isEqualTo("[]");
  }

  @Test
  void defaultsHoldWhereNothingIsGivenAndTheirPlacesAreResolved() throws PlanningException {
    assertThat(json(p -> p.parameter("x", 50), Map.of())).isEqualTo("50");
    assertThat(json(p -> p.parameter("x", 50), Map.of("x", "7"))).isEqualTo("7");
    assertThat(json(p -> p.parameter("x", Path.of("a")), Map.of())).isEqualTo("\"/work/a\"");
    assertThat(json(p -> p.parameter("x", URI.create("a")), Map.of()))
        .isEqualTo("\"file:///work/a\"");
    assertThat(json(p -> p.parameter("x", DayOfWeek.MONDAY), Map.of())).isEqualTo("\"MONDAY\"");
    assertThat(
            json(
                p ->
                    p.listParameter(
                        "x", URI.class, List.of(URI.create("a"), URI.create("s3://b/c"))),
                Map.of()))
        .isEqualTo("[\"file:///work/a\",\"s3://b/c\"]");
  }

  @Test
  void aListThatHasNoValueSaysHowToGiveOne() {
    assertThatThrownBy(() -> json(p -> p.listParameter("x", Path.class), Map.of()))
        .isInstanceOf(PlanningException.class)
        .hasMessage(
            "Parameter 'x' has no value; give one as x=VALUE, where VALUE is the path of a file, or"
                + " several of these between commas.");
  }

  @Test
  void aPipelineWithoutStepsIsRefused() {
    assertThatThrownBy(() -> planner.plan(Pipeline.define("empty", p -> {}), Map.of()))
        .isInstanceOf(PlanningException.class)
        .hasMessage("Pipeline 'empty' has no steps; define one with p.step(NAME, STEP).");
  }

  @Test
  void aParameterOfANameThatNoneHasIsRefusedEvenWhereThereAreNone() {
    assertThatThrownBy(() -> json(p -> {}, Map.of("x", "1")))
        .isInstanceOf(PlanningException.class)
        .hasMessage("Pipeline 'parameters' has no parameter 'x'; it has none.");
  }

  private String json(Consumer<PipelineDefinition> body, Map<String, String> texts)
      throws PlanningException {
    Pipeline pipeline =
        Pipeline.define("parameters", body.andThen(p -> p.step("nothing", new Nothing())));
    return planner.plan(pipeline, texts).parameters().get("x").text();
  }
}
