// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.Fault;
import java.util.Map;

/** All that a service is besides its model. Thread-safe. */
interface ServiceOperations {

  /** Those that this machine has, by their names in the model. */
  Map<String, ServiceOperation> byName();

  /**
   * The service's own words for a fault.
   *
   * @param fault {@link Fault#NO_CAPACITY} or {@link Fault#NOT_FOUND}
   * @param request what was asked; empty if it is not valid by the model
   */
  ServiceException refusal(Fault fault, Fields request);
}
