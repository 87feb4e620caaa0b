// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compiler refuses wires whose types do not fit, with real Spark types, and says why. */
class WrongWiresDoNotCompileTest {

  private static final String RIGHT =
      """
            train
                .input(Train.In::flights).from(clean.output())
                .input(Train.In::trees).from(p.parameter("trees", 50))
                .input(Train.In::any).from(integer)
                .on("emr").resources(r -> r.executors(4).cores(4).memory("8g").gpus(1))
                .retry(r -> r.capacity(5)).deadlines(d -> d.run(java.time.Duration.ofHours(2)))
                .cache(c -> c.environment("SEED"));
            var scores = IntStream.range(0, 3)
                .mapToObj(i -> p.step("score-" + i, new Train())
                    .input(Train.In::flights).from(clean.output())
                    .input(Train.In::trees).from(p.value(50 + i)))
                .toList();
            train
                .optionalInput(Train.In::previous).from(scores.get(0).output(Train.Out::model))
                .listInput(Train.In::weights)
                .from(scores.stream().map(s -> s.output(Train.Out::rmse)).toList());
            p.step("list", new Train()).input(Train.In::weights).from(train.output(Train.Out::scores));
            p.step("lambda", new Report()).input(in -> in.rmse()).from(train.output(out -> out.rmse()));
            p.step("report", new Report())
                .input(Report.In::rmse).from(train.output(Train.Out::rmse)).after(clean);
            p.step("single", new Single()).from(clean.output());
            p.step("single-2", new Single()).from(p.step("gen", new Generate()).output());
            p.step("single-3", new Single()).from(parquet(p.value(URI.create("data/x.parquet"))));
            List<Artifact<Double>> ratios = List.of(p.value(0.5), train.output(Train.Out::rmse));
            p.step("ratios", new Train()).listInput(Train.In::weights).from(ratios);
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
        "train.input(Train.In::flights).from(train.output(Train.Out::rmse));"
            + "| incompatible types: inference variable T has incompatible bounds;"
            + "lower bounds: Dataset<Row>,Object;lower bounds: Double",
        "train.input(Train.In::flights).from(object);"
            + "| incompatible types: Artifact<Object> cannot be converted to"
            + " Artifact<? extends Dataset<Row>>",
        "train.input(Train.In::flights).from(source);"
            + "| incompatible types: Artifact<URI> cannot be converted to"
            + " Artifact<? extends Dataset<Row>>",
        "p.step(`r`, new Report()).input(Report.In::rmse).from(number);"
            + "| incompatible types: Artifact<Number> cannot be converted to"
            + " Artifact<? extends Double>",
        "p.step(`r`, new Report()).input(Report.In::rmse).from(integer);"
            + "| incompatible types: Artifact<Integer> cannot be converted to"
            + " Artifact<? extends Double>",
        "train.input(Train.In::trees).from(p.parameter(`trees`, 50L));"
            + "| incompatible types: inference variable T has incompatible bounds;"
            + "lower bounds: Integer,Object;lower bounds: Long",
        "train.input(Report.In::rmse).from(p.value(0.5));"
            + "| incompatible types: invalid method reference;"
            + "method rmse in record acme.Steps.Report.In cannot be applied to given types",
        "train.optionalInput(Train.In::previous).from(train.output(Train.Out::rmse));"
            + "| incompatible types: inference variable T has incompatible bounds;PipelineModel",
        "train.optionalInput(Train.In::trees).from(integer);"
            + "| method optionalInput in class StepNode<I,O> cannot be applied to given types;"
            + "bad return type in method reference;int cannot be converted to Optional<T>",
        "train.listInput(Train.In::weights).from(List.of(train.output(Train.Out::model)));"
            + "| incompatible types: inference variable T has incompatible bounds;"
            + "lower bounds: Double,Object;lower bounds: PipelineModel",
        "train.listInput(Train.In::weights).from(p.value(0.5));"
            + "| incompatible types: no instance(s) of type variable(s) T exist so that Artifact<T>"
            + " conforms to List<? extends Artifact<? extends Double>>",
        "train.listInput(Train.In::flights).from(List.of(clean.output()));"
            + "| method listInput in class StepNode<I,O> cannot be applied to given types;"
            + "bad return type in method reference;Dataset<Row> cannot be converted to List<T>",
        "p.step(`s`, new Single()).from(p.value(1L));"
            + "| incompatible types: inference variable T has incompatible bounds;Long",
        "p.step(`s`, new Single()).from(train.output());"
            + "| incompatible types: Artifact<Out> cannot be converted to"
            + " Artifact<? extends Dataset<Row>>",
        "train.output(Report.In::rmse);"
            + "| incompatible types: invalid method reference;"
            + "method rmse in record In cannot be applied to given types",
        "parquet(p.value(`data/x.parquet`));"
            + "| incompatible types: inference variable T has incompatible bounds;String",
        "train.input(Train.In::previous).from(train.output(Train.Out::model));"
            + "| incompatible types: inference variable T has incompatible bounds",
        "train.input(Train.In::trees).on(`local`);"
            + "| cannot find symbol;symbol:   method on(String)",
        "p.step(`x`, new Object());"
            + "| method step in class PipelineDefinition cannot be applied",
      })
  void aWrongWireDoesNotCompile(String line, String message) throws IOException {
    String messages = compile(line.replace('`', '"'));

    assertThat(messages)
        .startsWith("/acme/Flights.java:" + Wires.FIRST_LINE + ": error: ")
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
                  System.getProperty("java.class.path"),
                  "-proc:none",
                  "-Werror",
                  "-Xlint:all,-classfile,-path,-options"),
              null,
              List.of(
                  source("acme/Steps.java", Wires.STEPS),
                  source("acme/Flights.java", Wires.pipeline(lines))))
          .call();
    }
    return messages.toString();
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
