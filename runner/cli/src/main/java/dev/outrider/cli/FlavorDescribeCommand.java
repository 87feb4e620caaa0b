// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.plan.NearestName;
import dev.outrider.plugin.Flavors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code outrider step-operator flavor describe}: what a flavor is, and how it is set. */
@Command
final class FlavorDescribeCommand implements Callable<Integer>, PrintsData {

  @Parameters(paramLabel = "FLAVOR", description = "a flavor's name")
  private String flavor;

  private final OutputOption output = new OutputOption();

  private final Terminal terminal;

  FlavorDescribeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public OutputOption output() {
    return output;
  }

  @Override
  public Integer call() throws IOException, UsageException {
    Flavors flavors = ProjectOptions.flavors(terminal).understood();
    Optional<FlavorInfo> found = flavors.info(flavor);
    if (found.isPresent()) {
      print(found.get());
      return ExitCode.DONE;
    }
    Optional<String> reason = flavors.broken().reason(flavor);
    if (reason.isPresent()) {
      throw new UsageException("Flavor '" + flavor + "' cannot be used: " + reason.get());
    }
    List<String> names = flavors.infos().stream().map(FlavorInfo::name).toList();
    throw new UsageException(
        "There is no flavor '"
            + flavor
            + "'"
            + NearestName.of(flavor, names)
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("; there are " + names + ".")
            + flavors.broken().hint());
  }

  private void print(FlavorInfo description) {
    if (output.isJson()) {
      output.print(terminal, description, FlavorInfo.class);
      return;
    }
    terminal.out().println(description.name() + ", of " + description.integration());
    for (String text : List.of(description.notes(), description.documentation())) {
      if (!text.isEmpty()) {
        wrapped(text);
      }
    }
    words("can", description.capabilities().stream().map(Capability::id));
    for (FlavorInfo.Conditional each : description.conditional()) {
      words(
          "can with " + each.setting() + " = " + each.value(),
          each.capabilities().stream().map(Capability::id));
    }
    words("driver runs in deploy mode", description.deployModes().stream().map(DeployMode::id));
    words("types of GPU", description.gpuKinds().stream());
    words("artifact stores", description.storeSchemes().stream());
    description
        .rehearsal()
        .ifPresent(artifact -> terminal.out().println("rehearsed by: " + artifact));
    if (!description.limits().isEmpty()) {
      terminal.out().println();
      Table limits = new Table("LIMIT OF", "AT MOST", "FORM", "SOURCE");
      for (ProviderLimit each : description.limits()) {
        limits.row(
            each.subject().id(),
            each.most() + " " + each.subject().unit(),
            each.form().orElse("any"),
            each.source());
      }
      limits.print(terminal);
    }
    if (!description.settings().isEmpty()) {
      terminal.out().println();
      Table table = new Table("SETTING", "TYPE", "DEFAULT", "MEANING");
      for (Setting each : description.settings()) {
        String type = each.type().id() + (each.secret() ? ", secret" : "");
        String value = each.required() ? "required" : each.defaultValue().orElse("none");
        table.row(
            each.name(),
            type,
            value,
            each.description()
                + each.unit().map(unit -> ", in " + unit).orElse("")
                + each.example().map(e -> ", for example " + e).orElse(""));
      }
      table.print(terminal);
    }
  }

  private void words(String title, Stream<String> words) {
    String all = words.sorted().collect(Collectors.joining(", "));
    if (!all.isEmpty()) {
      wrapped(title + ": " + all);
    }
  }

  private void wrapped(String text) {
    Table.wrap(text, terminal.columns()).forEach(terminal.out()::println);
  }
}
