// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.URI;

/** Imports point one way: cli to core to api to step. */
@AnalyzeClasses(
    packages = "dev.outrider",
    importOptions = {DoNotIncludeTests.class, ImportsTest.NoPlatforms.class})
class ImportsTest {

  /** What platforms are made of is on the class path of tests alone. */
  static final class NoPlatforms implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("outrider-testkit") && !location.contains("outrider-aws-loopback");
    }
  }

  private static final String[] CORE = {
    "dev.outrider.plan..",
    "dev.outrider.bundle..",
    "dev.outrider.plugin..",
    "dev.outrider.artifact..",
    "dev.outrider.config..",
    "dev.outrider.ledger..",
    "dev.outrider.home..",
    "dev.outrider.run.."
  };

  @ArchTest
  static final ArchRule MODULES_IMPORT_IN_ONE_DIRECTION =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.outrider..")
          .layer("cli")
          .definedBy("dev.outrider.cli..")
          .layer("core")
          .definedBy(CORE)
          .layer("api")
          .definedBy(
              "dev.outrider.pipeline..",
              "dev.outrider.flavor..",
              "dev.outrider.store..",
              "dev.outrider.packaging..")
          .layer("step")
          .definedBy("dev.outrider.step..")
          .layer("examples")
          .definedBy("dev.outrider.examples..")
          .ensureAllClassesAreContainedInArchitecture()
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("examples")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("cli", "core", "examples")
          .whereLayer("step")
          .mayOnlyBeAccessedByLayers("cli", "core", "api", "examples");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      SlicesRuleDefinition.slices().matching("dev.outrider.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_RUNNER_NEVER_TOUCHES_SPARK_OR_SCALA =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .or()
          .resideInAPackage("dev.outrider.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "scala..");

  /** A person, a plan and a store spell one place in different ways. */
  @ArchTest
  static final ArchRule URIS_ARE_COMPARED_AS_STORE_LOCATIONS_ONLY =
      noClasses()
          .should()
          .callMethod(URI.class, "relativize", URI.class)
          .orShould()
          .callMethod(URI.class, "equals", Object.class)
          .orShould()
          .callMethod(URI.class, "compareTo", URI.class)
          .orShould()
          .callMethod(URI.class, "normalize");

  @ArchTest
  static void everyModuleIsLookedAt(JavaClasses classes) {
    assertThat(classes.stream().map(each -> each.getPackageName().split("[.]")[2]).distinct())
        .contains("cli", "plan", "bundle", "plugin", "pipeline", "step");
  }
}
