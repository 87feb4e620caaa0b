// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/** Plain steps of one simulated orchestrator: they live as long as it does. */
final class SimulatedPlainSteps implements PlainSteps {
  private static final int AT_ONCE = 3;

  private final World world;
  private final World.Process process;
  private final SimulatedStore store;
  private final Consumer<RunEvent> events;
  private final Set<String> begun;
  private final Map<String, Work> all = new HashMap<>();
  private final Queue<Work> waiting = new ArrayDeque<>();
  private int working;

  /**
   * @param begun the keys of all attempts of the run that were begun, by whichever orchestrator
   */
  SimulatedPlainSteps(
      World world,
      World.Process process,
      SimulatedStore store,
      Set<String> begun,
      Consumer<RunEvent> events) {
    this.world = world;
    this.process = process;
    this.store = store;
    this.begun = begun;
    this.events = events;
  }

  private final class Work {
    private final String step;
    private final int attempt;
    private final Order order;
    private boolean works;
    private boolean deaf;
    private boolean over;

    Work(String step, int attempt, Order order) {
      this.step = step;
      this.attempt = attempt;
      this.order = order;
    }

    void end(Verdict verdict, Optional<KeptResult> result) {
      if (over) {
        return;
      }
      over = true;
      all.remove(step);
      waiting.remove(this);
      if (works) {
        working--;
      }
      world.tell(() -> this + " is over: " + verdict.getClass().getSimpleName());
      events.accept(new RunEvent.WorkEnded(step, attempt, verdict, result));
      startWhatMay();
    }

    @Override
    public String toString() {
      return "plain step " + step + ", attempt " + attempt;
    }
  }

  @Override
  public void begin(String step, int attempt, AttemptKey key, Order order) {
    world.killPoint(process, "before run");
    if (!begun.add(key.value())) {
      throw new Violation("an attempt of a plain step is begun once: " + key + " is begun again");
    }
    Work work = new Work(step, attempt, order);
    if (all.put(step, work) != null) {
      throw new Violation("a plain step works once at a time: " + work);
    }
    world.tell(() -> work + " is begun");
    waiting.add(work);
    startWhatMay();
    world.killPoint(process, "after run");
  }

  private void startWhatMay() {
    while (working < AT_ONCE && !waiting.isEmpty()) {
      Work work = waiting.remove();
      working++;
      work.works = true;
      work.deaf = world.strikes(Fault.PLAIN_STEP_HANGS, work::toString);
      double longest = world.random().nextInt(4) == 0 ? 100 : 1;
      world.after(
          world.between(0.2, 0.4),
          process,
          "works",
          () -> {
            if (!work.over) {
              events.accept(new RunEvent.Works(work.step, work.attempt));
            }
          });
      if (!work.deaf) {
        world.after(world.between(0, longest), process, "plain step", () -> work(work));
      }
    }
  }

  private void work(Work work) {
    if (work.over) {
      return;
    }
    if (world.strikes(Fault.STEP_THROWS, work::toString)) {
      work.end(
          new Verdict.Failure(FailureKind.USER, "Exception: thrown", Optional.empty()),
          Optional.empty());
      return;
    }
    try {
      AttemptContext context = work.order.context();
      long value = value(context);
      URI launch = context.folder().resolve("launch/");
      boolean large = world.random().nextInt(3) == 0;
      OutputRecord output = output(launch.resolve("outputs/output/"), value, large);
      Map<String, JsonText> kept =
          large ? Map.of() : Map.of("output", new JsonText(Long.toString(value)));
      work.end(
          new Verdict.Success(launch), Optional.of(new KeptResult(result(context, output), kept)));
    } catch (IOException e) {
      work.end(
          new Verdict.Failure(FailureKind.PLATFORM, e.toString(), Optional.empty()),
          Optional.empty());
    }
  }

  private OutputRecord output(URI folder, long value, boolean large) throws IOException {
    byte[] text = Long.toString(value).getBytes(StandardCharsets.UTF_8);
    if (large) {
      store.reachedBy(process).put(folder.resolve("value.json"), text);
    }
    return new OutputRecord(
        "value",
        folder,
        "json",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        text.length,
        1,
        "sha256:0");
  }

  private Result result(AttemptContext context, OutputRecord output) {
    return new Result(
        Formats.CURRENT,
        Result.SUCCEEDED,
        context.run(),
        context.pipeline(),
        context.step(),
        context.attempt(),
        context.key(),
        "launch",
        world.now(),
        world.now(),
        Map.of("output", output),
        Map.of(),
        SimulatedPlatform.NOWHERE,
        Optional.empty());
  }

  private long value(AttemptContext context) throws IOException {
    List<Long> inputs = new ArrayList<>();
    for (InputRecord item : context.inputs().get("values").items()) {
      inputs.add(SimulatedPlatform.value(item, store.reachedBy(process)));
    }
    return SimulatedPipeline.value(context.step(), inputs);
  }

  @Override
  public void interrupt(String step, int attempt) {
    Work work = all.get(step);
    if (work == null || work.attempt != attempt) {
      return;
    }
    if (work.works && work.deaf) {
      events.accept(new RunEvent.StillWorks(step, attempt, "\tat Step.run"));
    } else {
      work.end(new Verdict.Stopped(), Optional.empty());
    }
  }
}
