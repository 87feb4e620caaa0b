// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.SparkStepContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the running step may ask. */
final class RunningContext implements SparkStepContext {

  private static final String METRIC_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private final String run;
  private final String step;
  private final int attempt;
  private final Path workFolder;
  private final EventLog events;
  private final Secrets secrets;

  /** The metrics that were not a finite number once: each has one warning. */
  private final Set<String> odd = ConcurrentHashMap.newKeySet();

  private final Optional<SparkSession> spark;
  private final Logger log;

  RunningContext(
      String run,
      String step,
      int attempt,
      Path workFolder,
      EventLog events,
      Secrets secrets,
      Optional<SparkSession> spark) {
    this.run = run;
    this.step = step;
    this.attempt = attempt;
    this.workFolder = workFolder;
    this.events = events;
    this.secrets = secrets;
    this.spark = spark;
    this.log = LoggerFactory.getLogger("outrider.step." + step);
  }

  @Override
  public String run() {
    return run;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Logger log() {
    return log;
  }

  @Override
  public void progress(double fraction, String message) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "Step '" + step + "' reports progress " + fraction + ", which is not between 0 and 1.");
    }
    events.progress(fraction, message);
  }

  @Override
  public void metric(String name, double value) {
    if (!name.matches(METRIC_NAME)) {
      throw new IllegalArgumentException(
          "Step '"
              + step
              + "' records a metric '"
              + name
              + "', but a metric's name is of letters, digits, '.', '_' and '-', at most 100.");
    }
    if ((Double.isNaN(value) || Double.isInfinite(value)) && odd.add(name)) {
      log.warn(
          "Step '{}' records metric '{}' as {}. Check what it is computed from.",
          step,
          name,
          value);
    }
    events.metric(name, value);
  }

  @Override
  public String secret(String name) {
    return secrets.value(name);
  }

  @Override
  public Path workFolder() {
    return workFolder;
  }

  @Override
  public SparkSession spark() {
    return spark.orElseThrow(
        () ->
            new IllegalStateException(
                "Step '"
                    + step
                    + "' is a plain step and has no Spark session. Make it a SparkStep."));
  }
}
