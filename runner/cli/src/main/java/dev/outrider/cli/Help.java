// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What {@code --help} prints, for terminals of any width: picocli's own needs 55 columns. */
final class Help {

  private static final String SECTION = "help";

  private final CommandSpec spec;
  private final int columns;

  private Help(CommandSpec spec, int columns) {
    this.spec = spec;
    this.columns = columns;
  }

  /** Makes a command print this help. */
  static void install(CommandLine line, Terminal terminal) {
    line.setHelpSectionKeys(List.of(SECTION));
    line.getHelpSectionMap()
        .put(SECTION, ignored -> new Help(line.getCommandSpec(), terminal.columns()).text());
  }

  private String text() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    List<PositionalParamSpec> words = spec.positionalParameters();
    StringBuilder usage = new StringBuilder("usage: ").append(spec.qualifiedName());
    String[] needed = spec.usageMessage().customSynopsis();
    if (needed.length > 0) {
      usage.append(' ').append(String.join(" ", needed));
    } else {
      words.forEach(each -> usage.append(' ').append(each.paramLabel()));
    }
    usage.append(spec.subcommands().isEmpty() ? " [OPTIONS]" : " COMMAND");
    Table.wrap(usage.toString(), columns).forEach(out::println);
    Table.wrap(spec.usageMessage().description()[0], columns).forEach(out::println);
    out.println();
    List<String[]> rows = new ArrayList<>();
    spec.subcommands()
        .forEach(
            (name, child) ->
                rows.add(
                    new String[] {name, child.getCommandSpec().usageMessage().description()[0]}));
    words.forEach(each -> rows.add(new String[] {each.paramLabel(), each.description()[0]}));
    spec.options().stream()
        .filter(each -> !each.hidden())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .forEach(each -> rows.add(new String[] {written(each), each.description()[0]}));
    if (columns < 60) {
      stacked(rows, out);
    } else {
      Table table = new Table();
      rows.forEach(table::row);
      table.print(out, columns);
    }
    return text.toString();
  }

  private void stacked(List<String[]> rows, PrintWriter out) {
    for (String[] row : rows) {
      out.println(row[0]);
      Table.wrap(row[1], columns - 4).forEach(line -> out.println("    " + line));
    }
  }

  private static String written(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }
}
