// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.plan.PlannedStep;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Phase;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.StepTimes;
import dev.outrider.step.text.VisibleText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A line for each step, redrawn in place: how it stands, how far Spark's tasks are or what a step
 * without any has reported, and how long it takes. What plain steps print appears above. Never
 * wider than the terminal. Thread-safe.
 */
final class LiveDisplay implements RunScreen {
  private static final long REDRAW_MILLIS = 500;
  private static final int LONGEST_BAR = 24;
  private static final int SHORTEST_BAR = 6;

  private final Terminal terminal;
  private final PrintWriter out;
  private final ConfiguredPlan plan;
  private final RunDisplay lines;
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "display");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, RunReader.Progress> progress = new ConcurrentHashMap<>();
  private final int widest;
  private final boolean colours;

  /** Whether the terminal's character set has more than letters. */
  private final boolean drawing = Charset.defaultCharset().newEncoder().canEncode('█');

  private RunState state;
  private Instant begun;
  private int drawn;

  /**
   * @param lines shows the end
   */
  LiveDisplay(Terminal terminal, ConfiguredPlan plan, RunDisplay lines) {
    this.terminal = terminal;
    this.out = terminal.raw();
    this.plan = plan;
    this.lines = lines;
    this.widest =
        Math.min(
            terminal.columns() / 3,
            plan.plan().steps().stream().mapToInt(s -> s.name().length()).max().orElse(0));
    this.colours = terminal.environment().getOrDefault("NO_COLOR", "").isEmpty();
  }

  @Override
  public synchronized void changed(RunState now) {
    if (state == null) {
      begun = clock.instant();
      timer.scheduleWithFixedDelay(this::tick, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }
    state = now;
    draw();
  }

  @Override
  public synchronized void warned(String message) {
    erase();
    terminal.err().println("warning: " + VisibleText.line(message));
    draw();
  }

  /** What is printed stands above the lines that move. */
  @Override
  public StepOutput takeOutput() {
    return StepOutput.on(terminal, this::printed);
  }

  private synchronized void printed(Runnable printing) {
    if (timer.isShutdown()) {
      printing.run();
      return;
    }
    erase();
    out.flush();
    printing.run();
    draw();
  }

  @Override
  public void end(RunSummary summary) {
    timer.shutdownNow();
    synchronized (this) {
      draw();
      drawn = 0;
    }
    lines.end(summary);
  }

  private void tick() {
    RunState now;
    synchronized (this) {
      now = state;
    }
    RunReader reader = plan.reader(now.run());
    for (StepState step : now.steps().values()) {
      if (step.phase() == Phase.FOLLOWING && step.running().isPresent()) {
        try {
          progress.put(step.step(), reader.progress(step));
        } catch (IOException | RuntimeException e) {
          // what is shown is a comfort; the next look may see more
        }
      }
    }
    synchronized (this) {
      if (!timer.isShutdown()) {
        draw();
      }
    }
  }

  private void erase() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A\u001b[J");
      drawn = 0;
    }
  }

  private void draw() {
    if (state == null) {
      return;
    }
    List<String> text = new ArrayList<>();
    String title = plan.plan().pipeline() + "  run " + state.run() + "  ";
    text.add(cut(title + seconds(Duration.between(begun, clock.instant()))));
    for (PlannedStep step : plan.plan().steps()) {
      text.add(line(state.steps().get(step.name())));
    }
    if (!state.releasing().isEmpty()) {
      text.add(cut(RunScreen.releasing(state)));
    }
    erase();
    text.forEach(out::println);
    drawn = text.size();
    out.flush();
  }

  private String line(StepState step) {
    String name = step.step();
    if (name.length() > widest) {
      name = name.substring(0, widest);
    }
    String start = String.format("%s %-" + widest + "s  ", mark(step.phase()), name);
    int room = terminal.columns() - 1 - start.length();
    String rest =
        switch (step.phase()) {
          case FOLLOWING, SUBMITTING, PREPARING, JUDGING -> running(step, room);
          case SUCCEEDED -> took(step);
          case WAITING -> "";
          default ->
              step.phase().title() + (step.reason().isEmpty() ? "" : ": " + first(step.reason()));
        };
    String whole = cut(start + rest);
    return colours ? colour(step.phase()) + whole + "\u001b[0m" : whole;
  }

  private String running(StepState step, int room) {
    String time = took(step);
    if (step.phase() == Phase.FOLLOWING && step.job().isPresent() && !step.reason().isEmpty()) {
      return time + "  " + first(step.reason());
    }
    RunReader.Progress far = progress.get(step.step());
    if (far == null) {
      return time;
    }
    if (far.tasks() == 0) {
      String percent =
          far.fraction().map(f -> String.format(Locale.ROOT, "  %.0f %%", 100 * f)).orElse("");
      return time + percent + (far.message().isEmpty() ? "" : "  " + first(far.message()));
    }
    int bar = Math.min(LONGEST_BAR, room - time.length() - 18);
    String count = " " + far.done() + "/" + far.tasks() + " tasks  ";
    if (bar < SHORTEST_BAR) {
      return count.strip() + "  " + time;
    }
    int full = (int) ((long) bar * far.done() / far.tasks());
    return (drawing ? "█" : "#").repeat(full)
        + (drawing ? "░" : ".").repeat(bar - full)
        + count
        + time;
  }

  private String took(StepState step) {
    if (step.phase().isFinal()) {
      return StepTimes.of(step, step.since()).ran().map(LiveDisplay::seconds).orElse("");
    }
    return step.started().map(from -> seconds(Duration.between(from, clock.instant()))).orElse("");
  }

  private static String seconds(Duration duration) {
    long tenths = duration.toMillis() / 100;
    return tenths < 600
        ? String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10)
        : String.format(Locale.ROOT, "%d:%02d min", tenths / 600, tenths / 10 % 60);
  }

  private static String first(String reason) {
    return reason.lines().findFirst().orElse("");
  }

  private String cut(String text) {
    String line = VisibleText.line(text);
    int room = terminal.columns() - 1;
    if (line.length() <= room) {
      return line;
    }
    return line.substring(0, Character.isHighSurrogate(line.charAt(room - 1)) ? room - 1 : room);
  }

  private String mark(Phase phase) {
    return switch (phase) {
      case SUCCEEDED -> drawing ? "✓" : "+";
      case FAILED, LEAKED -> drawing ? "✗" : "x";
      case HELD -> "?";
      case WAITING -> drawing ? "·" : ".";
      case CANCELLED, SKIPPED -> "-";
      default -> drawing ? "▸" : ">";
    };
  }

  private static String colour(Phase phase) {
    return switch (phase) {
      case SUCCEEDED -> "\u001b[32m";
      case FAILED, LEAKED, HELD -> "\u001b[31m";
      case WAITING, CANCELLED, SKIPPED -> "\u001b[2m";
      default -> "\u001b[36m";
    };
  }
}
