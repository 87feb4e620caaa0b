// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Keys;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.step.text.VisibleText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A plan as a table with a line for each step. A number in brackets after a value names the
 * property that sets it. On a narrow terminal each step has lines of its own instead.
 */
final class PlanText {
  private static final String DEFAULT = "default";
  private static final String NONE = "none";
  private static final String ORCHESTRATOR = Keys.ORCHESTRATOR;
  private static final String GAP = "  ";

  /** A space where no line ends: a value stays with its name and its mark. */
  private static final String TOGETHER = "\u00a0";

  private static final List<String> TITLES =
      List.of("STEP", "OPERATOR", "AFTER", "RESOURCES", "DEADLINES", "RETRIES");

  private final PlanCommand.Shown shown;
  private final List<String> sources = new ArrayList<>();

  PlanText(PlanCommand.Shown shown) {
    this.shown = shown;
  }

  void print(PrintWriter out, int width) {
    int count = shown.steps().size();
    lines(
        "Pipeline '%s', %d %s; nothing is submitted."
            .formatted(shown.pipeline(), count, count == 1 ? "step" : "steps"),
        "",
        out,
        width);
    out.println();
    List<List<String>> rows = shown.steps().stream().map(this::cells).toList();
    Optional<int[]> widths = widths(rows, width);
    if (widths.isPresent()) {
      row(TITLES, widths.get(), out);
      rows.forEach(each -> row(each, widths.get(), out));
    } else {
      rows.forEach(each -> block(each, out, width));
    }
    out.println();
    defaults(rows, out, width);
    for (int i = 0; i < sources.size(); i++) {
      lines("[" + (i + 1) + "] " + sources.get(i), "    ", out, width);
    }
    notes(out, width);
    out.println();
    lines(
        "'--requests' shows what would be sent, '--requests STEP' that of one step.",
        "",
        out,
        width);
  }

  private List<String> cells(PlanCommand.Step step) {
    return List.of(
        step.step(),
        operator(step),
        String.join(", ", step.after()),
        step.stepOperator().isEmpty() ? NONE : orElse(resources(step), DEFAULT),
        orElse(deadlines(step), NONE),
        orElse(retries(step), DEFAULT));
  }

  private static String orElse(List<String> values, String other) {
    return values.isEmpty() ? other : String.join(", ", values);
  }

  private String operator(PlanCommand.Step step) {
    String flavor =
        step.flavor()
            .filter(name -> !step.stepOperator().orElseThrow().equals(name))
            .map(name -> " (" + name + ")")
            .orElse("");
    return step.stepOperator().map(name -> name + flavor).orElse(ORCHESTRATOR)
        + mark(step, "step-operator");
  }

  private List<String> resources(PlanCommand.Step step) {
    Resources all = step.resources();
    List<String> shown = new ArrayList<>();
    add(step, "resources.", "executors", all.executors(), shown);
    add(step, "resources.", "cores", all.cores(), shown);
    add(step, "resources.", "memory", all.memory(), shown);
    add(step, "resources.", "memory-overhead", all.memoryOverhead(), shown);
    add(step, "resources.", "driver-cores", all.driverCores(), shown);
    add(step, "resources.", "driver-memory", all.driverMemory(), shown);
    add(step, "resources.", "gpus", all.gpus(), shown);
    add(step, "resources.", "gpu-type", all.gpuType(), shown);
    return shown;
  }

  private List<String> deadlines(PlanCommand.Step step) {
    Deadlines all = step.deadlines();
    List<String> shown = new ArrayList<>();
    add(step, "deadline.", "queue", all.queue().map(PlanText::text), shown);
    add(step, "deadline.", "start", all.start().map(PlanText::text), shown);
    add(step, "deadline.", "run", all.run().map(PlanText::text), shown);
    add(step, "deadline.", "silence", all.silence().map(PlanText::text), shown);
    return shown;
  }

  /** Those of a step that sets one; a kind that is set to 0 is shown too. */
  private List<String> retries(PlanCommand.Step step) {
    List<String> shown = new ArrayList<>();
    Map<FailureKind, Integer> defaults = this.shown.defaultRetries();
    boolean isSet =
        !step.retries().equals(defaults)
            || step.backoff().isPresent()
            || step.longestBackoff().isPresent()
            || step.overridden().stream().anyMatch(each -> each.setting().startsWith("retry."));
    for (FailureKind kind : FailureKind.values()) {
      int count = step.retries().getOrDefault(kind, 0);
      if (isSet && (count > 0 || defaults.containsKey(kind))) {
        add(step, "retry.", name(kind), Optional.of(count), shown);
      }
    }
    add(step, "retry.", "backoff", step.backoff().map(PlanText::text), shown);
    add(step, "retry.", "longest-backoff", step.longestBackoff().map(PlanText::text), shown);
    return shown;
  }

  private void add(
      PlanCommand.Step step, String group, String name, Optional<?> value, List<String> shown) {
    value.ifPresent(found -> shown.add(name + TOGETHER + found + mark(step, group + name)));
  }

  /** The number of the property that sets a value, in the order of the page. */
  private String mark(PlanCommand.Step step, String setting) {
    return step.overridden().stream()
        .filter(each -> each.setting().equals(setting))
        .findFirst()
        .map(
            each -> {
              sources.add(each.place().replace(" ", TOGETHER) + ": " + each.key());
              return TOGETHER + "[" + sources.size() + "]";
            })
        .orElse("");
  }

  /** What an entry that sets nothing means, as far as there is one. */
  private void defaults(List<List<String>> rows, PrintWriter out, int width) {
    List<String> parts = new ArrayList<>();
    if (rows.stream().anyMatch(row -> row.get(3).equals(DEFAULT))) {
      parts.add("the resources of the operator");
    }
    if (rows.stream().anyMatch(row -> row.get(5).equals(DEFAULT))) {
      parts.add(
          "retries "
              + shown.defaultRetries().entrySet().stream()
                  .map(each -> name(each.getKey()) + " " + each.getValue())
                  .collect(Collectors.joining(", ")));
    }
    if (!parts.isEmpty()) {
      lines("default: " + String.join("; ", parts), "", out, width);
    }
  }

  private static String name(FailureKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Notes of requests, each once, with the steps that have it. */
  private void notes(PrintWriter out, int width) {
    Map<String, List<String>> steps = new LinkedHashMap<>();
    for (PlanCommand.Step step : shown.steps()) {
      step.notes().forEach(n -> steps.computeIfAbsent(n, k -> new ArrayList<>()).add(step.step()));
    }
    steps.forEach(
        (note, names) -> {
          String who = names.size() == 1 ? names.get(0) : names.size() + " steps";
          lines(who + ": " + note, GAP, out, width);
        });
  }

  /**
   * The widths of the columns, of which the widest is narrowed until all fit; empty where they do
   * not.
   */
  private static Optional<int[]> widths(List<List<String>> rows, int width) {
    int[] widths = new int[TITLES.size()];
    int[] least = new int[TITLES.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = TITLES.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
        for (String word : row.get(i).split(" ")) {
          least[i] = Math.max(least[i], word.length());
        }
      }
      least[i] = i == 0 ? widths[i] : Math.max(least[i], TITLES.get(i).length());
    }
    int excess = -width + GAP.length() * (widths.length - 1);
    for (int each : widths) {
      excess += each;
    }
    for (; excess > 0; excess--) {
      int widest = -1;
      for (int i = 1; i < widths.length; i++) {
        if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return Optional.empty();
      }
      widths[widest]--;
    }
    return Optional.of(widths);
  }

  private static void row(List<String> cells, int[] widths, PrintWriter out) {
    List<List<String>> broken = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      broken.add(wrapped(cells.get(i), widths[i], widths[i]));
      height = Math.max(height, broken.get(i).size());
    }
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String part = line < broken.get(i).size() ? broken.get(i).get(line) : "";
        text.append(part).append(" ".repeat(widths[i] - part.length())).append(GAP);
      }
      out.println(printed(text.toString().stripTrailing()));
    }
  }

  /** A step on a narrow terminal: what it is, then what it does not share with others. */
  private static void block(List<String> cells, PrintWriter out, int width) {
    lines(
        cells.get(0) + (cells.get(1).equals(ORCHESTRATOR) ? " in the " : " on ") + cells.get(1),
        GAP,
        out,
        width);
    for (int i = 2; i < cells.size(); i++) {
      String cell = cells.get(i);
      if (!cell.isEmpty() && !cell.equals(DEFAULT) && !cell.equals(NONE)) {
        lines(GAP + TITLES.get(i).toLowerCase(Locale.ROOT) + " " + cell, GAP + GAP, out, width);
      }
    }
  }

  /** Text in lines, all but the first indented. */
  private static void lines(String text, String indent, PrintWriter out, int width) {
    String stripped = text.stripLeading();
    String start = text.substring(0, text.length() - stripped.length());
    List<String> lines =
        wrapped(VisibleText.line(stripped), width - start.length(), width - indent.length());
    out.println(printed(start + lines.get(0)));
    lines.subList(1, lines.size()).forEach(line -> out.println(printed(indent + line)));
  }

  private static String printed(String line) {
    return line.replace(TOGETHER, " ");
  }

  /** Breaks text between its words; the first line may have another width. */
  private static List<String> wrapped(String text, int first, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      int room = lines.isEmpty() ? first : width;
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String text(Duration limit) {
    return limit
        .toString()
        .substring(2)
        .toLowerCase(Locale.ROOT)
        .replaceAll("(?<=[hm])(?=\\d)", TOGETHER);
  }
}
