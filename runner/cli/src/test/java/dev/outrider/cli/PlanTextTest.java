// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.RenderedRequest.Command;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code outrider plan} prints. The files in {@code plan/} are what it should be. */
class PlanTextTest {

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void whatPropertiesSetIsMarkedWithItsPlace(int columns) throws IOException {
    String note = "Spark 3.5.5_2.12 of /opt/spark-3.5.5, from the variable SPARK_HOME";
    PlanCommand.Shown plan =
        plan(
            step("clean")
                .on("local", "local")
                .resources(Resources.unspecified().memory("2g"))
                .set("resources.memory", "2g", "-D")
                .notes(note)
                .made(),
            step("features").on("local", "local").after("clean").notes(note).made(),
            step("train")
                .on("cluster", "spark")
                .set("step-operator", "cluster", "outrider.properties, line 9")
                .after("clean", "features")
                .resources(Resources.unspecified().executors(4).memory("8g").gpus(1).gpuType("l4"))
                .set("resources.executors", "4", "outrider-prod.properties, line 2")
                .deadlines(
                    Deadlines.unspecified().queue(Duration.ofMinutes(15)).run(Duration.ofHours(24)))
                .retry(Retry.unspecified().platform(5).capacity(0).user(1))
                .set("retry.platform", "5", "outrider.properties, line 10")
                .notes("left out on best effort: a GPU of type 'l4'")
                .made(),
            step("report")
                .after("train")
                .deadlines(Deadlines.unspecified().run(Duration.ofSeconds(90)))
                .made());

    assertThat(shown(plan, columns)).isEqualTo(golden("overridden-" + columns));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void twoHundredStepsHaveALineEach(int columns) {
    List<PlanCommand.Step> steps = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      steps.add(
          i == 0
              ? step("step-0").on("local", "local").made()
              : step("step-" + i).on("local", "local").after("step-" + (i - 1)).made());
    }

    List<String> lines =
        shown(plan(steps.toArray(PlanCommand.Step[]::new)), columns).lines().toList();

    assertThat(lines).allMatch(line -> line.length() <= columns);
    assertThat(lines).hasSizeLessThan(columns == 40 ? 410 : 210);
  }

  @Test
  void theWaitsBetweenRetriesStandAfterTheirNumbers() {
    String text =
        shown(
            plan(
                step("a")
                    .retry(
                        Retry.unspecified().backoff(Duration.ofSeconds(10), Duration.ofSeconds(90)))
                    .made()),
            200);

    assertThat(text)
        .contains("capacity 2, platform 2, backoff 10s, longest-backoff 1m 30s\n")
        .doesNotContain("default");
  }

  @Test
  void aStepAfterManyIsBrokenBetweenNames() {
    String[] before = new String[30];
    List<PlanCommand.Step> steps = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      before[i] = "part-" + i;
      steps.add(step(before[i]).on("local", "local").made());
    }
    steps.add(step("join").after(before).made());

    String text = shown(plan(steps.toArray(PlanCommand.Step[]::new)), 80);

    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).contains("join     orchestrator  part-0, part-1,");
  }

  @Test
  void controlCharactersOfANoteAreShown() {
    String text =
        shown(plan(step("a").on("local", "local").notes("red\u001b[31m\nline").made()), 80);

    assertThat(text).contains("a: red\\x1b[31m\\nline\n");
  }

  private static PlanCommand.Shown plan(PlanCommand.Step... steps) {
    return new PlanCommand.Shown(
        "flights",
        Map.of(),
        List.of(steps),
        ConfiguredPlan.retries(Retry.unspecified()),
        List.of());
  }

  private static String shown(PlanCommand.Shown plan, int columns) {
    StringWriter out = new StringWriter();
    new PlanText(plan).print(new PrintWriter(out, true), columns);
    return out.toString();
  }

  /** What a command should print. */
  static String golden(String name) throws IOException {
    try (InputStream in = PlanTextTest.class.getResourceAsStream("plan/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A plain step without anything, to which more is added. */
  static StepOfPlan step(String name) {
    return new StepOfPlan(name);
  }

  /** Makes a step of a plan. */
  static final class StepOfPlan {
    private final String name;
    private Optional<String> operator = Optional.empty();
    private Optional<String> flavor = Optional.empty();
    private List<String> after = List.of();
    private Resources resources = Resources.unspecified();
    private Deadlines deadlines = Deadlines.unspecified();
    private Retry retry = Retry.unspecified();
    private final List<PlanCommand.SetValue> set = new ArrayList<>();
    private Optional<String> title = Optional.empty();
    private Optional<String> body = Optional.empty();
    private Map<String, String> files = Map.of();
    private List<Command> commands = List.of();
    private List<String> notes = List.of();

    private StepOfPlan(String name) {
      this.name = name;
    }

    StepOfPlan on(String operator, String flavor) {
      this.operator = Optional.of(operator);
      this.flavor = Optional.of(flavor);
      return this;
    }

    StepOfPlan after(String... steps) {
      after = List.of(steps);
      return this;
    }

    StepOfPlan resources(Resources resources) {
      this.resources = resources;
      return this;
    }

    StepOfPlan deadlines(Deadlines deadlines) {
      this.deadlines = deadlines;
      return this;
    }

    StepOfPlan retry(Retry retry) {
      this.retry = retry;
      return this;
    }

    StepOfPlan set(String setting, String value, String place) {
      String key = "step." + name + "." + setting;
      set.add(new PlanCommand.SetValue(setting, value, key, place));
      return this;
    }

    StepOfPlan request(String title, String body, Map<String, String> files, Command... commands) {
      this.title = Optional.of(title);
      this.body = Optional.of(body);
      this.files = files;
      this.commands = List.of(commands);
      return this;
    }

    StepOfPlan notes(String... notes) {
      this.notes = List.of(notes);
      return this;
    }

    PlanCommand.Step made() {
      return new PlanCommand.Step(
          name,
          operator,
          flavor,
          Optional.empty(),
          after,
          new JsonText("{}"),
          Set.of(),
          resources,
          deadlines,
          ConfiguredPlan.retries(retry),
          retry.backoff(),
          retry.longestBackoff(),
          set,
          title,
          body,
          files,
          commands,
          notes);
    }
  }
}
