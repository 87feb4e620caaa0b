// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/**
 * Whatever is Outrider's own is known as such, so that no bundle takes it from a user's project.
 */
class OutriderClassesTest {

  @Test
  void everyClassOfTheRunnerIsKnownAsOutridersOwn() {
    assertThat(
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.outrider")
                    .stream()
                    .map(JavaClass::getName))
        .hasSizeGreaterThan(100)
        .allMatch(name -> OutriderClasses.has(name.replace('.', '/')));
  }

  @Test
  void theLibraryThatComesWithOutriderIsTheOneOfTheBuild() {
    String jar = Logger.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    assertThat(Path.of(jar).getFileName()).hasToString(OutriderClasses.BROUGHT + ".jar");
  }
}
