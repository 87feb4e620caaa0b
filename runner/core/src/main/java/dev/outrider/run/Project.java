// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is run, and with which configuration: enough to plan a run again in another process.
 * Immutable.
 *
 * @param pipelineClass the class with {@code public static Pipeline pipeline()}; empty for a
 *     pipeline that a program has handed over, which only that program can resume
 * @param classPath the project's folders and jars, in order, absolute
 * @param parameters the values of the pipeline's parameters, as text
 * @param config the properties file; empty for {@code outrider.properties} in the working directory
 * @param profile the profile
 * @param defines properties on top of the files
 * @param workingDirectory the base of relative paths
 * @param rehearsal whether loopback platforms stand in for those of the step operators; absent
 *     where they do not
 */
public record Project(
    Optional<String> pipelineClass,
    List<Path> classPath,
    Map<String, String> parameters,
    Optional<Path> config,
    Optional<String> profile,
    Map<String, String> defines,
    Path workingDirectory,
    Optional<Boolean> rehearsal) {

  public Project {
    Objects.requireNonNull(pipelineClass, "pipelineClass");
    classPath = List.copyOf(classPath);
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(profile, "profile");
    defines = Map.copyOf(defines);
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(rehearsal, "rehearsal");
  }

  /** A project whose platforms are the real ones. */
  public Project(
      Optional<String> pipelineClass,
      List<Path> classPath,
      Map<String, String> parameters,
      Optional<Path> config,
      Optional<String> profile,
      Map<String, String> defines,
      Path workingDirectory) {
    this(
        pipelineClass,
        classPath,
        parameters,
        config,
        profile,
        defines,
        workingDirectory,
        Optional.empty());
  }

  /** The same, with loopback platforms in the place of the real ones. */
  public Project rehearsed() {
    return new Project(
        pipelineClass,
        classPath,
        parameters,
        config,
        profile,
        defines,
        workingDirectory,
        Optional.of(true));
  }

  /** Whether loopback platforms stand in for those of the step operators. */
  public boolean isRehearsal() {
    return rehearsal.orElse(false);
  }
}
