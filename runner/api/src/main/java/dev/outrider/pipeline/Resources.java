// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.util.Optional;

/**
 * What a step needs of the platform that runs it. Whatever is not said is the operator's default;
 * what an operator cannot give is an error when the pipeline is planned. Immutable: each method
 * returns a changed copy. Values are checked when the pipeline is planned.
 *
 * @param executors the number of executors; at least 1
 * @param cores the cores of an executor; at least 1
 * @param memory the memory of an executor, as Spark writes it: {@code 512m}, {@code 8g}
 * @param memoryOverhead what an executor gets beyond its heap
 * @param driverCores the cores of the driver; at least 1
 * @param driverMemory the memory of the driver
 * @param gpus the GPUs of an executor; 0 or more
 * @param gpuType the kind of GPU, by its chip's name, for example {@code t4}; see {@link GpuType}
 */
public record Resources(
    Optional<Integer> executors,
    Optional<Integer> cores,
    Optional<String> memory,
    Optional<String> memoryOverhead,
    Optional<Integer> driverCores,
    Optional<String> driverMemory,
    Optional<Integer> gpus,
    Optional<String> gpuType) {

  /** Nothing said. */
  public static Resources unspecified() {
    return new Resources(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Resources executors(int count) {
    return new Resources(
        Optional.of(count),
        cores,
        memory,
        memoryOverhead,
        driverCores,
        driverMemory,
        gpus,
        gpuType);
  }

  public Resources cores(int count) {
    return new Resources(
        executors,
        Optional.of(count),
        memory,
        memoryOverhead,
        driverCores,
        driverMemory,
        gpus,
        gpuType);
  }

  public Resources memory(String size) {
    return new Resources(
        executors,
        cores,
        Optional.of(size),
        memoryOverhead,
        driverCores,
        driverMemory,
        gpus,
        gpuType);
  }

  public Resources memoryOverhead(String size) {
    return new Resources(
        executors, cores, memory, Optional.of(size), driverCores, driverMemory, gpus, gpuType);
  }

  public Resources driverCores(int count) {
    return new Resources(
        executors, cores, memory, memoryOverhead, Optional.of(count), driverMemory, gpus, gpuType);
  }

  public Resources driverMemory(String size) {
    return new Resources(
        executors, cores, memory, memoryOverhead, driverCores, Optional.of(size), gpus, gpuType);
  }

  public Resources gpus(int count) {
    return new Resources(
        executors,
        cores,
        memory,
        memoryOverhead,
        driverCores,
        driverMemory,
        Optional.of(count),
        gpuType);
  }

  public Resources gpuType(String type) {
    return new Resources(
        executors,
        cores,
        memory,
        memoryOverhead,
        driverCores,
        driverMemory,
        gpus,
        Optional.of(type));
  }
}
