// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The orchestrator in worlds where everything goes wrong, and what each protection is for. */
@Tag("simulation")
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("outrider.seeds", 1000);
  private static final int ENOUGH_TO_BREAK = 1000;

  /** A promise that one seed alone breaks may hold again when anything else is changed. */
  private static final int TIMES = 5;

  @Test
  void everyPromiseHoldsInEveryWorld() throws InterruptedException {
    Seeds all = Seeds.run(0, SEEDS, Set.of());

    all.print(System.out);
    assertThat(all.firstFailure().map(Seeds::advice)).isEmpty();
    assertThat(all.rare()).as("struck in fewer than one of a hundred seeds").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LEDGER_FIRST        | no attempt is submitted after a later one",
        "LEDGER_FIRST        | an attempt of a plain step is begun once",
        "CLAIM               | an attempt has one live launch",
        "VERDICT             | outputs are those of a run without faults",
        "ATTEMPT_IDENTITY    | an attempt has a job of its own",
        "FIND                | an attempt has one live job",
        "OWNER_EPOCH         | a run is written by its owner only",
        "OWNERSHIP_CHECK     | no job outlives its cancelled run unconfirmed",
        "SENDER_LOCK         | an attempt has one live job",
        "SENDER_LOCK         | no job outlives its cancelled run unconfirmed",
        "MARK                | an attempt has one live job",
        "CANCEL_CONFIRMATION | no job outlives its cancelled run unconfirmed",
        "RELEASE             | what is kept for a run ends with it",
      })
  void withoutAProtectionItsPromiseIsBroken(Protection protection, String promise)
      throws InterruptedException {
    Seeds seeds = Seeds.breaking(promise, protection, TIMES, ENOUGH_TO_BREAK);

    List<Long> caught = seeds.broken().getOrDefault(promise, List.of());
    System.out.println(
        "without "
            + protection
            + ", caught by seeds "
            + caught
            + " of "
            + seeds.all()
            + ": "
            + promise);
    assertThat(caught)
        .as("seeds that break it: " + seeds.broken())
        .hasSizeGreaterThanOrEqualTo(TIMES);
  }
}
