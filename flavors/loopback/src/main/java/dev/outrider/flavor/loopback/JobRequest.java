// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.testkit.platform.SparkArguments;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of {@code POST /v1/jobs}.
 *
 * @param token names the job for who makes it: a second request with it gives the first one's job
 * @param mainClass the class whose {@code main} is called
 * @param application the jar that has it
 * @param jars the other jars, in the order of the class path
 * @param arguments those of {@code main}
 * @param conf Spark's properties
 * @param environment variables of the driver
 * @param labels what the job is listed with
 * @param machines what it runs on
 * @param timeoutSeconds how long it may run; counted from the start of its driver
 */
record JobRequest(
    String token,
    String mainClass,
    URI application,
    List<URI> jars,
    List<String> arguments,
    Map<String, String> conf,
    Map<String, String> environment,
    Map<String, String> labels,
    Machines machines,
    Optional<Long> timeoutSeconds) {

  /** What it asks to be run. */
  SparkArguments driver() {
    return new SparkArguments(mainClass, application, jars, conf, arguments, environment);
  }

  /**
   * What a job runs on; what is not said is the platform's own choice. Amounts of memory as Spark
   * writes them.
   */
  record Machines(
      Optional<Integer> executors,
      Optional<Integer> cores,
      Optional<String> memory,
      Optional<String> memoryOverhead,
      Optional<Integer> driverCores,
      Optional<String> driverMemory,
      Optional<Integer> gpus,
      Optional<String> gpuType) {}
}
