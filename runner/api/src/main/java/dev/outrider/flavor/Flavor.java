// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/**
 * A kind of step operator. Found through its plugin's descriptor; has a public constructor without
 * parameters, which does nothing.
 */
public interface Flavor {

  /** What it is. The same each time. */
  FlavorInfo info();

  /**
   * Makes an operator. Calls nobody: what is wrong with the platform shows when it is asked.
   *
   * @param settings checked against {@link FlavorInfo#settings}
   * @throws IllegalArgumentException when the settings do not go together; the message says which
   */
  StepOperator open(Settings settings, OperatorContext context);
}
