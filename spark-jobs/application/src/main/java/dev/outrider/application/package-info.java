// SPDX-License-Identifier: Apache-2.0
/**
 * The step application: the main class that runs one step of a bundle on a Spark platform.
 *
 * <p>{@link dev.outrider.application.StepApplication} reads what to run; {@code Launch} claims the
 * attempt, runs the step and writes outputs, logs, events and the result; {@code Ending} sees to it
 * that a launch ends in one way only.
 *
 * <p>This module is Java 8 bytecode and calls no Scala-typed API, so that one build runs on every
 * Spark from 3.3 to 4.1.
 */
package dev.outrider.application;
