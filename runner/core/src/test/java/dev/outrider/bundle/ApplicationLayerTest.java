// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The step application that core carries runs on every known Spark, from Java 8 on. */
class ApplicationLayerTest {

  @Test
  void allOfItIsFitForEveryKnownLineOnJava8() throws Exception {
    SparkClasses spark = SparkClasses.load();
    try (ApplicationJar application = ApplicationJar.unpack();
        ClassPathReader reader = new ClassPathReader()) {
      ClassPath classPath = ClassPath.of(List.of(application.file()));
      StepReach reach = new StepReach(classPath, spark::isOwn, reader);
      SparkApi api = new SparkApi(spark, ApiDifferences.load(), reach);
      TargetCheck check =
          new TargetCheck(
              classPath,
              Set.copyOf(classPath.entries()),
              reach,
              api,
              reader,
              List.of(KnownLine.values()),
              8);

      check.check(Map.of("every", reach.from(classPath.classNames())));

      assertThat(check.problems()).isEmpty();
      assertThat(check.warnings()).isEmpty();
      assertThat(check.lowestJava()).isEqualTo(8);
      assertThat(classPath.entryOf("dev/outrider/step/SparkStep")).isPresent();
    }
  }
}
