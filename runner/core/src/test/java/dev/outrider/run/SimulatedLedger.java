// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The ledger of one run in the memory of a world: what is written is there after a kill. */
final class SimulatedLedger {
  private final World world;
  private final Map<String, StepRow> steps = new LinkedHashMap<>();
  private final Map<String, AttemptRecord> attempts = new LinkedHashMap<>();
  private final Map<String, String> attemptOfJob = new HashMap<>();
  private final Consumer<StepRow> written;
  private RunRecord run;
  private boolean cancelWanted;
  private Optional<World.Process> writing = Optional.empty();
  private Instant fullUntil = Instant.MIN;

  /**
   * @param written is told of every step that is written
   */
  SimulatedLedger(World world, Consumer<StepRow> written) {
    this.world = world;
    this.written = written;
  }

  RunRecord run() {
    return run;
  }

  List<StepRow> steps() {
    return List.copyOf(steps.values());
  }

  Map<String, AttemptRecord> attempts() {
    return attempts;
  }

  /** The operators that have not given back what they keep, as it is written. */
  Set<String> leaks() {
    return attempts.values().stream()
        .filter(each -> each.number() == AttemptRecord.KEPT && each.leaked().isPresent())
        .map(AttemptRecord::operator)
        .collect(Collectors.toSet());
  }

  /** Whether its disk had room all the time since then. */
  boolean hadRoomSince(Instant time) {
    return fullUntil.isBefore(time);
  }

  void wantCancel() {
    cancelWanted = true;
  }

  void create(RunRecord record, List<StepRow> rows) {
    run = record;
    rows.forEach(row -> steps.put(row.step(), row));
  }

  /** This ledger as a process writes it. */
  Ledger writtenBy(World.Process process) {
    return new Written(process);
  }

  private RunRecord with(String outcome, boolean cancelling, Optional<Instant> ended) {
    return new RunRecord(
        run.id(),
        run.pipeline(),
        run.project(),
        run.plan(),
        run.created(),
        ended,
        outcome,
        cancelling,
        run.owner(),
        run.epoch(),
        run.renewed(),
        run.looks());
  }

  private RunRecord owned(Optional<Owner> owner, long epoch, Optional<Instant> renewed) {
    return new RunRecord(
        run.id(),
        run.pipeline(),
        run.project(),
        run.plan(),
        run.created(),
        run.ended(),
        run.outcome(),
        run.cancelling(),
        owner,
        epoch,
        renewed,
        run.looks());
  }

  private final class Written implements Ledger {
    private final World.Process process;
    private final Deque<Runnable> late = new ArrayDeque<>();

    Written(World.Process process) {
      this.process = process;
    }

    private void disk() {
      if (writing.filter(other -> !other.isKilled()).isPresent()) {
        throw new RunStoreException("The run store is locked by another process.", null);
      }
      if (world.now().isBefore(fullUntil)) {
        throw new RunStoreException("The disk of the run store is full.", null);
      }
      if (world.strikes(Fault.LEDGER_FULL, process::toString)) {
        fullUntil = world.now().plus(world.between(1, 90));
        throw new RunStoreException("The disk of the run store is full.", null);
      }
    }

    private void check(long epoch) {
      if (world.has(Protection.OWNER_EPOCH) && run.epoch() != epoch) {
        throw new LostOwnershipException(run.id());
      }
    }

    @Override
    public String id() {
      return "simulated";
    }

    @Override
    public Path owners() {
      throw new IllegalStateException("owners of a simulation have no lock files");
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(45);
    }

    @Override
    public void create(RunRecord record, List<StepRow> rows) {
      SimulatedLedger.this.create(record, rows);
    }

    @Override
    public void save(
        String id,
        long epoch,
        String outcome,
        boolean cancelling,
        Optional<Instant> ended,
        List<StepRow> rows,
        List<AttemptRecord> changed) {
      disk();
      check(epoch);
      world.killPoint(process, "before it writes down");
      writing = Optional.of(process);
      try {
        world.mayStop(process, Fault.WRITER_STOPS, "in a transaction");
      } finally {
        writing = Optional.empty();
      }
      if (world.has(Protection.LEDGER_FIRST)) {
        write(outcome, cancelling, ended, rows, changed);
        writtenBy(epoch);
        world.killPoint(process, "after it has written down");
      } else {
        // not yet on the disk: lost with its process, where that is killed
        late.add(() -> write(outcome, cancelling, ended, rows, changed));
        world.after(Duration.ofSeconds(20), process, "written at last", this::writeFirst);
      }
    }

    private void writeFirst() {
      if (!late.isEmpty()) {
        late.remove().run();
      }
    }

    private void writtenBy(long epoch) {
      if (run.epoch() != epoch) {
        throw new Violation("a run is written by its owner only: " + process + " is none any more");
      }
    }

    private void write(
        String outcome,
        boolean cancelling,
        Optional<Instant> ended,
        List<StepRow> rows,
        List<AttemptRecord> changed) {
      run = with(outcome, cancelling, ended);
      for (StepRow row : rows) {
        StepRow before = steps.put(row.step(), row);
        world.tell(() -> process + " writes: " + RunTexts.change(before, row));
        written.accept(row);
      }
      for (AttemptRecord each : changed) {
        each.job().ifPresent(job -> ownJob(each.key(), job.flavor() + " " + job.job().text()));
        attempts.merge(
            each.key(),
            each,
            (old, last) ->
                new AttemptRecord(
                    old.key(),
                    old.run(),
                    old.step(),
                    old.number(),
                    old.operator(),
                    old.request(),
                    old.job().or(last::job),
                    old.launch().or(last::launch),
                    last.live(),
                    last.leaked()));
      }
    }

    private void ownJob(String key, String job) {
      String other = attemptOfJob.putIfAbsent(job, key);
      if (other != null && !other.equals(key)) {
        throw new Violation(
            "an attempt has a job of its own: " + other + " and " + key + " share " + job);
      }
    }

    @Override
    public Set<String> occupy(
        String id, long epoch, String operator, int limit, List<AttemptRecord> wanted) {
      disk();
      check(epoch);
      world.killPoint(process, "before it takes a place");
      Set<String> taken = new LinkedHashSet<>();
      Set<String> live = new HashSet<>();
      attempts.values().stream()
          .filter(each -> each.live() && each.operator().equals(operator))
          .forEach(each -> live.add(each.key()));
      for (AttemptRecord each : wanted) {
        if (live.contains(each.key()) || live.size() < limit) {
          attempts.putIfAbsent(each.key(), each);
          live.add(each.key());
          taken.add(each.key());
        }
      }
      world.killPoint(process, "after it has taken a place");
      return taken;
    }

    @Override
    public Optional<Long> reopen(
        RunRecord before,
        JsonText project,
        String plan,
        List<StepRow> rows,
        List<AttemptRecord> changed,
        Owner owner,
        Instant now) {
      throw new IllegalStateException("no run of a simulation is begun again");
    }

    @Override
    public Optional<Long> take(String id, long before, Owner owner, Instant now) {
      disk();
      if (run.epoch() != before) {
        return Optional.empty();
      }
      run = owned(Optional.of(owner), before + 1, Optional.of(now));
      return Optional.of(before + 1);
    }

    @Override
    public void renew(String id, long epoch, Instant now, List<Look> looks) {
      disk();
      check(epoch);
      run = owned(run.owner(), run.epoch(), Optional.of(now));
    }

    @Override
    public void release(String id, long epoch) {
      while (!late.isEmpty()) {
        writeFirst();
      }
      if (run.epoch() == epoch) {
        run = owned(Optional.empty(), epoch, run.renewed());
      }
    }

    @Override
    public boolean isWanted(String id, String what) {
      return cancelWanted && what.equals("cancel");
    }

    @Override
    public Optional<RunRecord> run(String id) {
      if (!world.has(Protection.OWNER_EPOCH)) {
        // whoever asks is told that the run is his
        return Optional.of(owned(run.owner(), epochOf(process), run.renewed()));
      }
      return Optional.of(run);
    }

    private long epochOf(World.Process asking) {
      return Long.parseLong(asking.toString().replaceAll("\\D", ""));
    }

    @Override
    public List<StepRow> steps(String id) {
      return SimulatedLedger.this.steps();
    }
  }
}
