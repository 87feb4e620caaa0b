// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a launch writes last: {@code result.json}. Nothing after it counts. */
public final class Result extends JsonValueObject {

  private final int format;
  private final String status;
  private final String run;
  private final String pipeline;
  private final String step;
  private final int attempt;
  private final String key;
  private final String launch;
  private final Instant started;
  private final Instant ended;
  private final Map<String, OutputRecord> outputs;
  private final Map<String, Double> metrics;
  private final EnvironmentRecord environment;
  private final Optional<ErrorRecord> error;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param status {@code succeeded} or {@code failed}
   * @param run the run's id
   * @param pipeline the pipeline's name
   * @param step the step's name
   * @param attempt which try
   * @param key the attempt's key
   * @param launch the launch's random id
   * @param started when the launch started, by the driver's clock
   * @param ended when it had written everything else
   * @param outputs the outputs by name; empty when it failed
   * @param metrics the last value of each metric
   * @param environment what the step ran on
   * @param error why it failed
   */
  public Result(
      int format,
      String status,
      String run,
      String pipeline,
      String step,
      int attempt,
      String key,
      String launch,
      Instant started,
      Instant ended,
      Map<String, OutputRecord> outputs,
      Map<String, Double> metrics,
      EnvironmentRecord environment,
      Optional<ErrorRecord> error) {
    this.format = format;
    this.status = Objects.requireNonNull(status, "status");
    this.run = Objects.requireNonNull(run, "run");
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.step = Objects.requireNonNull(step, "step");
    this.attempt = attempt;
    this.key = Objects.requireNonNull(key, "key");
    this.launch = Objects.requireNonNull(launch, "launch");
    this.started = Objects.requireNonNull(started, "started");
    this.ended = Objects.requireNonNull(ended, "ended");
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    this.environment = Objects.requireNonNull(environment, "environment");
    this.error = Objects.requireNonNull(error, "error");
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** {@code succeeded} or {@code failed}. */
  public String status() {
    return status;
  }

  /** The run's id. */
  public String run() {
    return run;
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** The step's name. */
  public String step() {
    return step;
  }

  /** Which try. */
  public int attempt() {
    return attempt;
  }

  /** The attempt's key. */
  public String key() {
    return key;
  }

  /** The launch's random id. */
  public String launch() {
    return launch;
  }

  /** When the launch started, by the driver's clock. */
  public Instant started() {
    return started;
  }

  /** When it had written everything else. */
  public Instant ended() {
    return ended;
  }

  /** The outputs by name; empty when it failed. */
  public Map<String, OutputRecord> outputs() {
    return outputs;
  }

  /** The last value of each metric. */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /** What the step ran on. */
  public EnvironmentRecord environment() {
    return environment;
  }

  /** Why it failed. */
  public Optional<ErrorRecord> error() {
    return error;
  }

  /** The status of a launch that wrote all its outputs. */
  public static final String SUCCEEDED = "succeeded";

  /** The status of a launch that did not. */
  public static final String FAILED = "failed";
}
