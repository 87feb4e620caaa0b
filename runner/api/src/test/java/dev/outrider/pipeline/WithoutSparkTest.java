// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.outrider.step.TypedStep;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What step and pipeline authors see loads where Spark and Scala are not. */
class WithoutSparkTest {

  private static final List<Class<?>> MODULES = List.of(TypedStep.class, Pipeline.class);
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.outrider");

  @Test
  void everyClassOfStepAndApiLoadsAndInitializes() throws Exception {
    List<String> loaded = new ArrayList<>();
    try (URLClassLoader loader = new WithoutSpark(urls())) {
      for (JavaClass each : CLASSES) {
        loaded.add(Class.forName(each.getName(), true, loader).getName());
      }
    }

    assertThat(loaded)
        .hasSizeGreaterThan(60)
        .contains(
            "dev.outrider.step.SparkStepContext",
            "dev.outrider.step.value.JsonForm",
            "dev.outrider.pipeline.Sources",
            "dev.outrider.pipeline.StepNode");
  }

  @Test
  void onlyTheSessionAndTheSourcesMentionSpark() {
    Set<String> mentioning = new TreeSet<>();
    CLASSES.forEach(
        each ->
            each.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(WithoutSparkTest::isSpark)
                .forEach(found -> mentioning.add(each.getName())));

    assertThat(mentioning)
        .containsExactly("dev.outrider.pipeline.Sources", "dev.outrider.step.SparkStepContext");
  }

  @Test
  void stepAndApiUseNothingButTheJdkAndSlf4j() {
    Set<String> used =
        CLASSES.stream()
            .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(type -> !type.isPrimitive())
            .map(JavaClass::getPackageName)
            .filter(each -> !each.startsWith("java.") && !each.startsWith("dev.outrider"))
            .filter(each -> !isSpark(each))
            .collect(Collectors.toCollection(TreeSet::new));

    // the JDK's own TLS; minimal-json is moved into a package of the step jar when that is packed
    assertThat(used).isSubsetOf("javax.net.ssl", "com.eclipsesource.json", "org.slf4j");
  }

  private static boolean isSpark(String packageName) {
    return packageName.startsWith("org.apache.spark.");
  }

  private static URL[] urls() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Class<?> each : MODULES) {
      urls.add(each.getProtectionDomain().getCodeSource().getLocation());
    }
    return urls.toArray(URL[]::new);
  }

  /** Defines the two modules anew, beside slf4j and minimal-json; everything else is not there. */
  private static final class WithoutSpark extends URLClassLoader {

    WithoutSpark(URL[] urls) {
      super(urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      return name.startsWith("org.slf4j.") || name.startsWith("com.eclipsesource.json.")
          ? WithoutSparkTest.class.getClassLoader().loadClass(name)
          : super.findClass(name);
    }
  }
}
