// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.TargetCheckTest.bundle;
import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalaLineTest {

  private static final String STEP =
      """
      package acme
      import dev.outrider.step._
      case class Features(buckets: Int) extends SparkStep[NoInput, java.lang.Long] {
        override def run(input: NoInput, context: SparkStepContext): java.lang.Long =
          Counting.upTo(buckets).map(_ + 1).sum
      }
      object Counting { def upTo(n: Int): Seq[Int] = (1 to n).toList }
      """;

  @TempDir static Path folder;
  private static Path scala212;
  private static Path scala213;

  @BeforeAll
  static void compile() {
    UserProject project = new UserProject(folder).source("acme/Features.scala", STEP);
    scala212 = project.compileScala("2.12", SparkHome.standard());
    scala213 = project.compileScala("2.13", SparkHome.standard());
  }

  @Test
  void aStepOfScala212IsRefusedForATargetOf213() {
    assertThatThrownBy(
            () -> bundle(List.of(scala212), 17, step("features", "acme.Features"), "4.1.3_2.13"))
        .hasMessage(
            "Step 'features' reaches acme.Features and 2 more classes, compiled by Scala 2.12, but"
                + " Spark 4.1.3_2.13 has Scala 2.13, and neither runs the other's classes. Compile"
                + " it with Scala 2.13, or choose Spark 3.3.4_2.12, 3.5.5_2.12.");
  }

  @Test
  void aStepOfScala213IsRefusedForATargetOf212() {
    assertThatThrownBy(
            () -> bundle(List.of(scala213), 17, step("features", "acme.Features"), "3.5.5_2.12"))
        .hasMessage(
            "Step 'features' reaches acme.Features and 2 more classes, compiled by Scala 2.13, but"
                + " Spark 3.5.5_2.12 has Scala 2.12, and neither runs the other's classes. Compile"
                + " it with Scala 2.12, or choose Spark 4.1.3_2.13.");
  }

  @Test
  void eachIsTakenByItsOwnLine() throws Exception {
    Bundle older = bundle(List.of(scala212), 8, step("features", "acme.Features"), "3.3", "3.5");
    Bundle newer = bundle(List.of(scala213), 17, step("features", "acme.Features"), "4.1");

    assertThat(older.descriptor().scala()).contains("2.12");
    assertThat(older.descriptor().java()).isEqualTo(8);
    assertThat(newer.descriptor().scala()).contains("2.13");
    assertThat(older.warnings()).isEmpty();
    assertThat(newer.warnings()).isEmpty();
  }
}
