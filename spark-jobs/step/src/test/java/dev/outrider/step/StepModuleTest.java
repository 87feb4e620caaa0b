// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** This module meets a user's Spark, on any Java from 8 on. */
class StepModuleTest {

  private static final Path CLASSES =
      Path.of(TypedStep.class.getProtectionDomain().getCodeSource().getLocation().getPath());

  @Test
  void everyClassIsJava8Bytecode() throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(CLASSES)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }

    assertThat(classes)
        .hasSizeGreaterThan(30)
        .allSatisfy(file -> assertThat(major(file)).isEqualTo(52));
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.outrider.step");

    SlicesRuleDefinition.slices()
        .matching("dev.outrider.step.(attempt|store|text|value)..")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  private static int major(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.readInt();
      in.readUnsignedShort();
      return in.readUnsignedShort();
    }
  }
}
