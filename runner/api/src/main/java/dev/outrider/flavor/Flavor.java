// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/**
 * A kind of step operator. Found through its plugin's descriptor, and loaded when the first
 * operator of it is opened; has a public constructor without parameters, which does nothing. Called
 * from several threads at once.
 */
public interface Flavor {

  /** What it is. The same each time; written into the descriptor when the plugin is built. */
  FlavorInfo info();

  /**
   * Creates an operator. Makes no call: a problem of the platform shows at the first call. Called
   * for each name in the configuration when a pipeline is planned, and again for each run; the
   * caller closes the operator.
   *
   * @param settings checked against {@link FlavorInfo#settings}
   * @param context what it gets of this machine
   * @return never null
   * @throws IllegalArgumentException when the settings do not go together; the message says which,
   *     by the keys of the operator: {@code step-operator.NAME.SETTING}
   */
  StepOperator open(Settings settings, OperatorContext context);
}
