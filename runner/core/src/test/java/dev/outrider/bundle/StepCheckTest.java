// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCheckTest {

  private static final String SOURCE =
      """
      package acme;
      import dev.outrider.step.*;
      public class Steps {
        public interface Shape extends Step<NoInput, Long> {}
        public abstract static class Half implements Shape {}
        public static class Whole extends Half {
          public Long run(NoInput input, StepContext context) { return 1L; }
        }
        private static class Hidden extends Whole {}
        public class Inner extends Whole {}
        public static class Closed extends Whole { private Closed() {} }
        public static class Other {}
        enum One implements Shape { IT; public Long run(NoInput i, StepContext c) { return 1L; } }
      }
      """;

  @TempDir static Path folder;
  private static Path classes;

  @BeforeAll
  static void compile() {
    classes = new UserProject(folder).source("acme/Steps.java", SOURCE).compile(8);
  }

  @Test
  void aStepThatInheritsFromOneIsAStep() throws Exception {
    Bundle bundle = bundle("acme.Steps$Whole");

    assertThat(bundle.descriptor().steps()).containsExactly(step("s1", "acme.Steps$Whole"));
  }

  @Test
  void everyBrokenStepIsReportedAtOnce() {
    BundleException refused =
        catchThrowableOfType(
            BundleException.class,
            () ->
                bundle(
                    "acme.Steps.Whole",
                    "acme.Gone",
                    "acme.Steps$Other",
                    "acme.Steps$Shape",
                    "acme.Steps$Half",
                    "acme.Steps$Hidden",
                    "acme.Steps$Inner",
                    "acme.Steps$Closed",
                    "acme.Steps$One"));

    assertThat(refused.problems())
        .containsExactly(
            "Step 's1': class acme.Steps.Whole is not on the class path ("
                + classes
                + "). Did you mean acme.Steps$Whole?",
            "Step 's2': class acme.Gone is not on the class path ("
                + classes
                + "). Add the folder or the jar that has it.",
            "Step 's3': acme.Steps$Other is no step: it implements neither dev.outrider.step.Step"
                + " nor dev.outrider.step.SparkStep.",
            "Step 's4': acme.Steps$Shape is an interface. Name the class that implements it.",
            "Step 's5': acme.Steps$Half is abstract. Name a class that extends it.",
            "Step 's6': acme.Steps$Hidden is private, so that nobody can make one on the cluster."
                + " Make it public.",
            "Step 's7': acme.Steps$Inner is an inner class, which needs an instance of the outer"
                + " one. Make it static, or a record.",
            "Step 's8': acme.Steps$Closed has private constructors only, so that nobody can make one"
                + " on the cluster. Make one public.",
            "Step 's9': acme.Steps$One has private constructors only, so that nobody can make one on"
                + " the cluster. Make one public.");
  }

  @Test
  void stepsOfOneNameAndNoStepsAreRefused() {
    BundleException twice =
        catchThrowableOfType(
            BundleException.class,
            () ->
                Bundle.of(
                    new BundleRequest(
                        ClassPath.of(List.of(classes)),
                        Optional.empty(),
                        List.of(step("a", "acme.Steps$Whole"), step("a", "acme.Steps$Whole")),
                        List.of(SparkLine.parse("3.5")),
                        8)));
    BundleException nothing =
        catchThrowableOfType(
            BundleException.class,
            () ->
                Bundle.of(
                    new BundleRequest(
                        ClassPath.of(List.of(classes)),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        8)));

    assertThat(twice)
        .hasMessage("Two steps are named 'a'. Give each step of a bundle its own name.");
    assertThat(nothing)
        .hasMessage(
            "2 problems with the bundle:\n"
                + "  No step is named. Name at least one that the bundle is to run.\n"
                + "  No Spark line is named. Known are 3.3.4_2.12, 3.5.5_2.12, 4.1.3_2.13.");
  }

  private static Bundle bundle(String... stepClasses) throws BundleException {
    int[] number = {0};
    return Bundle.of(
        new BundleRequest(
            ClassPath.of(List.of(classes)),
            Optional.empty(),
            Stream.of(stepClasses).map(each -> step("s" + ++number[0], each)).toList(),
            List.of(SparkLine.parse("3.5.5_2.12")),
            8));
  }
}
