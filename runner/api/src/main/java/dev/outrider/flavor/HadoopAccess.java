// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a Spark home needs to reach a store through Hadoop. Data, kept in the plugin's descriptor:
 * flavors whose drivers run from a Spark home judge by it, without knowing the store. Immutable.
 *
 * @param fileSystem the class of Hadoop's file system that the jars are for
 * @param schemes by the scheme of a URI, those of the store and others that mean the same objects:
 *     Spark's properties that bind the file system to it, none where Hadoop does
 * @param jars what a Spark home must have
 * @param variables names of environment variables that the file system reads credentials from
 * @param committer how files are committed without being renamed; empty where the store can rename
 */
public record HadoopAccess(
    String fileSystem,
    Map<String, Map<String, String>> schemes,
    List<Jar> jars,
    Set<String> variables,
    Optional<Committer> committer) {

  /** Stands for Hadoop's version in {@link Jar#otherwise}. */
  public static final String VERSION = "{hadoop}";

  public HadoopAccess {
    Objects.requireNonNull(fileSystem, "fileSystem");
    Map<String, Map<String, String>> copy = new LinkedHashMap<>();
    schemes.forEach((scheme, bindings) -> copy.put(scheme, Map.copyOf(bindings)));
    schemes = Map.copyOf(copy);
    jars = List.copyOf(jars);
    variables = Set.copyOf(variables);
    Objects.requireNonNull(committer, "committer");
  }

  /**
   * A jar that a Spark home must have.
   *
   * @param form a pattern of the file's name
   * @param artifacts by Hadoop's version: the coordinates in Maven Central, {@code
   *     GROUP:ARTIFACT:VERSION}
   * @param otherwise coordinates, or words, for other versions, with {@link #VERSION} for it
   */
  public record Jar(String form, Map<String, String> artifacts, String otherwise) {
    public Jar {
      Objects.requireNonNull(form, "form");
      artifacts = Map.copyOf(artifacts);
      Objects.requireNonNull(otherwise, "otherwise");
    }

    /** The coordinates, or words, for a version of Hadoop. */
    public String of(String hadoop) {
      return artifacts.getOrDefault(hadoop, otherwise.replace(VERSION, hadoop));
    }
  }

  /**
   * Committers of Hadoop for a store that renames a file by copying it.
   *
   * @param store its name, for people
   * @param property Spark's property that names one
   * @param names those that rename nothing, the advised one first
   * @param factories by the scheme of a URI: Spark's properties that a committer needs besides
   * @param implied a pattern of properties that choose one where they are {@code true}
   */
  public record Committer(
      String store,
      String property,
      List<String> names,
      Map<String, Map<String, String>> factories,
      String implied) {
    public Committer {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(property, "property");
      names = List.copyOf(names);
      factories = Map.copyOf(factories);
      Objects.requireNonNull(implied, "implied");
    }
  }
}
