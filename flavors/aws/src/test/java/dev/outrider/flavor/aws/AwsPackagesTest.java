// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Imports point one way, so that a further service of AWS is a sibling of EMR. */
class AwsPackagesTest {
  private static final String AWS = "dev.outrider.flavor.aws";
  private static final String BASE = "dev.outrider.flavor.base";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(AWS, BASE);

  @Test
  void whatAllOfAwsHasInCommonKnowsNoServiceAndTheStoreKnowsNoFlavor() {
    noClasses()
        .that()
        .resideInAPackage(AWS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(AWS + ".emr..", AWS + ".s3..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(AWS + ".s3..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(AWS + ".emr..")
        .check(CLASSES);
  }

  @Test
  void whatFlavorsShareKnowsNoFlavorAndHasNoCircleOfPackages() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(AWS + "..", "software.amazon..")
        .check(CLASSES);
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
