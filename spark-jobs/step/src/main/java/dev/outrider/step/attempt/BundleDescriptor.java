// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a one-file bundle holds: {@code META-INF/outrider/bundle.json} in the jar. */
public final class BundleDescriptor extends JsonValueObject {

  private final int format;
  private final Optional<String> pipeline;
  private final List<BundledStep> steps;
  private final int java;
  private final Optional<String> scala;
  private final List<String> sparkLines;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param pipeline the pipeline that the steps are from; empty when they were named by class
   * @param steps the steps that can be run, at least one
   * @param java the lowest Java release that can run the steps, for example 8
   * @param scala the Scala line that the steps need, for example {@code 2.12}; empty when any will
   *     do
   * @param sparkLines the Spark lines that the bundle was checked against, for example {@code
   *     3.5_2.12}
   */
  public BundleDescriptor(
      int format,
      Optional<String> pipeline,
      List<BundledStep> steps,
      int java,
      Optional<String> scala,
      List<String> sparkLines) {
    this.format = format;
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.steps = Collections.unmodifiableList(new ArrayList<>(steps));
    this.java = java;
    this.scala = Objects.requireNonNull(scala, "scala");
    this.sparkLines = Collections.unmodifiableList(new ArrayList<>(sparkLines));
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** The pipeline that the steps are from; empty when they were named by class. */
  public Optional<String> pipeline() {
    return pipeline;
  }

  /** The steps that can be run, at least one. */
  public List<BundledStep> steps() {
    return steps;
  }

  /** The lowest Java release that can run the steps, for example 8. */
  public int java() {
    return java;
  }

  /** The Scala line that the steps need, for example {@code 2.12}; empty when any will do. */
  public Optional<String> scala() {
    return scala;
  }

  /** The Spark lines that the bundle was checked against, for example {@code 3.5_2.12}. */
  public List<String> sparkLines() {
    return sparkLines;
  }

  /** The descriptor's place in the jar. */
  public static final String ENTRY = "META-INF/outrider/bundle.json";
}
