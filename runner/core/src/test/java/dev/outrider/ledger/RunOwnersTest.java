// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.ledger.RunOwners.Standing;
import dev.outrider.step.value.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a run: its lock decides under the same boot, its lease otherwise, and no clock. */
class RunOwnersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("1999-01-01T00:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(60);

  @TempDir Path temporary;
  private Path folder;
  private long nanos = Long.MAX_VALUE - LEASE.toNanos() / 2;
  private RunOwners owners;

  @BeforeEach
  void owners() {
    folder = temporary.resolve("owners");
    owners = owners("boot-1");
  }

  private RunOwners owners(String boot) {
    return new RunOwners(folder, new Machine("here", Optional.of(boot), () -> nanos, LEASE));
  }

  @Test
  void anOwnerUnderTheSameBootIsAliveAsLongAsItHoldsItsLock() throws Exception {
    try (LockHolder holder = LockHolder.hold(folder, "r1", 1, "boot-1")) {
      RunRecord run = run(holder.owner(), 1, NOW);

      assertThat(owners.standing(run)).isEqualTo(Standing.OWNED);
      holder.stop();
      passes(LEASE.multipliedBy(100));
      assertThat(owners.standing(run)).isEqualTo(Standing.OWNED);
      holder.kill();
      assertThat(owners.standing(run)).isEqualTo(Standing.FREE);
    }
  }

  @Test
  void noClockMakesAnOwnerUnderTheSameBootGone() throws Exception {
    try (LockHolder holder = LockHolder.hold(folder, "r1", 1, "boot-1")) {
      for (Instant sign : List.of(Instant.MIN, LONG_AGO, NOW, Instant.MAX)) {
        passes(LEASE.multipliedBy(2));
        assertThat(owners.standing(run(holder.owner(), 1, sign))).isEqualTo(Standing.OWNED);
      }
    }
  }

  @Test
  void whoLooksAtALockOfItsOwnProcessDoesNotReleaseIt() throws Exception {
    try (OwnerLock lock = owners.lock("r1", 1).orElseThrow()) {
      RunRecord run = run(owners.owner(lock), 1, NOW);

      assertThat(owners("boot-1").standing(run)).isEqualTo(Standing.OWNED);
      assertThat(owners.lock("r1", 1).map(OwnerLock::name)).contains("r1.1");
      owners.clear("r1");

      // what the kernel says to another process
      try (LockHolder other = LockHolder.hold(folder, "r1", 2, "boot-1")) {
        assertThat(other.owner().lock()).contains("r1.2");
      }
    }
  }

  @Test
  void underAnotherBootALeaseIsStaleOnceItWasSeenUnchangedForItsLength() throws Exception {
    try (LockHolder holder = LockHolder.hold(folder, "r1", 1, "boot-0")) {
      RunRecord run = run(holder.owner(), 1, LONG_AGO);

      assertThat(owners.standing(run)).isEqualTo(Standing.UNPROVEN);
      passes(LEASE.minusNanos(1));
      assertThat(owners.standing(run)).isEqualTo(Standing.UNPROVEN);
      passes(Duration.ofNanos(1));
      assertThat(owners.standing(run)).isEqualTo(Standing.FREE);
    }
  }

  @Test
  void aLeaseThatIsRenewedWhileItIsWatchedBelongsToALiveOwner() {
    Owner owner = new Owner("elsewhere", 7, Optional.of("boot-0"), Optional.of("r1"));
    assertThat(owners.standing(run(owner, 1, LONG_AGO))).isEqualTo(Standing.UNPROVEN);
    passes(LEASE.minusNanos(1));

    // by a clock that is behind: what counts is that it is another
    RunRecord renewed = run(owner, 1, LONG_AGO.minusSeconds(5));
    assertThat(owners.standing(renewed)).isEqualTo(Standing.OWNED);
    passes(LEASE.minusNanos(1));
    assertThat(owners.standing(renewed)).isEqualTo(Standing.OWNED);
    passes(Duration.ofNanos(1));
    assertThat(owners.standing(renewed)).isEqualTo(Standing.FREE);
  }

  @Test
  void withoutALockFileTheLeaseDecides() {
    Owner earlier = new Owner("no-such-host.invalid", 1, Optional.empty(), Optional.empty());
    Owner cleared = new Owner("here", 1, Optional.of("boot-1"), Optional.of("r1"));
    for (Owner owner : List.of(earlier, cleared)) {
      RunOwners fresh = owners("boot-1");
      assertThat(fresh.standing(run(owner, 1, LONG_AGO))).isEqualTo(Standing.UNPROVEN);
      passes(LEASE);
      assertThat(fresh.standing(run(owner, 1, LONG_AGO))).isEqualTo(Standing.FREE);
    }
  }

  @Test
  void aMachineThatDoesNotKnowItsBootGoesByTheLease() throws Exception {
    Machine machine = new Machine("here", Optional.empty(), () -> nanos, LEASE);
    RunOwners unsure = new RunOwners(folder, machine);
    try (OwnerLock lock = unsure.lock("r1", 1).orElseThrow()) {
      assertThat(unsure.standing(run(unsure.owner(lock), 1, NOW))).isEqualTo(Standing.UNPROVEN);
    }
  }

  @Test
  void theEndOfASleeperDoesNotMakeItsSuccessorGone() throws Exception {
    try (LockHolder sleeper = LockHolder.hold(folder, "r1", 1, "boot-0")) {
      try (LockHolder taker = LockHolder.hold(folder, "r1", 2, "boot-1")) {
        assertThat(taker.owner().lock()).contains("r1.2");
        RunRecord run = run(taker.owner(), 2, NOW);
        sleeper.close();

        assertThat(owners.standing(run)).isEqualTo(Standing.OWNED);
        taker.kill();
        assertThat(owners.standing(run)).isEqualTo(Standing.FREE);
      }
    }
  }

  @Test
  void oneOfSeveralTakersOfOneEpochHasALock() throws Exception {
    try (LockHolder sleeper = LockHolder.hold(folder, "r1", 1, "boot-0");
        LockHolder first = LockHolder.hold(folder, "r1", 2, "boot-1")) {
      assertThat(owners.lock("r1", 2)).isEmpty();
      assertThat(sleeper.owner().lock()).contains("r1");
      assertThat(first.owner().lock()).contains("r1.2");
    }
  }

  @Test
  void lockFilesAreOfTheirUserOnlyAndEndWithTheRun() throws Exception {
    try (LockHolder killed = LockHolder.hold(folder, "r1", 1, "boot-0")) {
      OwnerLock lock = owners.lock("r1", 2).orElseThrow();
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("r1", "r1.2");
      assertThat(mode(folder)).isEqualTo("rwx------");
      assertThat(mode(folder.resolve("r1"))).isEqualTo("rw-------");
      killed.kill();
      try (OwnerLock other = owners.lock("r12", 1).orElseThrow()) {

        lock.close();
        owners.clear("r1");

        assertThat(folder.toFile().list()).containsExactly(other.name());
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldWithWhatToDo() throws Exception {
    Files.writeString(folder, "a file");

    assertThatThrownBy(() -> owners.lock("r1", 1))
        .isInstanceOf(RunStoreException.class)
        .hasMessageStartingWith("The lock of the owner of run r1 cannot be taken in " + folder)
        .hasMessageEndingWith(
            "Nothing was begun: give this user the right to write there, or set 'run-store' to a"
                + " file on a local disk.");
  }

  @Test
  void theMachineOfThisProcessKnowsItsBoot() {
    assertThat(Machine.here().boot()).isPresent().isEqualTo(Machine.here().boot());
    assertThat(Machine.here().host()).isNotBlank();
    assertThat(Machine.here().lease()).isEqualTo(LEASE);
  }

  private void passes(Duration time) {
    nanos += time.toNanos();
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static RunRecord run(Owner owner, long epoch, Instant renewed) {
    return new RunRecord(
        "r1",
        "p",
        new JsonText("{}"),
        "",
        NOW,
        Optional.empty(),
        "running",
        false,
        Optional.of(owner),
        epoch,
        Optional.of(renewed),
        List.of());
  }
}
