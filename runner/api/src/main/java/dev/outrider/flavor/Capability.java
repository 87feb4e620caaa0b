// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Locale;

/**
 * What an operator can do, beyond running a step. What a step asks for and its operator cannot give
 * is refused when the pipeline is planned; what Outrider itself asks for, such as a log, is refused
 * by the operator with a message.
 */
public enum Capability {
  /** A running job can be stopped. */
  CANCEL,
  /** The log of a running job can be read. */
  LIVE_LOGS,
  /**
   * A job can be found by its attempt key, no matter who submitted it. Without it {@link
   * StepOperator#find} answers {@code Unknown} where it does not know of a job, and a submission
   * whose answer was lost waits for a person.
   */
  FIND,
  /** Executors can have GPUs, of the kinds in {@link FlavorInfo#gpuKinds}. */
  GPU,
  /** A step can have more than one executor. */
  MULTI_NODE,
  /** The cores of the driver can be set apart from those of the executors. */
  DRIVER_CORES,
  /** Memory beside an executor's heap can be set. */
  MEMORY_OVERHEAD,
  /**
   * Jobs may run on machines that the platform takes back at any time; a job that has lost its
   * machine is reported as {@code Failed(CAPACITY)}.
   */
  SPOT,
  /**
   * A cluster can be made for the steps of a run; {@link StepOperator#release} takes it down again.
   */
  TRANSIENT_CLUSTER;

  /** The name in descriptors: {@code live-logs}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
