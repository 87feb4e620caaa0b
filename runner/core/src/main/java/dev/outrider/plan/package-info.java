// SPDX-License-Identifier: Apache-2.0
/**
 * From a class name to a plan: defines the user's pipeline without Spark, checks all of it, and
 * binds it to its parameters.
 *
 * <pre>{@code
 * try (UserClass flightDelays = UserClass.find(classPath, "acme.FlightDelays")) {
 *   Pipeline pipeline = flightDelays.pipeline();
 *   Plan plan = new Planner(workingDirectory).plan(pipeline, Map.of("flights", "data/flights.parquet"));
 *   plan.steps().forEach(step -> System.out.println(step.name() + " " + step.inputs()));
 * } catch (PlanningException e) {
 *   e.problems().forEach(System.err::println);
 * }
 * }</pre>
 *
 * <p>The types of steps are read from class files by the rules that {@link
 * dev.outrider.step.value.StepSignature} and {@link dev.outrider.step.value.JsonForm} apply where a
 * step runs; nothing here loads a class of Spark.
 */
package dev.outrider.plan;
