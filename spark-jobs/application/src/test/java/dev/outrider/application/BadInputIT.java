// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.SparkSubmit.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be run is refused with exit code 2 and a clear message, and nothing is written. */
class BadInputIT {

  @TempDir static Path shared;
  private static Path bundle;

  @TempDir Path folder;
  private SparkSubmit spark;

  @BeforeAll
  static void bundle() throws IOException {
    bundle =
        TestBundle.of(
            shared.resolve("bundle.jar"),
            List.of("MakeAll", "TakeAll", "Echo", "PrivateParts", "NoStep"),
            17,
            Optional.empty());
  }

  @BeforeEach
  void spark() {
    spark = new SparkSubmit(SparkSubmit.builtHome(), folder.resolve("printed"));
  }

  @Test
  void allProblemsOfTheCommandLineAreReportedTogether() {
    Path out = folder.resolve("out");

    Ended ended =
        spark.run(
            bundle,
            "--step",
            "take-all",
            "--param",
            "tittle=x",
            "--input",
            "mean=many",
            "--input",
            "seed=1.5",
            "--input",
            "nombers=a",
            "--deadline",
            "soon",
            "--output",
            out.toString());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "outrider: --param tittle: step 'take-all' has no such parameter; it has [title].\n"
                + "--input nombers: step 'take-all' has no such input; it has [numbers, points, model, totals, mean, report, folder, matrix, parts, scores, earlier, seed].\n"
                + "--input numbers=... is missing: step 'take-all' takes a dataset: the path of a Parquet folder, or of a .csv or .json file.\n")
        .contains("--input mean was \"many\" but must be a number.\n")
        .contains(
            "--input matrix=... is missing: step 'take-all' takes the path of a folder in the format 'matrix-text'.\n")
        .contains("--input seed was 1.5 but must be a whole number of 32 bits.\n")
        .contains("--deadline was 'soon' but must be a duration such as PT15M or PT2H.\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void aMissingOrUnreadableParameterIsRefused() {
    assertRefused(
        spark.run(bundle, "--step", "make-all", "--output", out()),
        "outrider: --param rows=... is missing: step 'make-all' wants a whole number of 32 bits.\n");
    assertRefused(
        spark.run(bundle, "--step", "make-all", "--param", "rows=ten", "--output", out()),
        "outrider: --param rows was \"ten\" but must be a whole number of 32 bits.\n");
  }

  @Test
  void aMissingInputPathIsRefusedBeforeAnythingIsWritten() {
    Path nowhere = folder.resolve("nowhere");

    Ended ended =
        spark.run(
            bundle,
            "--step",
            "take-all",
            "--input",
            "numbers=" + nowhere,
            "--input",
            "points=" + nowhere,
            "--input",
            "model=" + nowhere,
            "--input",
            "totals=@" + nowhere,
            "--input",
            "mean=1",
            "--input",
            "report=" + nowhere,
            "--input",
            "folder=" + nowhere,
            "--input",
            "matrix=" + nowhere,
            "--input",
            "parts=" + nowhere,
            "--input",
            "scores=[]",
            "--output",
            out());

    assertRefused(
        ended,
        "outrider: Input 'numbers' of step 'take-all' is not there: file://"
            + nowhere
            + " does not exist.\n");
    assertThat(ended.err()).contains("\nInput 'parts' of step 'take-all' is not there: ");
  }

  @Test
  void anOutputPathThatIsTakenIsRefusedAndLeftAlone() throws IOException {
    Path mine =
        Files.writeString(Files.createDirectory(folder.resolve("out")).resolve("mine"), "x");

    Ended ended = spark.run(bundle, "--step", "echo", "--param", "text=a", "--output", out());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "outrider: --output "
                + out()
                + " is taken: file://"
                + out()
                + "/ has something in it. Name a new folder, or remove that one.\n");
    assertThat(folder.resolve("out")).isDirectoryContaining(mine::equals);
    assertThat(folder.resolve("out").toFile().list()).hasSize(1);
  }

  @Test
  void anUnknownOptionOrStepIsRefusedAndTheKnownOnesAreNamed() {
    assertRefused(
        spark.run(bundle, "--stepp", "echo", "--output", out()),
        "outrider: Unknown option '--stepp'; did you mean '--step'?\n");
    assertRefused(
        spark.run(bundle, "--step", "ecco", "--output", out()),
        "outrider: This bundle has no step 'ecco'; it has: make-all, take-all, echo, private-parts, no-step.\n");
    assertRefused(
        spark.run(bundle, "--output", out()),
        "outrider: This bundle holds several steps; name one with --step: make-all, take-all, echo, private-parts, no-step.\n");
  }

  @Test
  void aClassThatIsNoStepOrHasNoJsonFormIsRefused() {
    assertRefused(
        spark.run(bundle, "--step", "no-step", "--output", out()),
        "outrider: Step 'no-step': class dev.outrider.application.steps.NoStep is no step: it implements neither Step nor SparkStep.\n");
    assertRefused(
        spark.run(bundle, "--step", "private-parts", "--param", "action={}", "--output", out()),
        "outrider: --param action is a java.lang.Runnable, which has no JSON form. Use a record, a case class, a number, text, a date, a list or a map.\n");
  }

  @Test
  void anUnreadableContextIsRefused() throws IOException {
    Path missing = folder.resolve("missing/context.json");
    assertRefused(
        spark.run(bundle, "--context", missing.toString()),
        "outrider: The context "
            + missing
            + " cannot be read: java.nio.file.NoSuchFileException: "
            + missing
            + "\n");

    Path text = Files.writeString(folder.resolve("text.json"), "not json");
    assertRefused(
        spark.run(bundle, "--context", text.toString()),
        "outrider: The context " + text + " cannot be read: file://" + text + " is no JSON: ");
  }

  @Test
  void aContextOfANewerFormatIsRefusedByName() throws IOException {
    Path context =
        Attempts.order(
            folder.resolve("run"),
            "Echo",
            "{\"text\":\"a\"}",
            Map.of(),
            List.of("output"),
            Map.of(),
            Optional.empty());
    Files.writeString(context, Files.readString(context).replace("\"format\": 1", "\"format\": 2"));

    assertRefused(
        spark.run(bundle, "--context", context.toString()),
        "outrider: The context "
            + context
            + " cannot be read: file://"
            + context
            + " has format 2, but this version of Outrider reads formats up to 1. Use the version that wrote it, or a newer one.\n");
    assertThat(folder.resolve("run/step/1").toFile().list()).containsExactly("context.json");
  }

  @Test
  void aPlatformThatCannotRunTheStepsIsRefused() throws IOException {
    Path java = TestBundle.of(folder.resolve("java.jar"), List.of("Echo"), 99, Optional.empty());
    assertRefused(
        spark.run(java, "--param", "text=a", "--output", out()),
        "outrider: This bundle's steps need Java 99 or newer, but this is Java "
            + System.getProperty("java.version")
            + ". ");

    Path scala =
        TestBundle.of(folder.resolve("scala.jar"), List.of("Echo"), 8, Optional.of("2.99"));
    assertRefused(
        spark.run(scala, "--param", "text=a", "--output", out()),
        "outrider: This bundle's steps were compiled for Scala 2.99, but this Spark runs Scala 2.1");
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  private void assertRefused(Ended ended, String message) {
    assertThat(ended.err()).contains(message);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
