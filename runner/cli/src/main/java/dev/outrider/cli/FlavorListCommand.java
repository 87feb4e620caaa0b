// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.plugin.DescribedFlavor;
import dev.outrider.plugin.Plugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code outrider step-operator flavor list}: reads the plugins' descriptors, and loads nothing.
 */
final class FlavorListCommand implements Callable<Integer>, PrintsData {

  private final OutputOption output = new OutputOption();
  private final Terminal terminal;

  FlavorListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public OutputOption output() {
    return output;
  }

  /** A row of the list. */
  record Row(String flavor, String integration, String notes, String plugin) {}

  /**
   * A plugin that cannot be used, and the flavors that are missed for that, where they are known.
   */
  record BrokenPlugin(String plugin, List<String> flavors, String reason) {}

  /** The list, for {@code --output json}. */
  record Listing(List<Row> flavors, List<BrokenPlugin> broken) {}

  @Override
  public Integer call() throws IOException {
    Path folder = terminal.home().resolve("plugins");
    List<Row> rows = new ArrayList<>();
    List<BrokenPlugin> broken = new ArrayList<>();
    for (Plugin plugin : ProjectOptions.flavors(terminal).plugins()) {
      String jar = plugin.jar().getFileName().toString();
      if (plugin instanceof Plugin.Readable readable) {
        for (DescribedFlavor each : readable.flavors()) {
          rows.add(new Row(each.name(), each.integration(), each.notes(), jar));
        }
      } else if (plugin instanceof Plugin.Broken unusable) {
        broken.add(new BrokenPlugin(jar, unusable.flavors(), unusable.reason()));
      }
    }
    if (output.isJson()) {
      output.print(terminal, new Listing(rows, broken), Listing.class);
      return ExitCode.DONE;
    }
    if (rows.isEmpty()) {
      terminal.out().println("No flavors. Plugin jars go into " + folder + ".");
    } else {
      Table table = new Table("FLAVOR", "INTEGRATION", "NOTES");
      rows.forEach(row -> table.row(row.flavor(), row.integration(), row.notes()));
      table.print(terminal);
    }
    broken.forEach(
        each -> terminal.err().println("broken: " + each.plugin() + " " + each.reason() + "."));
    return ExitCode.DONE;
  }
}
