// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that a bundle ends with. */
class BundleCommandTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.*;
      import dev.outrider.step.*;
      import java.nio.file.Path;
      import java.util.*;

      public final class Sums {
        public record First(int limit, String title, List<Integer> weights, Optional<String> note)
            implements Step<First.In, Integer> {
          public record In(Path numbers, String unit, Optional<Path> more) {}
          public Integer run(In in, StepContext context) {
            return 7;
          }
        }
        public record Second() implements Step<Integer, Integer> {
          public Integer run(Integer in, StepContext context) {
            return in;
          }
        }
        public static Pipeline pipeline() {
          return Pipeline.define("sums", p -> {
            var numbers = p.parameter("numbers", Path.class);
            var first =
                p.step("first", new First(3, "it's done", List.of(1, 2), Optional.empty()))
                    .input(First.In::numbers).from(numbers)
                    .input(First.In::unit).from(p.value("miles"));
            p.step("second", new Second()).from(first.output());
          });
        }
      }
      """;

  @TempDir Path temporary;
  private PlainProject project;

  @BeforeEach
  void aProject() throws IOException {
    project = new PlainProject(temporary).compile("Sums", SOURCE);
  }

  @Test
  void aBundleEndsWithACommandThatNamesTheStepsOwnInputsAndParameters() {
    assertThat(bundled("Sums", "--step", "first"))
        .endsWith(
            "run it  spark-submit b.jar --step first --param limit=3 --param 'title=it'\\''s done'"
                + " --param 'weights=[1,2]' --input numbers=PATH --input unit=miles"
                + " --output out/\n");
    assertThat(bundled("Sums", "--step", "second"))
        .endsWith("run it  spark-submit b.jar --step second --input input=VALUE --output out/\n");
  }

  @Test
  void aStepClassAloneHasValuesToFillIn() {
    assertThat(bundled("Sums$First"))
        .endsWith(
            "run it  spark-submit b.jar --step first --param limit=VALUE --param title=VALUE"
                + " --param weights=VALUE --param note=VALUE --input numbers=PATH --input"
                + " unit=VALUE --output out/\n");
  }

  private String bundled(String target, String... more) {
    List<String> words = new ArrayList<>(List.of("bundle", target, "--class-path", "classes"));
    words.addAll(List.of("--spark", "3.5_2.12", "-o", "b.jar"));
    words.addAll(List.of(more));
    PlainProject.Ended ended = project.outrider(words.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }
}
