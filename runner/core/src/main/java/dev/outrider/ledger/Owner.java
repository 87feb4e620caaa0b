// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.util.Objects;
import java.util.Optional;

/**
 * A process that runs a run. The host's name and the process number are for people; {@link
 * RunOwners} decides by the rest whether the owner is alive.
 *
 * @param host the machine's name
 * @param pid the process
 * @param boot the boot of the kernel that it runs under; empty of an owner of an earlier version,
 *     and where the system has none
 * @param lock the name of the lock file that it holds, in the folder of the owners; empty of an
 *     owner of an earlier version
 */
public record Owner(String host, long pid, Optional<String> boot, Optional<String> lock) {
  public Owner {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(boot, "boot");
    Objects.requireNonNull(lock, "lock");
  }

  /** {@code process 4711 on build-7}. */
  @Override
  public String toString() {
    return "process " + pid + " on " + host;
  }
}
