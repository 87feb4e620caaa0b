// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import org.junit.jupiter.api.Test;

/** The contract of artifact stores sees each of its promises broken. */
class ArtifactStoreContractTest {

  @Test
  void everyPromiseThatIsBrokenIsSeen() {
    ContractMatrix.of("artifact-store", ReferenceStoreTest.class, BrokenStore.values())
        .show()
        .verify();
  }

  @Test
  void everyWayToBreakALargeObjectIsSeen() {
    ContractMatrix.of("large-object", ReferenceLargeObjectTest.class, BrokenLargeStore.values())
        .show()
        .verify();
  }
}
