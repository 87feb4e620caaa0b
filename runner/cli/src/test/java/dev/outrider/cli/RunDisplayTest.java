// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobHandle;
import dev.outrider.ledger.Machine;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plugin.Flavors;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.JobPoller;
import dev.outrider.run.Phase;
import dev.outrider.run.Project;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.value.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDisplayTest {
  private static final URI PAGE = URI.create("https://console.example/emr?region=here#j-1");

  @TempDir Path folder;

  /** A step that does nothing. */
  public record Nothing() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput in, StepContext context) {
      return NoOutput.NONE;
    }
  }

  @ParameterizedTest
  @CsvSource({"failed, true", "leaked, true", "held, true", "succeeded, false"})
  void aJobThatNeedsAPersonIsShownWithItsPages(String phase, boolean named) throws Exception {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            folder,
            Map.of(),
            folder,
            folder);
    try (ConfiguredPlan plan = plan()) {
      new RunDisplay(terminal, plan, false).end(summary(List.of(step(phase))));
    }

    terminal.err().flush();
    assertThat(err.toString().contains("\nPage of its cluster: " + PAGE + "\n")).isEqualTo(named);
  }

  @Test
  void aStepWhosePlatformIsGettingReadySaysOnceWhatItWaitsFor() throws Exception {
    StringWriter out = new StringWriter();
    Terminal terminal = printingTo(out);
    try (ConfiguredPlan plan = plan()) {
      RunDisplay display = new RunDisplay(terminal, plan, false);
      for (int asked = 0; asked < 2; asked++) {
        String reason = "waits for cluster c-1, which is PROVISIONING";
        StepState step = step(Phase.AWAITING_PLATFORM, reason);
        display.changed(new RunState("r1", false, Map.of("nothing", step), Map.of()));
      }
    }

    terminal.out().flush();
    assertThat(out.toString().lines().skip(1))
        .containsExactly("  nothing  waits for cluster c-1, which is PROVISIONING");
  }

  private Terminal printingTo(StringWriter out) {
    return new Terminal(
        new PrintWriter(out),
        new PrintWriter(new StringWriter()),
        folder,
        Map.of(),
        folder,
        folder);
  }

  @Test
  void whyAJobCannotBeSeenIsToldOnce() throws Exception {
    StringWriter out = new StringWriter();
    Terminal terminal = printingTo(out);
    try (ConfiguredPlan plan = plan()) {
      RunDisplay display = new RunDisplay(terminal, plan, false);
      for (String reason :
          List.of("", "it is on machine\n'other'", "it is on machine\n'other'", "")) {
        display.changed(
            new RunState("r1", false, Map.of("nothing", step(Phase.FOLLOWING, reason)), Map.of()));
      }
    }

    terminal.out().flush();
    assertThat(out.toString().lines().skip(1))
        .containsExactly("  nothing  is followed: it is on machine\\n'other'");
  }

  private static StepState step(Phase phase, String reason) {
    return new StepState(
        "nothing",
        phase,
        1,
        Map.of(),
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new JobHandle("local", 1, new JsonText("{}"))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        reason,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static RunSummary.Step step(String phase) {
    return new RunSummary.Step(
        "nothing",
        phase,
        Optional.empty(),
        List.of(),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("PLATFORM"),
        Optional.of("the machine is gone"),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of("cluster", PAGE),
        List.of());
  }

  private static RunSummary summary(List<RunSummary.Step> steps) {
    return new RunSummary(
        "r1",
        "nothing",
        "failed",
        Instant.EPOCH,
        Optional.empty(),
        0,
        Map.of(),
        Optional.empty(),
        List.of(),
        steps,
        Optional.empty());
  }

  private ConfiguredPlan plan() throws Exception {
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new Flavors(
                List.of(),
                (from, flavor) -> {
                  throw new IllegalStateException("no step is on it");
                }),
            folder.resolve("cache"),
            new Machine("here", Optional.of("boot"), System::nanoTime, Duration.ofSeconds(60)),
            InstantSource.system(),
            new Random(7),
            new JobPoller(InstantSource.system()));
    Project project =
        new Project(
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            folder);
    Pipeline pipeline = Pipeline.define("nothing", p -> p.step("nothing", new Nothing()));
    return ConfiguredPlan.of(project, pipeline, getClass().getClassLoader(), surroundings);
  }
}
