// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compiler refuses wrong wires of a step that is run alone, and wrong types of its outputs. */
class WrongStepWiresDoNotCompileTest {
  private static final String BEFORE =
      """
      package acme;

      import static dev.outrider.pipeline.Sources.parquet;

      import dev.outrider.pipeline.*;
      import dev.outrider.run.*;
      import dev.outrider.step.*;
      import java.net.URI;
      import java.util.List;
      import java.util.Map;
      import java.util.Optional;
      import org.apache.spark.ml.PipelineModel;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;

      public final class Program {
        private Program() {}

        public record Train() implements SparkStep<Train.In, Train.Out> {
          public record In(Dataset<Row> flights, int trees,
              Optional<PipelineModel> previous, List<Double> weights) {}
          public record Out(PipelineModel model, double rmse) {}
          @Override public Out run(In in, SparkStepContext context) { return null; }
        }
        public record Single() implements SparkStep<Dataset<Row>, Long> {
          @Override public Long run(Dataset<Row> in, SparkStepContext context) { return in.count(); }
        }

        public static void main(Outrider outrider, URI uri, Pipeline pipeline) throws Exception {
          RunResult result = outrider.run(pipeline, Map.of());
          SingleStep<Train.In, Train.Out> train = outrider.step("train", new Train());
          StepRun<Train.Out> run = train.submit();
      """;
  private static final long FIRST_LINE = BEFORE.lines().count() + 1;

  private static final String RIGHT =
      """
          StepRun<Train.Out> again = outrider.step("train", new Train())
              .input(Train.In::flights).from(parquet(outrider.value(uri)))
              .input(Train.In::trees).from(outrider.value(50))
              .optionalInput(Train.In::previous).from(Sources.model(outrider.value(uri)))
              .listInput(Train.In::weights).from(List.of(outrider.value(0.5)))
              .on("emr").resources(r -> r.executors(4)).retry(r -> r.capacity(5))
              .submit();
          double rmse = again.output(Train.Out::rmse).value();
          Train.Out whole = again.output().value();
          double result1 = result.step("train", Train.class).output(Train.Out::rmse).value();
          long rows = outrider.step("single", new Single())
              .from(parquet(outrider.value(uri))).submit().output().value();
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
        "train.input(Train.In::flights).from(outrider.value(0.5));"
            + "| incompatible types: inference variable T has incompatible bounds",
        "train.input(Train.In::trees).from(outrider.value(50L));"
            + "| incompatible types: inference variable T has incompatible bounds",
        "train.input(Train.In::trees).from(parquet(outrider.value(uri)));"
            + "| incompatible types: Artifact<Dataset<Row>> cannot be converted to"
            + " Artifact<? extends Integer>",
        "train.optionalInput(Train.In::previous).from(parquet(outrider.value(uri)));"
            + "| incompatible types: Artifact<Dataset<Row>> cannot be converted to"
            + " Artifact<? extends PipelineModel>",
        "train.listInput(Train.In::weights).from(List.of(outrider.value(`a`)));"
            + "| incompatible types: inference variable",
        "train.input(Train.In::trees).submit();| cannot find symbol;symbol:   method submit()",
        "outrider.step(`single`, new Single()).from(outrider.value(1L));"
            + "| incompatible types: inference variable T has incompatible bounds",
        "int rmse = run.output(Train.Out::rmse).value();"
            + "| incompatible types: Double cannot be converted to int",
        "run.output(Train.In::trees);| incompatible types: invalid method reference",
        "String all = run.output().value();"
            + "| incompatible types: Out cannot be converted to String",
        "result.step(`train`, Train.class).output(Train.In::trees);"
            + "| incompatible types: invalid method reference",
        "long rows = result.step(`train`, Train.class).output().value();"
            + "| incompatible types: Out cannot be converted to long",
        "result.step(`train`, String.class);"
            + "| method step in class RunResult cannot be applied to given types",
      })
  void aWrongWireDoesNotCompile(String line, String message) throws IOException {
    String messages = compile("    " + line.replace('`', '"'));

    assertThat(messages)
        .startsWith("/acme/Program.java:" + FIRST_LINE + ": error: ")
        .contains(message.split(";"))
        .endsWith("1 error\n");
  }

  /** What the compiler prints. */
  private String compile(String lines) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(
              messages,
              files,
              null,
              List.of(
                  "-d",
                  folder.toString(),
                  "-cp",
                  classPath(),
                  "-proc:none",
                  "-Werror",
                  "-Xlint:all,-classfile,-path,-options"),
              null,
              List.of(source("acme/Program.java", BEFORE + lines + "\n  }\n}\n")))
          .call();
    }
    return messages.toString();
  }

  private static String classPath() throws IOException {
    Path jars = Path.of(System.getProperty("spark.home"), "jars");
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(Path::toString)
          .filter(each -> each.endsWith(".jar"))
          .sorted()
          .collect(
              Collectors.joining(
                  File.pathSeparator,
                  System.getProperty("java.class.path") + File.pathSeparator,
                  ""));
    }
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
