// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.testkit.platform.LoopbackS3;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with odd names, in folders with odd names of an S3, given and taken by plain steps. */
class FilesOnS3IT {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;
      import java.util.List;

      public final class Odd {
        static final List<String> NAMES =
            List.of("a b", "a+b", "50%", "größe", "x%2By", "%2F", "k=v", "q?#&;", "[x]{y},z");

        public record Make() implements Step<NoInput, Make.Out> {
          public record Out(String text, Path files) {}

          public Out run(NoInput in, StepContext context) throws Exception {
            Path folder = Files.createDirectory(context.workFolder().resolve("out"));
            for (String name : NAMES) {
              Files.writeString(folder.resolve(name), name);
            }
            return new Out("x".repeat(100_000), folder);
          }
        }

        public record Read() implements Step<Read.In, String> {
          public record In(String text, Path files) {}

          public String run(In in, StepContext context) throws Exception {
            try (var all = Files.list(in.files())) {
              for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (!NAMES.contains(name) || !Files.readString(each).equals(name)) {
                  throw new IllegalStateException(name);
                }
              }
            }
            return in.text().length() + " " + in.files().toFile().list().length;
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("odd", p -> {
            var make = p.step("make", new Make());
            p.step("read", new Read())
                .input(Read.In::text).from(make.output(Make.Out::text))
                .input(Read.In::files).from(make.output(Make.Out::files));
          });
        }
      }
      """;
  private static final Path S3PROXY =
      Path.of(System.getProperty("outrider.spark.homes"), "s3proxy/s3proxy.jar");

  @TempDir static Path shared;
  private static LoopbackS3 s3;
  private static PlainProject project;

  @BeforeAll
  static void start() throws Exception {
    s3 = LoopbackS3.start(S3PROXY, Files.createDirectories(shared.resolve("s3")));
    s3.bucket("buck");
    project =
        new PlainProject(Files.createDirectories(shared.resolve("project")))
            .withHome(Path.of("target/outrider").toAbsolutePath())
            .with("KEY_ID", LoopbackS3.KEY_ID)
            .with("KEY", LoopbackS3.KEY)
            .compile("Odd", SOURCE);
    Files.writeString(
        project.folder().resolve("outrider.properties"),
        """
        artifact-store.endpoint = %s
        artifact-store.region = eu-west-1
        artifact-store.access-key-id = ${env:KEY_ID}
        artifact-store.secret-access-key = ${env:KEY}
        """
            .formatted(s3.address()));
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "env=prod",
        "env%3Dprod2",
        "a+b%20c%25d%2Be/gr%C3%B6%C3%9Fe",
        "what%3F/%231"
      })
  void whatAStepGivesTheNextOneTakes(String folder) throws Exception {
    String store = "artifact-store=s3://buck/" + folder;

    PlainProject.Ended ended =
        project.outriderProcess("run", "Odd", "--class-path", "classes", "-D", store);

    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("100000 9");
  }
}
