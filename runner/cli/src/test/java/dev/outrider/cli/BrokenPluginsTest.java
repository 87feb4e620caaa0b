// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin that is broken is listed with its file and the reason, is refused in the same words by
 * every command that needs it, and stops no other.
 */
class BrokenPluginsTest {
  private static final String PIPELINE = "dev.outrider.examples.FlightDelays";

  @TempDir Path temporary;
  private PlainProject project;
  private Path plugins;
  private Path bad;

  @BeforeEach
  void anOperatorOfAFlavorBesideAGoodPlugin() throws IOException {
    project = new PlainProject(temporary);
    plugins = Files.createDirectories(project.folder().resolve("home/plugins"));
    bad = plugins.resolve("bad.jar");
    plugin("good", "acme.Good").withName("acme.Good").writeTo(plugins.resolve("good.jar"));
  }

  private static PluginJar plugin(String flavor, String className) {
    return new PluginJar(
        """
        flavors = FLAVOR
        content = HASH
        flavor.FLAVOR.class = CLASS
        flavor.FLAVOR.spi = SPI
        flavor.FLAVOR.integration = toys
        flavor.FLAVOR.notes = A toy.
        flavor.FLAVOR.stores = file
        flavor.FLAVOR.capabilities = cancel
        """
            .replace("FLAVOR", flavor)
            .replace("HASH", Integer.toHexString(flavor.hashCode()))
            .replace("CLASS", className)
            .replace("SPI", Integer.toString(WritePluginDescriptor.SPI)));
  }

  private static PluginJar toy() {
    return plugin("toy", "acme.Toy");
  }

  @Test
  void whatIsNoJarIsNamedWhereAFlavorIsMissed() throws IOException {
    Files.writeString(bad, "not a jar");
    String reason = "is no readable jar (zip END header not found): copy it again";

    assertListed(List.of(), reason);
    assertRefused(" Perhaps it is in a plugin that cannot be used: " + bad + " " + reason + ".");
  }

  @Test
  void aNestedJarThatIsCutIsRefusedEverywhere() throws IOException {
    toy().withName("acme.Toy").writeCutTo(bad);

    assertRefusedEverywhere(
        "has 114 bytes of its nested jar toy-implementation.jar, which had 144 when the plugin was"
            + " built: copy the plugin again");
  }

  @Test
  void aClassThatIsMissingIsRefusedEverywhere() throws IOException {
    toy().withName("acme.Tin").writeTo(bad);

    assertRefusedEverywhere(
        "lacks the class acme.Toy in its nested jar toy-implementation.jar: build it again");
  }

  @Test
  void aPluginForAnotherInterfaceIsRefusedEverywhere() throws IOException {
    new PluginJar(
            """
            flavors = toy
            flavor.toy.spi = 99
            """)
        .writeTo(bad);

    assertRefusedEverywhere(
        "was made for interface 99, this Outrider has "
            + WritePluginDescriptor.SPI
            + ": take a newer Outrider");
  }

  @Test
  void aWordOfANewerOutriderIsRefusedEverywhere() throws IOException {
    new PluginJar(
            """
            flavors = toy
            content = 0a1b
            flavor.toy.class = acme.Toy
            flavor.toy.spi = SPI
            flavor.toy.integration = toys
            flavor.toy.capabilities = teleport
            """
                .replace("SPI", Integer.toString(WritePluginDescriptor.SPI)))
        .withName("acme.Toy")
        .writeTo(bad);

    assertRefusedEverywhere(
        "has flavor 'toy' with the capability 'teleport', which this Outrider does not know: take"
            + " a newer Outrider, or the version of the plugin that was made for this one");
  }

  @Test
  void whatIsNotUnderstoodOfASealedDescriptorStopsNoOtherPlugin() throws IOException {
    new PluginJar(
            """
            flavors = toy
            content = 0a1b
            flavor.toy.class = acme.Toy
            flavor.toy.spi = SPI
            flavor.toy.integration = toys
            flavor.toy.capabilities = teleport
            """
                .replace("SPI", Integer.toString(WritePluginDescriptor.SPI)))
        .withName("acme.Toy")
        .sealed()
        .writeTo(bad);

    assertThat(list().out()).contains("good ").contains("toy ");
    assertRefused(
        "cannot be used: plugin " + bad + " has flavor 'toy' with the capability 'teleport'");
    Files.delete(project.folder().resolve("outrider.properties"));
    assertThat(project.outrider("step-operator", "describe", "good").code()).isZero();
    assertThat(project.outrider("step-operator", "flavor", "describe", "good").code()).isZero();
  }

  @Test
  void aNameThatTwoPluginsHaveIsRefusedEverywhereAndBothAreListed() throws IOException {
    toy().withName("acme.Toy").writeTo(bad);
    Path other = toy().withName("acme.Toy").writeTo(plugins.resolve("other.jar"));
    String first = "has a flavor 'toy', as " + other + " has: remove all but one";
    String second = "has a flavor 'toy', as " + bad + " has: remove all but one";

    assertThat(list().err())
        .isEqualTo("broken: bad.jar " + first + ".\nbroken: other.jar " + second + ".\n");
    assertThat(json())
        .contains("\"plugin\": \"bad.jar\", \"flavors\": [ \"toy\" ], \"reason\": \"" + first)
        .contains("\"plugin\": \"other.jar\", \"flavors\": [ \"toy\" ], \"reason\": \"" + second);
    assertRefused("cannot be used: plugin " + bad + " " + first + "; plugin " + other);
  }

  @Test
  void aCacheThatCannotBeWrittenIsRefusedEverywhere() throws IOException {
    toy().withName("acme.Toy").writeTo(bad);
    Path cache = Files.writeString(project.folder().resolve("cache"), "no folder");
    String reason =
        "cannot be unpacked to "
            + cache
            + "/plugins, for "
            + cache
            + " is no folder: set OUTRIDER_CACHE to a folder that can be written";

    assertThat(list().out()).startsWith("No flavors.");
    assertThat(list().err())
        .isEqualTo("broken: bad.jar " + reason + ".\nbroken: good.jar " + reason + ".\n");
    assertRefused("cannot be used: plugin " + bad + " " + reason + ".");
  }

  @Test
  void damageInsideOfAPluginIsToldWhenItIsUnpackedAndLeavesNothing() throws IOException {
    compileToy("");
    toy().with(project.folder().resolve("classes"), "acme.Toy").writeTo(bad);
    PluginJar.damage(bad);

    assertThat(run("step-operator", "check", "toy"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "Step operator 'toy' cannot be used: plugin "
                    + bad
                    + " has other bytes in its nested jar toy-implementation.jar than when the"
                    + " plugin was built: copy the plugin again.\n"));
    assertThat(project.folder().resolve("cache/plugins")).isEmptyDirectory();
  }

  @Test
  void aClassThatIsMissedWhenAFlavorIsLoadedIsNamed() throws IOException {
    compileToy("private final Sdk sdk = new Sdk();");
    toy().with(project.folder().resolve("classes"), "acme.Toy").writeTo(bad);
    String reason =
        "plugin "
            + bad
            + " lacks the class acme.Sdk, which its flavor 'toy' needs: take a whole copy of the"
            + " plugin, or another version of it.";

    assertThat(run("step-operator", "check", "toy"))
        .isEqualTo(new Ended(2, "", "Step operator 'toy' cannot be used: " + reason + "\n"));
    String[] onToy =
        Stream.of("clean", "features", "train", "evaluate", "delays")
            .flatMap(step -> Stream.of("-D", "step." + step + ".step-operator=toy"))
            .toArray(String[]::new);
    for (String command : List.of("plan", "run")) {
      Ended ended = pipeline(command, onToy);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("Step operator 'toy': " + reason);
    }
    assertThat(run("step-operator", "check", "toy", "--output", "json").out()).contains(reason);
  }

  @Test
  void aStepOnABrokenFlavorThatNoLineNamesIsToldWhy() throws IOException {
    plugin("local", "acme.Toy").withName("acme.Tin").writeTo(bad);

    for (String command : List.of("plan", "run")) {
      Ended ended = withoutAFile(command);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err())
          .contains(
              "Step 'clean' is to run on step operator 'local', whose flavor cannot be used: plugin"
                  + " "
                  + bad
                  + " lacks the class acme.Toy in its nested jar toy-implementation.jar: build it"
                  + " again.");
    }
    assertThat(
            project
                .outrider("step-operator", "list", "-D", "step-operator.local.cancel-grace=1s")
                .err())
        .startsWith(
            "outrider: -D: step operator 'local' has the flavor of its name, which cannot be used:"
                + " plugin "
                + bad
                + " lacks ");
    assertThat(project.outrider("step-operator", "describe", "local").err())
        .startsWith("outrider: Step operator 'local' cannot be used: plugin " + bad + " lacks ");
  }

  private void compileToy(String member) throws IOException {
    project.compile(
        "Toy",
        """
        package acme;

        public final class Toy implements dev.outrider.flavor.Flavor {
          MEMBER
          public dev.outrider.flavor.FlavorInfo info() { return null; }
          public dev.outrider.flavor.StepOperator open(
              dev.outrider.flavor.Settings settings, dev.outrider.flavor.OperatorContext context) {
            throw new IllegalStateException("is opened");
          }
        }

        class Sdk {}
        """
            .replace("MEMBER", member));
  }

  private void assertRefusedEverywhere(String reason) throws IOException {
    assertListed(List.of("toy"), reason);
    assertRefused("cannot be used: plugin " + bad + " " + reason + ".");
  }

  /** As text and as JSON; the good one beside it is there. */
  private void assertListed(List<String> flavors, String reason) throws IOException {
    assertThat(list())
        .isEqualTo(
            new Ended(
                0,
                """
                FLAVOR  INTEGRATION  NOTES
                good    toys         A toy.
                """,
                "broken: bad.jar " + reason + ".\n"));
    String names = flavors.isEmpty() ? "[]" : "[ \"toy\" ]";
    assertThat(json())
        .contains("\"flavor\": \"good\"")
        .contains(
            "\"broken\": [ { \"plugin\": \"bad.jar\", \"flavors\": "
                + names
                + ", \"reason\": \""
                + reason
                + "\" } ]");
  }

  private Ended list() {
    return project.outrider("step-operator", "flavor", "list");
  }

  private String json() {
    return project
        .outrider("step-operator", "flavor", "list", "--output", "json")
        .out()
        .replaceAll("\\s+", " ");
  }

  /** By every command, with an operator of this flavor in the configuration. */
  private void assertRefused(String reason) throws IOException {
    for (Ended each :
        List.of(
            pipeline("plan"),
            pipeline("run"),
            run("step-operator", "check", "toy"),
            run("step-operator", "describe", "toy"),
            project.outrider("step-operator", "flavor", "describe", "toy"))) {
      assertThat(each.code()).isEqualTo(2);
      assertThat(each.err()).contains(reason);
      assertThat(each.out()).isEmpty();
    }
    assertThat(project.folder().resolve(".outrider")).doesNotExist();
  }

  private Ended run(String... words) throws IOException {
    configure();
    return project.outrider(words);
  }

  private Ended pipeline(String command, String... words) throws IOException {
    configure();
    return withoutAFile(command, words);
  }

  private void configure() throws IOException {
    Files.writeString(
        project.folder().resolve("outrider.properties"), "step-operator.toy.flavor = toy\n");
  }

  private Ended withoutAFile(String command, String... words) {
    Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
    List<String> all = new ArrayList<>(List.of(command, PIPELINE));
    all.addAll(List.of("--class-path", examples.resolve("target/classes").toString()));
    all.addAll(List.of("-P", "flights=" + examples.resolve("data/flights.parquet")));
    all.addAll(List.of("-P", "airports=" + examples.resolve("data/airports.csv")));
    all.addAll(List.of(words));
    return project.outrider(all.toArray(String[]::new));
  }
}
