// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunOwners;
import dev.outrider.plugin.Flavors;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What the orchestrator takes from the process that it is in.
 *
 * @param environment the environment variables
 * @param flavors the flavors of the plugins
 * @param cache a folder for what can be made again
 * @param machine this machine, which decides who owns a run
 * @param clock the current time
 * @param random draws ids
 * @param poller asks step operators for the jobs of all runs of the process
 */
public record Surroundings(
    Map<String, String> environment,
    Flavors flavors,
    Path cache,
    Machine machine,
    InstantSource clock,
    RandomGenerator random,
    JobPoller poller) {
  public Surroundings {
    environment = Map.copyOf(environment);
    flavors = flavors.understood();
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(poller, "poller");
  }

  /** Decides who owns the runs of a ledger; what it sees of leases is its own. */
  public RunOwners owners(Ledger ledger) {
    return new RunOwners(ledger.owners(), machine);
  }

  /**
   * Whose jobs they are, for the label of this name on all of them: the user and the machine, in
   * the characters that every platform allows in a label.
   */
  String owner() {
    String user = environment.getOrDefault("USER", environment.getOrDefault("LOGNAME", "nobody"));
    String text =
        (user + "-" + machine.host()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = text.substring(0, Math.min(text.length(), AttemptKey.LONGEST));
    return cut.replaceAll("^-+|-+$", "");
  }
}
