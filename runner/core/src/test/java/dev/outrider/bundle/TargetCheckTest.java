// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.UserProject.javaStep;
import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.step.attempt.BundledStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetCheckTest {

  @TempDir Path folder;

  @Test
  void aStepOfJava17ClassesIsRefusedForJava8() {
    Path classes =
        new UserProject(folder)
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .compile(17);

    assertThatThrownBy(() -> bundle(List.of(classes), 8, step("clean", "acme.Clean"), "3.5.5_2.12"))
        .isInstanceOf(BundleException.class)
        .hasMessage(
            "Step 'clean' reaches acme.Clean (class-file version 61, Java 17), but the target's Java"
                + " is 8. Compile it with --release 8, or choose a platform with Java 17.");
  }

  @Test
  void whatIsReachedThroughALambdaOrAnAnnotationIsJudged() throws Exception {
    Path library =
        new UserProject(folder)
            .source(
                "lib/Tool.java",
                "package lib; public class Tool { public static long n(Object o) { return 1; } }")
            .source("lib/Unused.java", "package lib; public class Unused {}")
            .compile(17);
    Path jar = Jars.ofFolder(folder.resolve("lib-1.jar"), library);
    Path classes =
        new UserProject(folder)
            .library(library)
            .source(
                "acme/Clean.java",
                javaStep(
                    "Clean",
                    "java.util.function.Function<Object, Long> f = lib.Tool::n; return f.apply(1);"))
            .compile(17);

    BundleException refused =
        catchThrowableOfType(
            BundleException.class,
            () -> bundle(List.of(classes, jar), 11, step("clean", "acme.Clean"), "3.5.5_2.12"));

    assertThat(refused.problems())
        .containsExactly(
            "Step 'clean' reaches acme.Clean (class-file version 61, Java 17), but the target's Java"
                + " is 11. Compile it with --release 11, or choose a platform with Java 17.",
            "Step 'clean' reaches lib.Tool of lib-1.jar (class-file version 61, Java 17), but the"
                + " target's Java is 11. Use a version of lib-1.jar for Java 11, or choose a"
                + " platform with Java 17.");
  }

  @Test
  void aNewerClassThatIsNotReachedDoesNoHarm() throws Exception {
    Path library =
        new UserProject(folder)
            .source("lib/Unused.java", "package lib; public class Unused {}")
            .compile(17);
    Path classes =
        new UserProject(folder)
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .compile(8);

    Bundle bundle =
        bundle(
            List.of(classes, Jars.ofFolder(folder.resolve("lib.jar"), library)),
            8,
            step("clean", "acme.Clean"),
            "3.3.4_2.12");

    assertThat(bundle.descriptor().java()).isEqualTo(8);
  }

  @Test
  void aSparkThatDoesNotRunOnTheJavaIsRefused() {
    Path classes =
        new UserProject(folder)
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .compile(8);

    assertThatThrownBy(
            () ->
                bundle(
                    List.of(classes), 8, step("clean", "acme.Clean"), "3.5.5_2.12", "4.1.3_2.13"))
        .hasMessage(
            "Spark 4.1.3_2.13 does not run on Java 8, only on 17, 21. Choose another Java or another"
                + " Spark.");
    assertThatThrownBy(
            () -> bundle(List.of(classes), 21, step("clean", "acme.Clean"), "3.5.5_2.12"))
        .hasMessage(
            "Spark 3.5.5_2.12 does not run on Java 21, only on 8, 11, 17. Choose another Java or"
                + " another Spark.");
  }

  @Test
  void aMethodThatTheTargetHasNotIsRefusedNamingTheLinesThatHaveIt() {
    Path classes =
        new UserProject(folder)
            .source(
                "acme/Clean.java",
                javaStep(
                    "Clean",
                    "java.util.function.Supplier<Object> s ="
                        + " () -> context.spark().range(3).sqlContext();"
                        + " return s.get() == null ? 0L : 1L;"))
            .compile(8);

    assertThatThrownBy(
            () -> bundle(List.of(classes), 17, step("clean", "acme.Clean"), "4.1.3_2.13"))
        .hasMessage(
            "Step 'clean' uses org.apache.spark.sql.Dataset.sqlContext():"
                + " org.apache.spark.sql.SQLContext in acme.Clean.run, which Spark 4.1.3_2.13 does"
                + " not have; 3.3.4_2.12, 3.5.5_2.12 have it. Use what the target has, or choose"
                + " another Spark.");
  }

  @Test
  void theSameStepIsTakenWhereTheMethodIs() throws Exception {
    Path classes =
        new UserProject(folder)
            .source(
                "acme/Clean.java",
                javaStep(
                    "Clean", "return context.spark().range(3).sqlContext() == null ? 0L : 1L;"))
            .compile(8);

    Bundle bundle =
        bundle(List.of(classes), 8, step("clean", "acme.Clean"), "3.3.4_2.12", "3.5.5_2.12");

    assertThat(bundle.descriptor().sparkLines()).containsExactly("3.3_2.12", "3.5_2.12");
    assertThat(bundle.warnings()).isEmpty();
  }

  @Test
  void scalaApiOfTheOtherLineInJavaIsRefused() {
    Path classes =
        new UserProject(folder)
            .source(
                "acme/Clean.java",
                javaStep(
                    "Clean",
                    "return (long) scala.collection.JavaConverters.seqAsJavaListConverter("
                        + "context.spark().range(3).queryExecution().logical().output())"
                        + ".asJava().size();"))
            .compile(8);

    assertThatThrownBy(
            () -> bundle(List.of(classes), 17, step("clean", "acme.Clean"), "4.1.3_2.13"))
        .hasMessageContaining(
            "scala.collection.JavaConverters.seqAsJavaListConverter(scala.collection.Seq):"
                + " scala.collection.convert.Decorators$AsJava in acme.Clean.run, which Spark"
                + " 4.1.3_2.13 does not have; 3.3.4_2.12, 3.5.5_2.12 have it.");
  }

  @Test
  void aMethodOfANewerSparkIsRefusedForAnOlderOne() {
    Path classes =
        new UserProject(folder)
            .source(
                "acme/Clean.java",
                javaStep(
                    "Clean",
                    "return context.spark().range(3).where(functions.ilike(functions.lit(\"a\"),"
                        + " functions.lit(\"b\"))).count();"))
            .compile(8);

    assertThatThrownBy(() -> bundle(List.of(classes), 8, step("clean", "acme.Clean"), "3.3.4_2.12"))
        .hasMessageStartingWith(
            "Step 'clean' uses org.apache.spark.sql.functions.ilike(org.apache.spark.sql.Column,"
                + " org.apache.spark.sql.Column): org.apache.spark.sql.Column in acme.Clean.run,"
                + " which Spark 3.3.4_2.12 does not have; 3.5.5_2.12, 4.1.3_2.13 have it.");
  }

  @Test
  void aMemberInheritedFromSparkThroughTheUsersClassIsFollowed() {
    Path classes =
        new UserProject(folder)
            .source(
                "acme/Mine.java",
                """
                package acme;
                public class Mine extends org.apache.spark.sql.Dataset<Object> {
                  public Mine() { super((org.apache.spark.sql.SQLContext) null, null, null); }
                  Object here() { return sqlContext(); }
                }
                """)
            .source("acme/Clean.java", javaStep("Clean", "return new Mine() == null ? 0L : 1L;"))
            .compile(8);

    assertThatThrownBy(
            () -> bundle(List.of(classes), 17, step("clean", "acme.Clean"), "4.1.3_2.13"))
        .hasMessageContaining(
            "uses acme.Mine.sqlContext(): org.apache.spark.sql.SQLContext in"
                + " acme.Mine.here, which Spark 4.1.3_2.13 does not have");
  }

  @Test
  void aDependencyThatUsesWhatTheTargetHasNotIsAWarning() throws Exception {
    Path library =
        new UserProject(folder)
            .source(
                "lib/Shim.java",
                """
                package lib;
                public class Shim {
                  public static Object of(org.apache.spark.sql.Dataset<?> d) { return d.sqlContext(); }
                  public static long one() { return 1; }
                }
                """)
            .compile(8);
    Path classes =
        new UserProject(folder)
            .library(library)
            .source("acme/Clean.java", javaStep("Clean", "return lib.Shim.one();"))
            .compile(8);

    Bundle bundle =
        bundle(
            List.of(classes, Jars.ofFolder(folder.resolve("shim-2.jar"), library)),
            17,
            step("clean", "acme.Clean"),
            "4.1.3_2.13");

    assertThat(bundle.warnings())
        .containsExactly(
            "Step 'clean' reaches shim-2.jar, which uses 1 class or member that Spark 4.1.3_2.13"
                + " does not have, for example org.apache.spark.sql.Dataset.sqlContext():"
                + " org.apache.spark.sql.SQLContext in lib.Shim.of (3.3.4_2.12, 3.5.5_2.12 have it)."
                + " It fails if the step gets there: look for its version for this Spark.");
  }

  static Bundle bundle(List<Path> classPath, int java, BundledStep step, String... targets)
      throws BundleException {
    return Bundle.of(
        new BundleRequest(
            ClassPath.of(classPath),
            Optional.empty(),
            List.of(step),
            Stream.of(targets).map(SparkLine::parse).toList(),
            java));
  }
}
