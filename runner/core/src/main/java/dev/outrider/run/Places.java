// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes places on operators that have a limit for live attempts, which all runs of a run store
 * share.
 */
final class Places {
  private final Ledger ledger;
  private final long epoch;
  private final Map<String, OperatorPolicy> operators;
  private final Function<StepState, AttemptRecord> attempts;

  /**
   * @param operators who has a limit
   * @param attempts how an attempt is written down
   */
  Places(
      Ledger ledger,
      long epoch,
      Map<String, OperatorPolicy> operators,
      Function<StepState, AttemptRecord> attempts) {
    this.ledger = ledger;
    this.epoch = epoch;
    this.operators = operators;
    this.attempts = attempts;
  }

  /** Takes what is free for the steps that wait for it, in the order of the plan. */
  List<RunEvent> take(RunState state) {
    Map<String, List<AttemptRecord>> waiting = new LinkedHashMap<>();
    for (StepState step : state.steps().values()) {
      if (step.phase() == Phase.AWAITING_PLACE) {
        AttemptRecord attempt = attempts.apply(step);
        List<AttemptRecord> ofOperator =
            waiting.computeIfAbsent(attempt.operator(), name -> new ArrayList<>());
        if (ofOperator.size() < limit(attempt.operator())) {
          ofOperator.add(attempt);
        }
      }
    }
    List<RunEvent> taken = new ArrayList<>();
    waiting.forEach(
        (operator, wanted) -> {
          Set<String> keys = ledger.occupy(state.run(), epoch, operator, limit(operator), wanted);
          for (AttemptRecord each : wanted) {
            if (keys.contains(each.key())) {
              taken.add(new RunEvent.PlaceTaken(each.step(), each.number()));
            }
          }
        });
    return taken;
  }

  private int limit(String operator) {
    return operators.get(operator).limit().orElseThrow();
  }
}
