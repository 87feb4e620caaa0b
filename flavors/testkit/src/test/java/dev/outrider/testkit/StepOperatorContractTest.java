// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import org.junit.jupiter.api.Test;

/** Every promise of an operator is seen when it is broken. */
class StepOperatorContractTest {

  @Test
  void everyBrokenOperatorIsCaughtByTheTestOfThePromiseThatItBreaks() {
    ContractMatrix.ofNamed("step-operator", MemoryOperatorContract.class, BrokenOperator.values())
        .show()
        .verify();
  }
}
