// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.BundleDescriptor;
import dev.outrider.step.attempt.BundledStep;
import dev.outrider.step.attempt.Formats;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A bundle of the steps that these tests run: the application jar with their classes added. */
final class TestBundle {

  private static final String STEPS = "dev/outrider/application/steps/";
  private static final String SERVICES = "META-INF/services/dev.outrider.step.Materializer";

  private TestBundle() {}

  /**
   * @param steps simple class names, each in the package {@code steps}
   */
  static Path of(Path jar, List<String> steps, int java, Optional<String> scala)
      throws IOException {
    Files.copy(Path.of(System.getProperty("outrider.application.jar")), jar);
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Path classes =
          Path.of(TestBundle.class.getProtectionDomain().getCodeSource().getLocation().getPath());
      Files.createDirectories(zip.getPath(STEPS));
      try (Stream<Path> files = Files.list(classes.resolve(STEPS))) {
        for (Path each : files.toList()) {
          Files.copy(each, zip.getPath(STEPS + each.getFileName()));
        }
      }
      Files.createDirectories(zip.getPath("META-INF/services"));
      try (InputStream in = Files.newInputStream(classes.resolve(SERVICES))) {
        Files.copy(in, zip.getPath(SERVICES));
      }
      List<BundledStep> bundled = new ArrayList<>();
      for (String each : steps) {
        String name = each.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase();
        bundled.add(new BundledStep(name, STEPS.replace('/', '.') + each, Optional.empty()));
      }
      BundleDescriptor descriptor =
          new BundleDescriptor(
              Formats.CURRENT, Optional.empty(), bundled, java, scala, List.of("3.5_2.12"));
      Files.createDirectories(zip.getPath("META-INF/outrider"));
      Files.write(
          zip.getPath(BundleDescriptor.ENTRY),
          Formats.write(descriptor).getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
