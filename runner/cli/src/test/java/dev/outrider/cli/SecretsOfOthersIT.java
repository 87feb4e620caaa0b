// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which secrets real drivers on this machine find in their environment. */
class SecretsOfOthersIT {
  private static final String SOURCE =
      """
      package acme;

      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.util.TreeSet;

      public final class Looks {
        public record Look() implements SparkStep<NoInput, String> {
          @Override public String run(NoInput in, SparkStepContext context) {
            TreeSet<String> names = new TreeSet<>(System.getenv().keySet());
            names.removeIf(each -> !each.startsWith("EMR_") && !each.equals("ELSE"));
            return String.join(" ", names);
          }
        }
        public static Pipeline pipeline() {
          return Pipeline.define("looks", p -> {
            p.step("cold", new Look()).on("cold");
            p.step("script", new Look()).on("script");
            p.step("owner", new Look()).on("owner");
            p.step("given", new Look()).on("given");
          });
        }
      }
      """;

  private static final String PROPERTIES =
      """
      step-operator.cold.flavor               = local
      step-operator.script.flavor             = local
      step-operator.script.lane               = script
      step-operator.owner.flavor              = local
      step-operator.owner.secret.token        = env:EMR_TOKEN
      step-operator.given.flavor              = local
      step-operator.given.env.EMR_ID          = ${env:ELSE}
      step-operator.emr.flavor                = emr
      step-operator.emr.region                = eu-west-1
      step-operator.emr.cluster-id            = j-2AXXXXXXGAPLF
      step-operator.emr.access-key-id         = ${env:EMR_ID}
      step-operator.emr.secret-access-key     = ${env:EMR_SECRET}
      step-operator.emr.session-token         = ${env:EMR_TOKEN}
      """;

  @TempDir Path temporary;

  @Test
  void aDriverInheritsNoSecretOfAnotherOperatorUnlessItsOwnSettingsNameIt() throws Exception {
    Path spark =
        Path.of(
                System.getProperty("outrider.spark.homes"),
                System.getProperty("outrider.spark.lines").split(",")[0])
            .toAbsolutePath();
    PlainProject project =
        new PlainProject(temporary)
            .withHome(Path.of("target/outrider").toAbsolutePath())
            .with("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString())
            .with("SPARK_HOME", spark.toString())
            .with("SPARK_LOCAL_IP", "127.0.0.1")
            .with("EMR_ID", "id")
            .with("EMR_SECRET", "secret")
            .with("EMR_TOKEN", "token")
            .with("ELSE", "other");
    Path folder = project.folder();
    Files.writeString(folder.resolve("outrider.properties"), PROPERTIES);
    compile(folder, spark);

    Ended ended = project.outriderProcess("run", "acme.Looks", "--class-path", "classes");

    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(value(folder, "cold")).isEqualTo("\"ELSE\"");
    assertThat(value(folder, "script")).isEqualTo("\"ELSE\"");
    assertThat(value(folder, "owner")).isEqualTo("\"ELSE EMR_TOKEN\"");
    assertThat(value(folder, "given")).isEqualTo("\"ELSE EMR_ID\"");
  }

  private static String value(Path folder, String step) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve(".outrider/store"))) {
      Path value =
          files
              .filter(each -> each.endsWith("outputs/output/value.json"))
              .filter(each -> each.toString().contains("/" + step + "/1/"))
              .findAny()
              .orElseThrow();
      return Files.readString(value).strip();
    }
  }

  private static void compile(Path folder, Path spark) throws Exception {
    Path source = Files.writeString(folder.resolve("Looks.java"), SOURCE);
    try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
      String classPath =
          Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.map(Path::toString))
              .collect(Collectors.joining(File.pathSeparator));
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-parameters",
                  "-proc:none",
                  "-cp",
                  classPath,
                  "-d",
                  folder + "/classes",
                  source.toString());
      assertThat(failed).isZero();
    }
  }
}
