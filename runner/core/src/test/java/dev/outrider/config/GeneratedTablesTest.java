// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.plugin.PluginStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What pages say of keys and flavors, between two marks, is made of the declarations that the
 * checks use. {@code mvn test -Dtest=GeneratedTablesTest -Doutrider.write=true} in this module
 * writes it anew.
 */
class GeneratedTablesTest {
  private static final Map<String, String> TESTED =
      Map.of(
          "local", "real Spark 3.3, 3.5 and 4.1",
          "spark", "real Spark: a master and two workers",
          "emr", "loopback EMR with AWS's own model and SDK; no account");

  @Test
  void theRunnersPageNamesEveryKeyThatThereIs() throws IOException {
    assertGenerated(Path.of("../../runner/README.md"), "keys", keys());
  }

  @Test
  void theFlavorsPageSaysWhatEachFlavorCanDo() throws IOException {
    assertGenerated(Path.of("../../flavors/README.md"), "flavors", flavorTable());
  }

  @Test
  void theFirstPageListsEveryFlavor() throws IOException {
    assertGenerated(Path.of("../../README.md"), "flavors", shortTable());
  }

  private static void assertGenerated(Path page, String name, String expected) throws IOException {
    String begin = "<!-- " + name + ": generated -->\n";
    String end = "<!-- end of " + name + " -->\n";
    String text = Files.readString(page);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from).as("the mark " + begin).isNotNegative().isLessThan(to);
    if (Boolean.getBoolean("outrider.write")) {
      text = text.substring(0, from) + begin + expected + text.substring(to);
      Files.writeString(page, text);
      to = text.indexOf(end);
    }

    assertThat(text.substring(from + begin.length(), to)).isEqualTo(expected);
  }

  private static String flavorTable() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            | Flavor | Integration | What it does | Drivers | Artifact stores | GPUs | More than one executor | A cluster for each run | Rehearsal |
            |---|---|---|---|---|---|---|---|---|
            """);
    for (FlavorInfo each : infos()) {
      text.append(
          String.format(
              "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |%n",
              each.name(),
              each.integration(),
              each.notes().split("(?<=[.])[ \n]")[0],
              words(each.deployModes().stream().map(mode -> mode.name().toLowerCase(Locale.ROOT))),
              words(each.storeSchemes().stream().map(scheme -> "`" + scheme + ":`")),
              can(each, Capability.GPU),
              can(each, Capability.MULTI_NODE),
              can(each, Capability.TRANSIENT_CLUSTER),
              each.rehearsal()
                  .map(jar -> jar.equals(FlavorInfo.ITSELF) ? "as it is" : "`" + jar + "`")
                  .orElse("no")));
    }
    return text.toString();
  }

  private static String shortTable() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            | Flavor | Integration | Where a step runs | GPUs | Rehearsal | How it is tested |
            |---|---|---|---|---|---|
            """);
    for (FlavorInfo each : infos()) {
      String tested = TESTED.get(each.name());
      assertThat(tested).as("how flavor " + each.name() + " is tested").isNotNull();
      text.append(
          String.format(
              "| `%s` | %s | %s | %s | %s | %s |%n",
              each.name(),
              each.integration(),
              each.notes()
                  .split("(?<=[.])[ \n]")[0]
                  .replaceFirst("^Runs a step ", "")
                  .replaceFirst("[.]$", ""),
              can(each, Capability.GPU),
              each.rehearsal().isPresent() ? "yes" : "no",
              tested));
    }
    return text.toString();
  }

  private static String can(FlavorInfo flavor, Capability capability) {
    if (flavor.capabilities().contains(capability)) {
      return "yes";
    }
    return flavor.conditional().stream()
        .filter(each -> each.capabilities().contains(capability))
        .map(each -> "with `" + each.setting() + " = " + each.value() + "`")
        .reduce((one, other) -> one + ", " + other)
        .orElse("no");
  }

  private static String words(Stream<String> each) {
    return each.sorted().collect(Collectors.joining(", "));
  }

  private static List<FlavorInfo> infos() throws IOException {
    List<FlavorInfo> infos =
        plugins().infos().stream().sorted(Comparator.comparing(FlavorInfo::name)).toList();
    assertThat(infos).extracting(FlavorInfo::name).contains("emr", "local", "spark");
    return infos;
  }

  private static Flavors plugins() throws IOException {
    return new Flavors(
        PluginFolder.onClassPath(GeneratedTablesTest.class.getClassLoader()),
        new PluginLoader(Path.of("target/plugins")));
  }

  private static String stores() throws IOException {
    StringBuilder text = new StringBuilder();
    List<PluginStore> stores = plugins().stores();
    assertThat(stores).extracting(PluginStore::scheme).contains("s3");
    for (PluginStore each : stores) {
      text.append("\nWith an artifact store of `").append(each.scheme()).append("://` also\n\n");
      text.append(table("artifact-store.", each.settings()));
    }
    return text.toString();
  }

  private static String flavors() throws IOException {
    StringBuilder text = new StringBuilder();
    for (FlavorInfo each : infos()) {
      text.append("### `").append(each.name()).append("`\n\n");
      text.append(table("step-operator.NAME.", each.settings())).append('\n');
    }
    return text.toString();
  }

  private static String keys() throws IOException {
    return """

        ## For everything

        """
        + table("", Keys.GLOBAL)
        + stores()
        + """

        ## For a step operator

        `step-operator.NAME.flavor` names the flavor (default: the flavor called NAME). Each operator has

        | Key | Meaning |
        |---|---|
        | `step-operator.NAME.spark.*` | Spark's own configuration |
        | `step-operator.NAME.env.*` | an environment variable of every driver; no secret |
        | `step-operator.NAME.tag.*` | a label on every job |
        | `step-operator.NAME.secret.*` | where a step finds a secret: `env:NAME`, `file:PATH` or `hadoop:ALIAS` |

        these, which mean the same for every flavor:

        """
        + table("step-operator.NAME.", Keys.OPERATOR)
        + """

        and the settings of its flavor, as `outrider step-operator flavor describe FLAVOR` tells them too:

        """
        + flavors()
        + """
        ## For a step

        `step.STEP.…` is for every pipeline, and must name a step of the one that is planned;
        `pipeline.PIPELINE.step.STEP.…` is for one pipeline, and wins. What is not set is as the code says.

        """
        + table("step.STEP.", Keys.STEP);
  }

  private static String table(String prefix, List<Setting> settings) {
    StringBuilder table =
        new StringBuilder("| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    for (Setting each : settings) {
      table.append(
          String.format(
              "| `%s%s` | %s | %s | %s |%n",
              prefix,
              each.name(),
              each.expected() + each.example().map(e -> ", such as `" + e + "`").orElse(""),
              each.required()
                  ? "must be set"
                  : each.defaultValue().map(text -> "`" + text + "`").orElse(""),
              each.description()));
    }
    return table.toString();
  }
}
