// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, called as the command line calls them. */
class CommandsTest {

  private static final String DESCRIPTOR =
      """
      flavors = toy
      flavor.toy.spi = 1
      flavor.toy.integration = toys
      flavor.toy.notes = Runs steps on a toy cluster that stands on the shelf beside the door of the office.
      flavor.toy.capabilities = cancel, live-logs
      flavor.toy.settings = size, key
      flavor.toy.setting.size.type = count
      flavor.toy.setting.size.default = 2
      flavor.toy.setting.size.description = how many toys
      flavor.toy.setting.key.type = text
      flavor.toy.setting.key.required = true
      flavor.toy.setting.key.secret = true
      flavor.toy.setting.key.description = opens the box
      flavor.toy.setting.key.example = ${env:TOY_KEY}
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path plugins;

  @BeforeEach
  void plugins() throws IOException {
    plugins = Files.createDirectories(folder.resolve("home/plugins"));
  }

  @Test
  void withoutPluginsTheListSaysWhereTheyGo() {
    assertThat(run("step-operator", "flavor", "list")).isZero();

    assertThat(out).hasToString("No flavors. Plugin jars go into " + plugins + ".\n");
  }

  @Test
  void flavorsAreListedFromDescriptorsAndBrokenPluginsStopNobodyElse() throws IOException {
    plugin("a.jar", DESCRIPTOR);
    Files.writeString(plugins.resolve("b-text.jar"), "not a jar");
    plugin("c-newer.jar", DESCRIPTOR.replace("spi = 1", "spi = 7"));
    plugin("d-lacking.jar", DESCRIPTOR.replace("integration", "intergration"));

    assertThat(run("step-operator", "flavor", "list")).isZero();

    assertThat(out)
        .hasToString(
            """
            FLAVOR  INTEGRATION  NOTES
            toy     toys         Runs steps on a toy cluster that stands on the shelf beside
                                 the door of the office.
            """);
    assertThat(err.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("broken: b-text.jar is no readable jar ("))
        .contains(
            "broken: c-newer.jar was made for interface 7, this Outrider has 1: take a newer Outrider.",
            "broken: d-lacking.jar its descriptor lacks flavor.toy.integration.");
  }

  @Test
  void aFlavorIsDescribedWithItsSettings() throws IOException {
    plugin("a.jar", DESCRIPTOR);

    assertThat(run("step-operator", "flavor", "describe", "toy")).isZero();

    assertThat(out)
        .hasToString(
            """
            toy, of toys
            Runs steps on a toy cluster that stands on the shelf beside the door of the office.
            can: cancel, live-logs

            SETTING  TYPE          DEFAULT   MEANING
            size     count         2         how many toys
            key      text, secret  required  opens the box, for example ${env:TOY_KEY}
            """);
  }

  @Test
  void theListIsGivenAsJsonToo() throws IOException {
    plugin("a.jar", DESCRIPTOR);

    assertThat(run("step-operator", "flavor", "list", "--output", "json")).isZero();

    assertThat(out.toString().replaceAll("\\s+", " "))
        .startsWith(
            "{ \"flavors\": [ { \"flavor\": \"toy\", \"integration\": \"toys\", \"notes\": \"Runs ");
  }

  @Test
  void aMisspeltFlavorOptionOrCommandIsRefusedAndTheNearestNamed() throws IOException {
    plugin("a.jar", DESCRIPTOR);

    assertThat(run("step-operator", "flavor", "describe", "toi")).isEqualTo(2);
    assertThat(run("step-operator", "flavor", "lits")).isEqualTo(2);
    assertThat(run("bundle", "--stepp", "clean")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            """
            outrider: There is no flavor 'toi'; did you mean 'toy'?
            outrider: unknown word 'lits'; did you mean 'list'?
            Try 'outrider step-operator flavor --help'.
            outrider: unknown option '--stepp'; did you mean '--step'?
            Try 'outrider bundle --help'.
            """);
  }

  @Test
  void whatCannotBeBundledIsRefusedAndNothingIsWritten() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
    Path jar = folder.resolve("out.jar");
    String classPath = System.getProperty("outrider.examples") + "/target/classes";

    assertThat(run("bundle", "acme.Clean", "-o", jar.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "outrider: There is no target/classes with a target/classpath.txt in " + folder);
    assertRefused(
        jar,
        "no jar",
        "bundle",
        "acme.Clean",
        "--class-path",
        text.toString(),
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "is no Spark home: it has no jars/spark-core_*.jar.",
        "bundle",
        "acme.Clean",
        "--class-path",
        classPath,
        "--spark-home",
        folder.toString(),
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "'9-9' is no Spark line",
        "bundle",
        "acme.Clean",
        "--class-path",
        classPath,
        "--spark",
        "9-9",
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "FlightDelays",
        "bundle",
        "dev.outrider.examples.FlightDelay",
        "--class-path",
        classPath,
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "has no step 'claen'; did you mean 'clean'?",
        "bundle",
        "dev.outrider.examples.FlightDelays",
        "--step",
        "claen",
        "--class-path",
        classPath,
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "Compile it with --release 8",
        "bundle",
        "dev.outrider.examples.CleanFlights",
        "--java",
        "8",
        "--class-path",
        classPath,
        "-o",
        jar.toString());
    assertRefused(
        jar,
        "compiled by Scala 2.12, but Spark 4.1.3_2.13 has Scala 2.13",
        "bundle",
        "dev.outrider.examples.Features",
        "--spark",
        "4.1",
        "--class-path",
        classPath,
        "-o",
        jar.toString());
  }

  private void assertRefused(Path jar, String message, String... words) {
    err.getBuffer().setLength(0);
    assertThat(run(words)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(jar).doesNotExist();
  }

  private int run(String... words) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            folder,
            Map.of(),
            folder.resolve("home"),
            folder.resolve("cache"));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    return code;
  }

  private void plugin(String name, String descriptor) throws IOException {
    try (OutputStream file = Files.newOutputStream(plugins.resolve(name));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("META-INF/outrider/plugin.properties"));
      zip.write(descriptor.getBytes(StandardCharsets.UTF_8));
    }
  }
}
