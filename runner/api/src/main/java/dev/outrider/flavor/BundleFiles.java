// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * A bundle where the platform can read it.
 *
 * @param application the application jar, which holds the main class
 * @param mainClass the class that is started, with {@code --context URI}
 * @param jars the other layers, in the order of the class path
 */
public record BundleFiles(URI application, String mainClass, List<URI> jars) {
  public BundleFiles {
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(mainClass, "mainClass");
    jars = List.copyOf(jars);
  }
}
