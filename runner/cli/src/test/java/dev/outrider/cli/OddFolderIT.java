// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Spark, a project and a run store in folders whose names have every character that means
 * something to those who read a path: Java, Spark, Hadoop, SQLite and log4j.
 */
class OddFolderIT {
  private static final String ODD = "a, b [v1] {x,y} #c why?d=%41;e*";

  private static final String MODELS =
      """
      package acme;

      import dev.outrider.pipeline.Sources;
      import dev.outrider.step.*;
      import java.net.URI;
      import org.apache.spark.ml.*;
      import org.apache.spark.ml.feature.VectorAssembler;
      import org.apache.spark.sql.*;

      public final class Models {
        public record Train() implements SparkStep<NoInput, Train.Out> {
          public record Out(Dataset<Row> data, PipelineModel model) {}
          @Override public Out run(NoInput in, SparkStepContext context) {
            Dataset<Row> data = context.spark().sql("select cast(id as double) x from range(20)");
            VectorAssembler assembler = new VectorAssembler();
            assembler.setInputCols(new String[] {"x"});
            assembler.setOutputCol("f");
            PipelineStage[] stages = {assembler};
            return new Out(data, new Pipeline().setStages(stages).fit(data));
          }
        }
        public record Use() implements SparkStep<Use.In, Long> {
          public record In(Dataset<Row> data, PipelineModel model, Dataset<Row> own) {}
          @Override public Long run(In in, SparkStepContext context) {
            return 100 * in.model().transform(in.data()).filter("f is not null").count()
                + in.own().count();
          }
        }
        public static dev.outrider.pipeline.Pipeline pipeline() {
          return dev.outrider.pipeline.Pipeline.define("models", p -> {
            var train = p.step("train", new Train()).on("local");
            var own = Sources.json(p.parameter("own", URI.class));
            p.step("use", new Use())
                .input(Use.In::data).from(train.output(Train.Out::data))
                .input(Use.In::model).from(train.output(Train.Out::model))
                .input(Use.In::own).from(own)
                .on("local");
          });
        }
      }
      """;

  @TempDir Path temporary;

  @Test
  void datasetsModelsAndOnesOwnFilesGoFromStepToStep() throws Exception {
    Path spark =
        Path.of(
                System.getProperty("outrider.spark.homes"),
                System.getProperty("outrider.spark.lines").split(",")[0])
            .toAbsolutePath();
    Path folder = Files.createDirectories(temporary.resolve(ODD));
    PlainProject project =
        new PlainProject(folder)
            .withHome(Path.of("target/outrider").toAbsolutePath())
            .with("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString())
            .with("SPARK_LOCAL_IP", "127.0.0.1");
    Files.createSymbolicLink(folder.resolve("spark " + ODD), spark);
    Files.writeString(folder.resolve(ODD + ".json"), "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
    compile(folder, spark);

    Ended ended =
        project.outriderProcess(
            "run",
            "acme.Models",
            "--class-path",
            "classes",
            "-P",
            "own=" + ODD + ".json",
            "-Drun-store=" + ODD + ".db",
            "-Dstep-operator.local.flavor=local",
            "-Dstep-operator.local.spark-home=spark " + ODD,
            "-Dstep-operator.local.spark.ui.enabled=false");

    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(project.outriderProcess("runs", "list", "-Drun-store=" + ODD + ".db").out())
        .contains("models", "succeeded");
    assertThat(value(folder)).isEqualTo("2003");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "classes",
              "out.txt",
              "err.txt",
              "Models.java",
              "spark " + ODD,
              ODD + ".json",
              ODD + ".db",
              "operators",
              "owners",
              ".outrider");
    }
  }

  private static String value(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve(".outrider/store"))) {
      Path value = files.filter(each -> each.endsWith("outputs/output/value.json")).findAny().get();
      return Files.readString(value).strip();
    }
  }

  private static void compile(Path folder, Path spark) throws Exception {
    Path source = Files.writeString(folder.resolve("Models.java"), MODELS);
    try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
      String classPath =
          Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.map(Path::toString))
              .collect(Collectors.joining(File.pathSeparator));
      List<String> words =
          List.of(
              "-parameters",
              "-proc:none",
              "-cp",
              classPath,
              "-d",
              folder + "/classes",
              source.toString());
      assertThat(
              ToolProvider.getSystemJavaCompiler()
                  .run(null, System.err, System.err, words.toArray(String[]::new)))
          .isZero();
    }
  }
}
