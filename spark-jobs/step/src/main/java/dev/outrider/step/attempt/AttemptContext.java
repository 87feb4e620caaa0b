// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a launch reads first: {@code context.json} in the attempt's folder, written before the job
 * is submitted.
 */
public final class AttemptContext extends JsonValueObject {

  private final int format;
  private final String run;
  private final String pipeline;
  private final String step;
  private final int attempt;
  private final String key;
  private final String stepClass;
  private final JsonText parameters;
  private final Map<String, InputRecord> inputs;
  private final List<String> outputs;
  private final URI folder;
  private final Optional<URI> marks;
  private final Map<String, String> secrets;
  private final Optional<Duration> runDeadline;
  private final Duration heartbeat;
  private final Map<String, String> trace;
  private final Optional<String> operator;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param run the run's id
   * @param pipeline the pipeline's name
   * @param step the step's name in its pipeline
   * @param attempt which try of the step this is, 1 for the first
   * @param key the attempt's key, which names it on every platform
   * @param stepClass the binary name of the step's class
   * @param parameters the step itself, as a JSON object of its components
   * @param inputs the inputs by name; an optional input that is not connected is absent
   * @param outputs the names of the outputs that are expected
   * @param folder the attempt's folder; ends in a slash
   * @param marks the folder of the run's marks, ends in a slash; empty if the run is not watched
   * @param secrets where each secret is found where the step runs: {@code env:NAME}, {@code
   *     file:PATH} or {@code hadoop:ALIAS}; never a value
   * @param runDeadline how long a launch may run, counted by its own clock from its start
   * @param heartbeat the time between two beats, and the longest that logs and events are held back
   *     is a tenth of it
   * @param trace trace ids to hand on, for example {@code traceparent}
   * @param operator the step operator's name in the configuration; empty without one
   */
  public AttemptContext(
      int format,
      String run,
      String pipeline,
      String step,
      int attempt,
      String key,
      String stepClass,
      JsonText parameters,
      Map<String, InputRecord> inputs,
      List<String> outputs,
      URI folder,
      Optional<URI> marks,
      Map<String, String> secrets,
      Optional<Duration> runDeadline,
      Duration heartbeat,
      Map<String, String> trace,
      Optional<String> operator) {
    this.format = format;
    this.run = Objects.requireNonNull(run, "run");
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.step = Objects.requireNonNull(step, "step");
    this.attempt = attempt;
    this.key = Objects.requireNonNull(key, "key");
    this.stepClass = Objects.requireNonNull(stepClass, "stepClass");
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    this.outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
    this.folder = Objects.requireNonNull(folder, "folder");
    this.marks = Objects.requireNonNull(marks, "marks");
    this.secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    this.runDeadline = Objects.requireNonNull(runDeadline, "runDeadline");
    this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
    this.trace = Collections.unmodifiableMap(new LinkedHashMap<>(trace));
    this.operator = Objects.requireNonNull(operator, "operator");
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** The run's id. */
  public String run() {
    return run;
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** The step's name in its pipeline. */
  public String step() {
    return step;
  }

  /** Which try of the step this is, 1 for the first. */
  public int attempt() {
    return attempt;
  }

  /** The attempt's key, which names it on every platform. */
  public String key() {
    return key;
  }

  /** The binary name of the step's class. */
  public String stepClass() {
    return stepClass;
  }

  /** The step itself, as a JSON object of its components. */
  public JsonText parameters() {
    return parameters;
  }

  /** The inputs by name; an optional input that is not connected is absent. */
  public Map<String, InputRecord> inputs() {
    return inputs;
  }

  /** The names of the outputs that are expected. */
  public List<String> outputs() {
    return outputs;
  }

  /** The attempt's folder; ends in a slash. */
  public URI folder() {
    return folder;
  }

  /** The folder of the run's marks, ends in a slash; empty if the run is not watched. */
  public Optional<URI> marks() {
    return marks;
  }

  /**
   * Where each secret is found where the step runs: {@code env:NAME}, {@code file:PATH} or {@code
   * hadoop:ALIAS}; never a value.
   */
  public Map<String, String> secrets() {
    return secrets;
  }

  /** How long a launch may run, counted by its own clock from its start. */
  public Optional<Duration> runDeadline() {
    return runDeadline;
  }

  /**
   * The time between two beats, and the longest that logs and events are held back is a tenth of
   * it.
   */
  public Duration heartbeat() {
    return heartbeat;
  }

  /** Trace ids to hand on, for example {@code traceparent}. */
  public Map<String, String> trace() {
    return trace;
  }

  /** The step operator's name in the configuration; empty without one. */
  public Optional<String> operator() {
    return operator;
  }
}
