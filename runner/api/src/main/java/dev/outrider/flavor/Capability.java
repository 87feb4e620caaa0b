// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Locale;

/** What an operator can do, beyond running a step. What it cannot is refused when planning. */
public enum Capability {
  /** A running job can be stopped. */
  CANCEL,
  /** The log of a running job can be read. */
  LIVE_LOGS,
  /** A job can be found by its attempt key, whoever has submitted it. */
  FIND,
  /** Executors can be given GPUs. */
  GPU,
  /** A step can run on several machines. */
  MULTI_NODE,
  /** Machines that the platform may take back at any time. */
  SPOT;

  /** The name in descriptors: {@code live-logs}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
