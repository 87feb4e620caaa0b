// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedInput;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.PlanningException;
import dev.outrider.plan.StepClass;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A pipeline as a seed draws it: 5 to 40 steps on two operators, some of them plain, each with a
 * number as output.
 */
final class SimulatedPipeline {
  static final URI STORE = URI.create("simulated:/store/");

  /** A step that makes one number of many. */
  public record Mix() implements Step<Mix.In, Long> {
    public record In(List<Long> values) {}

    @Override
    public Long run(In in, StepContext context) {
      throw new IllegalStateException("a simulated platform runs it");
    }
  }

  private static final StepClass MIX = mix();

  private SimulatedPipeline() {}

  private static StepClass mix() {
    try {
      return StepClass.read(SimulatedPipeline.class.getClassLoader(), Mix.class.getName());
    } catch (PlanningException e) {
      throw new IllegalStateException(e);
    }
  }

  static Plan draw(Random random) {
    int size = 5 + random.nextInt(36);
    List<PlannedStep> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Set<String> before = new LinkedHashSet<>();
      for (int tries = random.nextInt(4); i > 0 && tries > 0; tries--) {
        before.add("s" + random.nextInt(i));
      }
      List<PlannedInput> inputs =
          before.stream()
              .<PlannedInput>map(step -> new PlannedInput.Output(step, "output"))
              .toList();
      steps.add(
          new PlannedStep(
              "s" + i,
              MIX,
              new JsonText("{}"),
              Map.of("values", new PlannedInput.Several(inputs)),
              operator(random),
              Resources.unspecified(),
              Retry.unspecified()
                  .user(random.nextInt(3))
                  .platform(random.nextInt(4))
                  .capacity(random.nextInt(4))
                  .timeout(random.nextInt(3)),
              deadlines(random),
              Caching.unspecified(),
              before));
    }
    return new Plan("simulated", Map.of(), steps);
  }

  private static Optional<String> operator(Random random) {
    return random.nextInt(6) == 0
        ? Optional.empty()
        : Optional.of(random.nextBoolean() ? "alpha" : "beta");
  }

  /** A step in a line. */
  static String told(PlannedStep step) {
    return "step "
        + step.name()
        + step.operator().map(operator -> " on " + operator).orElse(", plain")
        + (step.predecessors().isEmpty() ? "" : " after " + String.join(", ", step.predecessors()))
        + "; further attempts "
        + new TreeMap<>(step.retry().budgets())
        + "; deadlines"
        + told("queue", step.deadlines().queue())
        + told("start", step.deadlines().start())
        + told("run", step.deadlines().run())
        + told("silence", step.deadlines().silence());
  }

  private static String told(String name, Optional<Duration> limit) {
    return limit.map(time -> " " + name + " " + time.toSeconds() + " s").orElse("");
  }

  /** Steps that know nothing of each other, on one operator. */
  static Plan wide(int size, String operator) {
    List<PlannedStep> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      steps.add(
          new PlannedStep(
              "s" + i,
              MIX,
              new JsonText("{}"),
              Map.of("values", new PlannedInput.Several(List.of())),
              Optional.of(operator),
              Resources.unspecified(),
              Retry.unspecified(),
              Deadlines.unspecified(),
              Caching.unspecified(),
              Set.of()));
    }
    return new Plan("simulated", Map.of(), steps);
  }

  private static Deadlines deadlines(Random random) {
    Deadlines limits = Deadlines.unspecified().run(Duration.ofMinutes(10));
    if (random.nextBoolean()) {
      limits = limits.silence(Duration.ofMinutes(5));
    }
    if (random.nextBoolean()) {
      limits = limits.start(Duration.ofMinutes(2));
    }
    return random.nextBoolean() ? limits.queue(Duration.ofMinutes(10)) : limits;
  }

  /** What a step makes of its inputs. */
  static long value(String step, List<Long> inputs) {
    long value = step.hashCode();
    for (long input : inputs) {
      value = 31 * value + input;
    }
    return value;
  }

  /** What every step gives where nothing goes wrong. */
  static Map<String, Long> values(Plan plan) {
    Map<String, Long> values = new HashMap<>();
    for (PlannedStep step : plan.steps()) {
      values.put(
          step.name(), value(step.name(), step.predecessors().stream().map(values::get).toList()));
    }
    return values;
  }

  /** Orders as a plan makes them. */
  static Orders orders() {
    return new Orders() {
      @Override
      public Submission submission(
          AttemptKey key,
          String run,
          PlannedStep step,
          int attempt,
          Map<String, InputRecord> inputs) {
        AttemptFolders folders = new AttemptFolders(STORE, run);
        URI folder = folders.attempt(step.name(), attempt);
        AttemptContext context =
            new AttemptContext(
                Formats.CURRENT,
                run,
                "simulated",
                step.name(),
                attempt,
                key.value(),
                step.stepClass().name(),
                step.parameters(),
                inputs,
                List.of("output"),
                folder,
                Optional.of(folders.marks()),
                Map.of(),
                step.deadlines().run(),
                Duration.ofSeconds(60),
                Map.of(),
                Optional.empty());
        return new Submission(
            key,
            context,
            folder.resolve(AttemptLayout.CONTEXT),
            new BundleFiles(folders.bundle("none"), "none", List.of()),
            step.resources(),
            Map.of(),
            Map.of(),
            Map.of());
      }

      @Override
      public void upload(String run) {}
    };
  }
}
