// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bundle where the platform can read it.
 *
 * @param application the application jar, which holds the main class
 * @param mainClass the class that is started, with {@code --context URI}
 * @param jars the other layers, in the order of the class path
 */
public record BundleFiles(URI application, String mainClass, List<URI> jars) {

  /**
   * See {@code DependencyUtils.resolveGlobPaths} of Spark: {@code ]} and {@code }} need another.
   */
  private static final String SYNTAX = ",[]{?*\\";

  public BundleFiles {
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(mainClass, "mainClass");
    jars = List.copyOf(jars);
  }

  /**
   * The application and the other layers, in this order.
   *
   * @return at least one
   */
  public List<URI> files() {
    return Stream.concat(Stream.of(application), jars.stream()).toList();
  }

  /**
   * What keeps these files from standing in a list of Spark's: {@code --jars} and {@code
   * spark.jars}, which have the application too. Spark splits a list at its commas, undoes the
   * escapes of each part and takes the part for a pattern.
   *
   * @return a clause that names the file and the character; empty where a list can name all files
   */
  public Optional<String> unlisted() {
    for (URI file : files()) {
      String name = file.getPath() == null ? file.toString() : file.getPath();
      Optional<String> character =
          name.chars()
              .filter(each -> SYNTAX.indexOf(each) >= 0)
              .mapToObj(Character::toString)
              .findFirst();
      if (character.isPresent()) {
        return Optional.of(
            "the bundle's file "
                + name
                + " has a '"
                + character.get()
                + "' in its path, which spark-submit does not take as a part of a name in its list"
                + " of jars");
      }
    }
    return Optional.empty();
  }
}
