// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be run is refused with exit code 2, in full, and leaves nothing behind. */
class RunBadInputTest {
  private static final String PIPELINE = "dev.outrider.examples.FlightDelays";

  @TempDir Path temporary;
  private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();

  @BeforeEach
  void realFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void aParameterWithoutValueIsNamed() {
    assertRefused(
        "2 problems in pipeline 'flight-delays':\n"
            + "  Parameter 'flights' has no value; give one as flights=VALUE, where VALUE is a URI or the path of a file.\n"
            + "  Parameter 'airports' has no value; give one as airports=VALUE, where VALUE is a URI or the path of a file.",
        run(PIPELINE));
  }

  @Test
  void aNameThatIsGivenTwoValuesOrNoneIsRefused() {
    assertRefused(
        "-P sets 'n' twice, to '1' and to '2'. Keep one.", run(PIPELINE, "-P", "n=1", "-P", "n=2"));
    assertRefused("-P is 'n' but must be NAME=VALUE.", run(PIPELINE, "-P", "n"));
    assertRefused("-P is '=1' but must be NAME=VALUE.", run(PIPELINE, "-P", "=1"));
    assertRefused(
        "-D sets 'run-store' twice, to 'a' and to 'a'. Keep one.",
        run(PIPELINE, "-Drun-store=a", "-Drun-store=a"));
  }

  @Test
  void aWordThatIsNearToNothingHasNoSuggestion() {
    assertThat(run(List.of("runs", "list", "--zzzzzzzz"))).isEqualTo(2);
    assertThat(err)
        .hasToString("outrider: unknown option '--zzzzzzzz'.\nTry 'outrider runs list --help'.\n");
    assertThat(run(List.of("zzzzzzzz"))).isEqualTo(2);
    assertThat(err).hasToString("outrider: unknown word 'zzzzzzzz'.\nTry 'outrider --help'.\n");
  }

  @Test
  void anArgumentThatWasNotReadAsItWasGivenIsRefused() {
    assertThat(run(run(PIPELINE, "-P", "flights=gr\uFFFD\uFFFDe"))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("outrider: An argument is read as 'flights=gr\uFFFD\uFFFDe'. Java reads and")
        .endsWith(": set LC_ALL=C.UTF-8 and start again.\n");
    assertThat(folder.resolve(".outrider")).doesNotExist();
  }

  @Test
  void aRunIsNamedOnce() {
    assertThat(run(List.of("runs", "show", "--run", "r1", "r2"))).isEqualTo(2);
    assertThat(run(List.of("runs", "show", "--run", "r1"))).isEqualTo(2);
    assertThat(err.toString()).startsWith("outrider: There are no runs in ");
  }

  @Test
  void aStepOperatorThatNobodyHasConfiguredIsNamedForEachStep() {
    assertThat(run(run(PIPELINE, "-P", "flights=a", "-P", "airports=b"))).isEqualTo(2);

    assertThat(err.toString().lines().toList())
        .hasSize(6)
        .startsWith(
            "outrider: 5 problems in the configuration:",
            "  Step 'clean' is to run on step operator 'local', which is not configured. Add a line"
                + " such as 'step-operator.local.flavor = local' to outrider.properties.");
    assertThat(folder.resolve(".outrider")).doesNotExist();
  }

  @Test
  void anInputThatIsNotThereIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("home/plugins"));
    new PluginJar(
            """
            flavors = local
            content = 0a1b
            flavor.local.class = acme.Toy
            flavor.local.spi = SPI
            flavor.local.integration = toys
            flavor.local.stores = file
            """
                .replace("SPI", Integer.toString(WritePluginDescriptor.SPI)))
        .withName("acme.Toy")
        .writeTo(folder.resolve("home/plugins/toy.jar"));
    Files.writeString(folder.resolve("airports.csv"), "iata");

    assertRefused(
        "Input 'flights' of step 'clean' is not there: "
            + folder
            + "/flights.parquet does not exist.",
        run(PIPELINE, "-P", "flights=flights.parquet", "-P", "airports=airports.csv"));
    assertRefused(
        "Input 'flights' of step 'clean': 's3://acme/day?.parquet' has a query or a fragment, which"
            + " objects do not have. In a name write '?' as %3F and '#' as %23.",
        run(PIPELINE, "-P", "flights=s3://acme/day?.parquet", "-P", "airports=airports.csv"));
    assertRefused(
        "Input 'flights' of step 'clean': 's3://acme/a/../b' must not have '.' or '..' as a part of"
            + " its path.",
        run(PIPELINE, "-P", "flights=s3://acme/a/../b", "-P", "airports=airports.csv"));
  }

  @Test
  void aClassThatIsNotThereIsNamed() {
    assertThat(run(run("dev.outrider.examples.FlightDelay"))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("outrider: Class dev.outrider.examples.FlightDelay is not on the class path [")
        .endsWith("]; did you mean dev.outrider.examples.FlightDelays?\n");
  }

  @Test
  void aJarThatIsNotThereOrHasNoPipelineIsNamed() throws IOException {
    Path jar = folder.resolve("app.jar");
    assertRefused("There is no jar " + jar + ".", List.of("run", "app.jar"));
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, new java.util.jar.Manifest()).close();
    }
    assertRefused(
        jar
            + " does not say which class is its pipeline. Name it with --class, or in its manifest"
            + " as Outrider-Pipeline.",
        List.of("run", "app.jar"));
    Files.writeString(jar, "no jar");
    assertThat(run(List.of("run", "app.jar"))).isEqualTo(2);
    assertThat(err.toString()).startsWith("outrider: " + jar + " is no readable jar: ");
  }

  @Test
  void aMisspeltPropertyIsToldWithItsLine() throws IOException {
    Files.writeString(folder.resolve("outrider.properties"), "\nartefact-store = x\n");

    assertRefused(
        "outrider.properties, line 2: unknown key 'artefact-store'; did you mean"
            + " 'artifact-store'?",
        run(PIPELINE, "-P", "flights=a", "-P", "airports=b"));
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    Path store = folder.resolve(".outrider/runs.db");
    assertThat(run(List.of("runs", "show", "r1"))).isEqualTo(2);
    assertThat(err).hasToString("outrider: There are no runs in " + store + ".\n");
  }

  @Test
  void aRunStoreThatIsAFolderIsNamed() throws IOException {
    Path store = Files.createDirectories(folder.resolve("runs"));

    assertThat(run(List.of("runs", "list", "-Drun-store=runs"))).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "outrider: The run store " + store + " is a folder. Set 'run-store' to a file.\n");
  }

  private List<String> run(String... words) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(words));
    all.addAll(
        List.of(
            "--class-path", examples + "/target/classes:@" + examples + "/target/classpath.txt"));
    return all;
  }

  private void assertRefused(String message, List<String> words) {
    assertThat(run(words)).isEqualTo(2);
    assertThat(err).hasToString("outrider: " + message + "\n");
    assertThat(out.toString()).isEmpty();
    assertThat(folder.resolve(".outrider")).doesNotExist();
  }

  private int run(List<String> words) {
    err.getBuffer().setLength(0);
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            folder,
            Map.of(),
            folder.resolve("home"),
            folder.resolve("cache"));
    int code = new Main(terminal).run(words.toArray(String[]::new));
    terminal.out().flush();
    return code;
  }
}
