// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.tools.nsc.Global;
import scala.tools.nsc.Settings;
import scala.tools.nsc.reporters.ConsoleReporter;

/** Scala's compiler too refuses wires whose types do not fit. */
class WrongScalaWiresDoNotCompileTest {

  private static final String STEPS =
      """
      package acme

      import dev.outrider.pipeline._
      import dev.outrider.pipeline.Sources.parquet
      import dev.outrider.step._
      import java.net.URI
      import org.apache.spark.ml.PipelineModel
      import org.apache.spark.sql.DataFrame

      case class Clean(limit: Int) extends SparkStep[Clean.In, DataFrame] {
        def run(in: Clean.In, context: SparkStepContext): DataFrame = in.flights
      }
      object Clean { case class In(flights: DataFrame) }

      case class Train() extends SparkStep[Train.In, Train.Out] {
        def run(in: Train.In, context: SparkStepContext): Train.Out = ???
      }
      object Train {
        case class In(flights: DataFrame, names: List[String])
        case class Out(model: PipelineModel, rmse: Double)
      }

      case class Report() extends Step[Report.In, String] {
        def run(in: Report.In, context: StepContext): String = in.rmse.toString
      }
      object Report { case class In(rmse: Double) }

      object Flights {
        def pipeline(): Pipeline = Pipeline.define("flights", { p =>
          val source = p.parameter("flights", classOf[URI])
          val clean = p.step("clean", Clean(180))
            .input(_.flights).from(parquet(source)).on("local")
          val train = p.step("train", Train())
      """;

  private static final String RIGHT =
      """
          train.input(_.flights).from(clean.output())
            .input(_.names).from(p.value(List("a", "b")))
            .on("emr").resources(r => r.executors(4).memory("8g"))
          p.step("report", Report()).input(_.rmse).from(train.output(_.rmse)).after(clean)
      """;

  @TempDir private Path folder;

  @Test
  void rightWiresCompileWithoutAWarning() throws IOException {
    assertThat(compile(RIGHT)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "train.input(_.flights).from(train.output(_.rmse))"
            + "| error: type mismatch;; found   : dev.outrider.pipeline.Artifact[Double]"
            + "; required: dev.outrider.pipeline.Artifact[_ <: org.apache.spark.sql.DataFrame]",
        "train.input(_.flights).from(source)"
            + "| error: type mismatch;; found   : dev.outrider.pipeline.Artifact[java.net.URI]"
            + "; required: dev.outrider.pipeline.Artifact[_ <: org.apache.spark.sql.DataFrame]",
        "p.step(`report`, Report()).input(_.rmse).from(train.output(_.model))"
            + "| error: type mismatch;"
            + "; found   : dev.outrider.pipeline.Artifact[org.apache.spark.ml.PipelineModel]"
            + "; required: dev.outrider.pipeline.Artifact[_ <: Double]",
        "train.input(_.rmse).from(clean.output())"
            + "| error: value rmse is not a member of acme.Train.In",
        "p.step(`report`, Report()).from(train.output())"
            + "| error: type mismatch;; found   : dev.outrider.pipeline.Artifact[acme.Train.Out]"
            + "; required: dev.outrider.pipeline.Artifact[_ <: acme.Report.In]",
        "train.input(_.names).on(`local`)" + "| error: value on is not a member of"
      })
  void aWrongWireDoesNotCompile(String line, String message) throws IOException {
    String messages = compile(line.replace('`', '"'));

    assertThat(messages).contains(message.split(";(?=;| found| required)"));
    assertThat(messages).contains("one error found");
  }

  private String compile(String lines) throws IOException {
    Path source =
        Files.writeString(folder.resolve("Flights.scala"), STEPS + lines + "\n    ()\n  })\n}\n");
    Settings settings = new Settings();
    settings.classpath().value_$eq(System.getProperty("java.class.path"));
    settings.outputDirs().setSingleOutput(folder.toString());
    StringWriter messages = new StringWriter();
    ConsoleReporter reporter =
        new ConsoleReporter(
            settings, new BufferedReader(Reader.nullReader()), new PrintWriter(messages, true));
    Global compiler = new Global(settings, reporter);
    compiler.new Run()
        .compile(
            scala.collection.JavaConverters.asScalaBuffer(List.of(source.toString())).toList());
    reporter.finish();
    return messages.toString();
  }
}
