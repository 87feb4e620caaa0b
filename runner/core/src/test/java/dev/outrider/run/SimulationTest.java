// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The orchestrator in worlds where everything goes wrong, and what each protection is for. */
@Tag("simulation")
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("outrider.seeds", 1000);
  private static final int ENOUGH_TO_BREAK = 3000;

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
        "LEDGER_FIRST        | an attempt has one live job",
        "LEDGER_FIRST        | an attempt of a plain step is begun once",
        "CLAIM               | an attempt has one live launch",
        "VERDICT             | outputs are those of a run without faults",
        "ATTEMPT_IDENTITY    | an attempt has a job of its own",
        "FIND                | an attempt has one live job",
        "OWNER_EPOCH         | a run is written by its owner only",
        "OWNERSHIP_CHECK     | no job outlives its cancelled run unconfirmed",
        "SENDER_LOCK         | an attempt has one live job",
        "MARK                | an attempt has one live job",
        "CANCEL_CONFIRMATION | no job outlives its cancelled run unconfirmed",
        "RELEASE             | what is kept for a run ends with it",
      })
  void withoutAProtectionItsPromiseIsBroken(Protection protection, String promise)
      throws InterruptedException {
    Set<String> broken = new TreeSet<>();
    for (long from = 0; from < ENOUGH_TO_BREAK; ) {
      Seeds seeds = Seeds.run(from, ENOUGH_TO_BREAK - (int) from, Set.of(protection));
      if (seeds.firstFailure().isEmpty()) {
        break;
      }
      Map.Entry<Long, Throwable> failure = seeds.firstFailure().get();
      broken.add(failure.getValue().getMessage().replaceAll(":.*", ""));
      if (broken.contains(promise)) {
        System.out.println("without " + protection + ", seed " + failure.getKey() + ": " + promise);
        return;
      }
      from = failure.getKey() + 1;
    }
    assertThat(broken).as("promises broken without " + protection).contains(promise);
  }
}
