// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.stream.Stream;

/** What runs in a user's Spark knows nothing but the step module, Spark, Hadoop and the JDK. */
@AnalyzeClasses(packages = "dev.outrider.application", importOptions = DoNotIncludeTests.class)
class ImportsTest {

  /** Of Scala only what is the same class with the same methods in 2.12 and in 2.13. */
  private static final String SCALA_OF_BOTH_LINES =
      "scala\\.Option|scala\\.Tuple2|scala\\.util\\.Properties";

  private static final DescribedPredicate<JavaClass> ALLOWED =
      resideInAnyPackage(
              "dev.outrider.application..",
              "dev.outrider.step..",
              "java..",
              "org.slf4j..",
              "org.apache.spark..",
              "org.apache.hadoop..",
              "org.apache.logging.log4j..")
          .or(nameMatching(SCALA_OF_BOTH_LINES));

  @ArchTest
  static final ArchRule APPLICATION_IMPORTS_STEP_AND_THE_PLATFORM_ONLY =
      classes().should().onlyDependOnClassesThat(ALLOWED);

  @ArchTest
  static final ArchRule NO_METHOD_THAT_MENTIONS_SCALA_COLLECTIONS_IS_CALLED =
      noClasses()
          .should()
          .callCodeUnitWhere(
              describe(
                  "its signature mentions scala.collection",
                  call ->
                      Stream.concat(
                              call.getTarget().getRawParameterTypes().stream(),
                              Stream.of(call.getTarget().getRawReturnType()))
                          .anyMatch(type -> type.getName().startsWith("scala.collection"))));

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
}
