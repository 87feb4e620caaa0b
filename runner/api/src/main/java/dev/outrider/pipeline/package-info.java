// SPDX-License-Identifier: Apache-2.0
/**
 * What a pipeline author sees.
 *
 * <pre>{@code
 * public static Pipeline pipeline() {
 *   return Pipeline.define("flight-delays", p -> {
 *     var source = p.parameter("flights", URI.class);
 *     var clean = p.step("clean", new CleanFlights(180))
 *         .input(CleanFlights.In::flights).from(parquet(source))
 *         .on("local");
 *     p.step("train", new TrainDelayModel())
 *         .input(TrainDelayModel.In::flights).from(clean.output())
 *         .on("emr").resources(r -> r.executors(4).cores(4).memory("8g").gpus(1));
 *   });
 * }
 * }</pre>
 *
 * <p>Spark's types appear in generic signatures only: a pipeline is defined where Spark is not.
 */
package dev.outrider.pipeline;
