// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.BundledStep;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to bundle, and for which Spark. Immutable; whether it can be done is said by {@link
 * Bundle#of}.
 *
 * @param classPath the user's classes and their dependencies; may hold Spark and Outrider, which
 *     are left out
 * @param pipeline the pipeline that the steps are from; empty when they are named by class
 * @param steps the steps, at least one, of different names
 * @param targets the Sparks that the one bundle is to run on, at least one
 * @param java the lowest Java release of the target platforms, for example 8, 11, 17
 */
public record BundleRequest(
    ClassPath classPath,
    Optional<String> pipeline,
    List<BundledStep> steps,
    List<SparkLine> targets,
    int java) {

  public BundleRequest {
    Objects.requireNonNull(classPath, "classPath");
    Objects.requireNonNull(pipeline, "pipeline");
    steps = List.copyOf(steps);
    targets = List.copyOf(targets);
  }
}
