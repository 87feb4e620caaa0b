// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Checks pipelines and binds them to their parameters. Types are read from class files, so a
 * pipeline can be planned in a process without one class of Spark. Thread-safe.
 */
public final class Planner {

  private final Locations locations;

  /**
   * @param workingDirectory the base of relative paths and URIs
   */
  public Planner(Path workingDirectory) {
    this.locations = new Locations(Objects.requireNonNull(workingDirectory, "workingDirectory"));
  }

  /**
   * Plans a pipeline.
   *
   * @param pipeline the pipeline
   * @param parameters the values of its parameters as text, by name; a list's members stand between
   *     commas. A relative path or URI is resolved against the working directory, and so is a
   *     default value
   * @throws PlanningException when there is any problem; it names all of them
   */
  public Plan plan(Pipeline pipeline, Map<String, String> parameters) throws PlanningException {
    PipelinePlanning planning = new PipelinePlanning(pipeline, locations);
    return planning.plan(
        problems -> ParameterBinding.bind(pipeline, parameters, locations, problems), true);
  }

  /**
   * Plans a pipeline as far as that goes without the values of its parameters, for bundling: an
   * input from a parameter is {@link PlannedInput.Unbound}, even where the parameter has a default.
   * A Spark step needs no step operator here, for a plain {@code spark-submit} may run its bundle.
   *
   * @throws PlanningException when there is any problem; it names all of them
   */
  public Plan structure(Pipeline pipeline) throws PlanningException {
    PipelinePlanning planning = new PipelinePlanning(pipeline, locations);
    return planning.plan(problems -> ParameterBinding.unbound(pipeline, problems), false);
  }
}
