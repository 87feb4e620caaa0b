// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.flavor.RenderedRequest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Prints what would be sent for a step. Options that Spark needs of every JVM are folded, and paths
 * of bundles are cut to their hash, but in lines to paste, which are whole.
 */
final class RequestText {
  /** Fewer options than these stay. */
  private static final int FEW = 3;

  /** Outrider and Spark set these; a step's own JVM options are in Spark's configuration. */
  private static final Pattern JVM_OPTION =
      Pattern.compile("\\s*(-XX:\\S+|-D\\S+=\\S+|--add-(opens|exports|modules)=\\S+)( \\\\)?");

  /** What Spark's launcher adds to the JVM options of a driver, within a line. */
  private static final Pattern MODULE_OPTIONS =
      Pattern.compile(
          "((-XX:\\+IgnoreUnrecognizedVMOptions|--add-(opens|exports|modules)=[^\\s\",]+"
              + "|-Djdk\\.reflect\\.[^\\s\",]+|-Dio\\.netty\\.[^\\s\",]+)\\s*){3,}");

  private static final Pattern BUNDLE =
      Pattern.compile("[^\\s\",'=]*/bundles/sha256/([0-9a-f]{12})[0-9a-f]{52}[.]jar");

  private final PrintWriter out;
  private final boolean full;

  /**
   * @param full whether nothing is folded or cut
   */
  RequestText(PrintWriter out, boolean full) {
    this.out = out;
    this.full = full;
  }

  void pipeline(String name) {
    out.println("Pipeline '" + name + "'; nothing is submitted.");
  }

  void print(PlanCommand.Step step) {
    out.println();
    out.println(
        step.step()
            + step.stepOperator().map(name -> " on " + name).orElse(" in the orchestrator")
            + (step.after().isEmpty() ? "" : ", after " + String.join(", ", step.after())));
    if (step.title().isEmpty()) {
      out.println("  Nothing is sent: it runs in Outrider's own process.");
      return;
    }
    out.println("  " + step.title().get());
    step.request().ifPresent(body -> indented(folded(body)));
    step.files()
        .forEach(
            (name, text) -> {
              out.println("  file order/" + name);
              indented(folded(text));
            });
    for (RenderedRequest.Command each : step.commands()) {
      out.println("  the same " + each.where() + ":");
      indented(each.line().lines().toList());
    }
    step.notes().forEach(note -> out.println("  " + note));
  }

  private void indented(List<String> lines) {
    lines.forEach(line -> out.println("    " + line));
  }

  private List<String> folded(String text) {
    if (full) {
      return text.lines().toList();
    }
    List<String> lines = new ArrayList<>();
    List<String> options = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (JVM_OPTION.matcher(line).matches()) {
        options.add(line);
      } else {
        unfold(options, lines);
        lines.add(cut(line));
      }
    }
    unfold(options, lines);
    return lines;
  }

  private static void unfold(List<String> options, List<String> lines) {
    if (options.size() < FEW) {
      options.forEach(each -> lines.add(cut(each)));
    } else {
      String indent = options.get(0).replaceFirst("\\S.*", "");
      lines.add(indent + fold(options.size()));
    }
    options.clear();
  }

  private static String fold(int options) {
    return "… " + options + " JVM options of Spark; --full shows them";
  }

  private static String cut(String line) {
    String shorter =
        MODULE_OPTIONS
            .matcher(line)
            .replaceAll(
                found -> {
                  String all = found.group();
                  int options = all.strip().split("\\s+").length;
                  return fold(options) + (all.endsWith(" ") ? " " : "");
                });
    return BUNDLE.matcher(shorter).replaceAll("…/$1….jar");
  }
}
