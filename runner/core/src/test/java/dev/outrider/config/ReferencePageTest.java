// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is made of the declarations that the checks use. {@code mvn test
 * -Dtest=ReferencePageTest -Doutrider.write=true} in this module writes it anew.
 */
class ReferencePageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");

  @Test
  void thePageNamesEveryKeyThatThereIs() throws IOException {
    if (Boolean.getBoolean("outrider.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page());
    }

    assertThat(PAGE).hasContent(page());
  }

  private static Flavors plugins() throws IOException {
    return new Flavors(
        PluginFolder.onClassPath(ReferencePageTest.class.getClassLoader()),
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
    Flavors flavors = plugins();
    List<FlavorInfo> infos =
        flavors.infos().stream().sorted(Comparator.comparing(FlavorInfo::name)).toList();
    assertThat(infos).extracting(FlavorInfo::name).contains("emr", "local", "spark");
    for (FlavorInfo each : infos) {
      text.append("### `").append(each.name()).append("`\n\n");
      text.append(table("step-operator.NAME.", each.settings())).append('\n');
    }
    return text.toString();
  }

  private static String page() throws IOException {
    return """
        # Configuration: all keys

        A properties file has these keys. A relative path is below of the file's folder. `${env:NAME}` and
        `${file:PATH}` stand for the content of an environment variable or of a regular file of at most 1 MiB.

        ## For everything

        """
        + table("", Keys.GLOBAL)
        + stores()
        + """

        ## For a step operator

        `step-operator.NAME.flavor` names the flavor. Each operator has

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
