// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.BundleDescriptor;
import dev.outrider.step.attempt.BundledStep;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonFormException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/** The steps that the bundle holds, and whether this platform can run them. */
final class BundledSteps {

  private final BundleDescriptor descriptor;

  private BundledSteps(BundleDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  static BundledSteps of(ClassLoader loader) throws BadInputException {
    try (InputStream in = loader.getResourceAsStream(BundleDescriptor.ENTRY)) {
      if (in == null) {
        throw new BadInputException(
            "This jar is no bundle: it has no "
                + BundleDescriptor.ENTRY
                + ". Make one with 'outrider bundle'.");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
      }
      String json = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      return new BundledSteps(Formats.read(json, BundleDescriptor.class, BundleDescriptor.ENTRY));
    } catch (IOException | JsonFormException e) {
      throw new BadInputException("This bundle cannot be read: " + e.getMessage(), e);
    }
  }

  String pipeline() {
    return descriptor.pipeline().orElse("standalone");
  }

  BundledStep step(Optional<String> name) throws BadInputException {
    String names =
        descriptor.steps().stream().map(BundledStep::name).collect(Collectors.joining(", "));
    if (!name.isPresent()) {
      if (descriptor.steps().size() == 1) {
        return descriptor.steps().get(0);
      }
      throw new BadInputException(
          "This bundle holds several steps; name one with --step: " + names + ".");
    }
    for (BundledStep each : descriptor.steps()) {
      if (each.name().equals(name.get())) {
        return each;
      }
    }
    throw new BadInputException(
        "This bundle has no step '" + name.get() + "'; it has: " + names + ".");
  }

  /** Refuses a platform that cannot run the steps, before one of them fails in a way of its own. */
  void checkPlatform(String javaVersion, String scalaVersion) throws BadInputException {
    int java = release(javaVersion);
    if (java < descriptor.java()) {
      throw new BadInputException(
          "This bundle's steps need Java "
              + descriptor.java()
              + " or newer, but this is Java "
              + javaVersion
              + ". Compile them with --release "
              + java
              + ", or take a platform with a newer Java.");
    }
    if (descriptor.scala().isPresent()
        && !scalaVersion.startsWith(descriptor.scala().get() + ".")) {
      throw new BadInputException(
          "This bundle's steps were compiled for Scala "
              + descriptor.scala().get()
              + ", but this Spark runs Scala "
              + scalaVersion
              + ". Compile them for Scala "
              + scalaVersion
              + ", or take a Spark for Scala "
              + descriptor.scala().get()
              + ".");
    }
  }

  /** 8 for 1.8.0_302, 17 for 17.0.15. */
  static int release(String version) {
    String[] parts = version.split("[._+-]");
    int first = Integer.parseInt(parts[0]);
    return first == 1 ? Integer.parseInt(parts[1]) : first;
  }
}
