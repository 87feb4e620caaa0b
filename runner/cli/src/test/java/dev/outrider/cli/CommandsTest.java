// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, called as the command line calls them. */
class CommandsTest {

  private static final String DESCRIPTOR =
      """
      flavors = toy
      content = 0a1b
      flavor.toy.class = acme.Toy
      flavor.toy.spi = SPI
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
      """
          .replace("SPI", Integer.toString(WritePluginDescriptor.SPI));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path plugins;
  private String columns = "80";

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
    plugin("c-newer.jar", DESCRIPTOR.replaceFirst("spi = [0-9]+", "spi = 7"));
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
            "broken: c-newer.jar was made for interface 7, this Outrider has 4: take a newer"
                + " Outrider.",
            "broken: d-lacking.jar its descriptor lacks flavor.toy.integration: build it again.");
  }

  @Test
  void aFlavorIsDescribedWithItsSettings() throws IOException {
    plugin("a.jar", DESCRIPTOR);

    assertThat(run("step-operator", "flavor", "describe", "toy")).isZero();

    assertThat(out)
        .hasToString(
            """
            toy, of toys
            Runs steps on a toy cluster that stands on the shelf beside the door of the
            office.
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
            "{ \"flavors\": [ { \"flavor\": \"toy\", \"integration\": \"toys\", \"notes\": \"Runs"
                + " ");
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

  @Test
  void everythingThatIsWrongWithAPipelineIsToldAtOnceAndNothingIsWritten() throws IOException {
    Path classes =
        compiled(
            """
            import dev.outrider.pipeline.Pipeline;
            import dev.outrider.step.Step;
            import dev.outrider.step.StepContext;

            public class Wrong {
              record Both(String left, String right) {}
              record Join(Object hidden) implements Step<Both, String> {
                public String run(Both in, StepContext context) { return in.left(); }
              }
              private record Hidden() implements Step<String, String> {
                public String run(String in, StepContext context) { return in; }
              }
              public static Pipeline pipeline() {
                return Pipeline.define("wrong", p -> {
                  var hidden = p.step("Hidden", new Hidden());
                  var join = p.step("join", new Join(1)).input(Both::left).from(hidden.output());
                  hidden.from(join.output());
                  p.step("join", new Join(2));
                });
              }
            }
            """);
    Path jar = folder.resolve("out.jar");

    assertThat(run("bundle", "Wrong", "--class-path", classes.toString(), "-o", jar.toString()))
        .isEqualTo(2);

    assertThat(err)
        .hasToString(
            """
            outrider: 7 problems:
              A step is named 'Hidden'; use a lower-case letter, then up to 39 lower-case letters, digits and '-'.
              Step 'join' is defined more than once; give each its own name.
              Step 'Hidden' is the private class Wrong$Hidden. Make it at least package-private.
              Parameter 'hidden' of step 'join' is an Object, which has no JSON form: its type is lost. Use a record, a case class, a number, text, a date, a list or a map. In Scala, write Option[java.lang.Integer] for Option[Int].
              Steps Hidden -> join -> Hidden wait for each other; remove one of these connections.
              Input 'right' of step 'join' is not connected; add .input(Wrong.Both::right).from(...).
              Input 'left' of step 'join' is not connected; add .input(Wrong.Both::left).from(...).
            """);
    assertThat(jar).doesNotExist();
  }

  @Test
  void aTruncatedJarIsRefused() throws IOException {
    Path whole = folder.resolve("whole.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(whole))) {
      zip.putNextEntry(new ZipEntry("acme/Data.bin"));
      zip.write(new byte[5000]);
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.jar"), Arrays.copyOf(bytes, bytes.length - 30));

    assertRefused(
        folder.resolve("out.jar"),
        "cut.jar is damaged or cut off (zip END header not found). Fetch or build it again.",
        "bundle",
        "acme.Clean",
        "--class-path",
        cut.toString(),
        "-o",
        folder.resolve("out.jar").toString());
  }

  private Path compiled(String source) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path file = Files.writeString(folder.resolve("Wrong.java"), source);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                System.err,
                System.err,
                "-parameters",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                file.toString());
    assertThat(failed).isZero();
    return classes;
  }

  @Test
  void helpFitsTheTerminal() {
    columns = "40";
    assertThat(run("bundle", "--help")).isZero();
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(41));
    assertThat(out.toString()).contains("--java N\n    the platform's Java; default 17\n");

    out.getBuffer().setLength(0);
    columns = "80";
    assertThat(run()).isEqualTo(2);
    assertThat(err)
        .hasToString(
            """
            usage: outrider COMMAND
            Runs single steps of a pipeline where they run best.

            new            Writes a project with a pipeline and its test.
            run            Runs a pipeline to its end.
            plan           Shows what a run would submit.
            bundle         Writes the spark-submit-able jar of a step.
            flavor         A flavor of your own.
            runs           What was run, and what runs.
            step-operator  Where steps run.
            -h, --help     shows this
            -V, --version  shows the version
            """);
  }

  @Test
  void usageShowsWhatIsOptionalAndOneWayToNameARun() {
    for (String command : List.of("show", "attach", "cancel", "retry")) {
      assertThat(help("runs", command))
          .startsWith("usage: outrider runs " + command + " [RUN] [OPTIONS]\n")
          .containsPattern("\n\\[RUN\\] +a run's id, or how it begins; default the last one\n")
          .doesNotContain("--run");
    }
    assertThat(help("runs", "logs"))
        .startsWith("usage: outrider runs logs STEP [OPTIONS]\n")
        .contains("\n--run RUN ");
    assertThat(help("bundle")).startsWith("usage: outrider bundle CLASS -o FILE|DIR/ [OPTIONS]\n");
  }

  private String help(String... words) {
    out.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--help");
    assertThat(run(all.toArray(String[]::new))).isZero();
    return out.toString();
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
            Map.of("COLUMNS", columns),
            folder.resolve("home"),
            folder.resolve("cache"));
    int code = new Main(terminal).run(words);
    terminal.out().flush();
    return code;
  }

  private void plugin(String name, String descriptor) throws IOException {
    new PluginJar(descriptor).withName("acme.Toy").writeTo(plugins.resolve(name));
  }
}
