// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A ledger with stops before and after what it writes down. */
final class StoppingLedger implements Ledger {
  private final Ledger ledger;
  private final DeadStop stop;
  private final boolean checked;

  /** That of this process. */
  private volatile long own;

  /**
   * @param checked whether it says the truth to a sender that asks whether the run is still its own
   */
  StoppingLedger(Ledger ledger, DeadStop stop, boolean checked) {
    this.ledger = ledger;
    this.stop = stop;
    this.checked = checked;
  }

  @Override
  public void save(
      String run,
      long epoch,
      String outcome,
      boolean cancelling,
      Optional<Instant> ended,
      List<StepRow> steps,
      List<AttemptRecord> attempts) {
    own = epoch;
    boolean commits =
        steps.stream().anyMatch(each -> each.state().text().contains("\"phase\":\"SUCCEEDED\""));
    stop.aroundWriting(
        commits ? KillPoint.COMMIT : KillPoint.WRITE_DOWN,
        () -> ledger.save(run, epoch, outcome, cancelling, ended, steps, attempts));
  }

  @Override
  public String id() {
    return ledger.id();
  }

  @Override
  public Path owners() {
    return ledger.owners();
  }

  @Override
  public Duration patience() {
    return ledger.patience();
  }

  @Override
  public void create(RunRecord run, List<StepRow> steps) {
    ledger.create(run, steps);
  }

  @Override
  public Optional<Long> take(String run, long before, Owner owner, Instant now) {
    return ledger.take(run, before, owner, now);
  }

  @Override
  public void renew(String run, long epoch, Instant now, List<Look> looks) {
    stop.aroundWriting("renew", () -> ledger.renew(run, epoch, now, looks));
  }

  @Override
  public Set<String> occupy(
      String run, long epoch, String operator, int limit, List<AttemptRecord> attempts) {
    Set<String> taken = new LinkedHashSet<>();
    stop.aroundWriting(
        KillPoint.WRITE_DOWN,
        () -> taken.addAll(ledger.occupy(run, epoch, operator, limit, attempts)));
    return taken;
  }

  @Override
  public Optional<Long> reopen(
      RunRecord run,
      JsonText project,
      String plan,
      List<StepRow> steps,
      List<AttemptRecord> attempts,
      Owner owner,
      Instant now) {
    return ledger.reopen(run, project, plan, steps, attempts, owner, now);
  }

  @Override
  public void release(String run, long epoch) {
    ledger.release(run, epoch);
  }

  @Override
  public boolean isWanted(String run, String what) {
    return ledger.isWanted(run, what);
  }

  @Override
  public Optional<RunRecord> run(String id) {
    List<Optional<RunRecord>> answer = new ArrayList<>();
    Runnable ask = () -> answer.add(ledger.run(id).map(this::told));
    if (stop.isOwnershipCheck()) {
      stop.around(KillPoint.OWNERSHIP_CHECK, ask);
    } else {
      ask.run();
    }
    return answer.get(0);
  }

  private RunRecord told(RunRecord run) {
    return checked || own == 0
        ? run
        : new RunRecord(
            run.id(),
            run.pipeline(),
            run.project(),
            run.plan(),
            run.created(),
            run.ended(),
            run.outcome(),
            run.cancelling(),
            run.owner(),
            own,
            run.renewed(),
            run.looks());
  }

  @Override
  public List<StepRow> steps(String run) {
    return ledger.steps(run);
  }
}
