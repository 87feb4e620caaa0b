// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.time.Instant;

/**
 * A process that runs a run.
 *
 * @param host the machine's name
 * @param pid the process
 * @param started when the process started, for process numbers come again
 */
public record Owner(String host, long pid, Instant started) {
  /** This process. */
  public static Owner thisProcess(String host) {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(host, self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
  }

  /** Whether a process of this machine is surely gone; always false for one of another machine. */
  public boolean isGone(String thisHost) {
    if (!host.equals(thisHost)) {
      return false;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().orElse(Instant.EPOCH).equals(started))
        .isEmpty();
  }
}
