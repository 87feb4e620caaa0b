// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether the owner of a run is alive, and takes the lock of a new one. Under the same boot
 * of the kernel the owner's file lock alone decides, in containers too. Otherwise, and for an owner
 * that has no lock file, the lease decides: the owner counts as gone once this object has seen its
 * last sign unchanged for the machine's lease, by a clock that is never set. Thread-safe.
 */
public final class RunOwners {
  /** How a run's owner stands. */
  public enum Standing {
    /** There is none, or it is proven gone: the run may be taken. */
    FREE,
    /** It is alive. */
    OWNED,
    /** It runs under another boot, and its lease has not been watched for long enough yet. */
    UNPROVEN
  }

  private final Path folder;
  private final Machine machine;
  private final Map<String, Sight> sights = new HashMap<>();

  /**
   * A lease as it was seen.
   *
   * @param since when it was first seen so, by the monotonic clock
   * @param renewed whether it was seen otherwise before
   */
  private record Sight(long epoch, Optional<Instant> sign, long since, boolean renewed) {
    boolean isOf(RunRecord run) {
      return epoch == run.epoch() && sign.equals(run.renewed());
    }
  }

  /**
   * @param folder where the lock files are; may be missing
   */
  public RunOwners(Path folder, Machine machine) {
    this.folder = folder.toAbsolutePath().normalize();
    this.machine = machine;
  }

  /** How the owner of a run stands. What is seen of a lease is remembered for the next call. */
  public synchronized Standing standing(RunRecord run) {
    if (run.owner().isEmpty()) {
      return Standing.FREE;
    }
    Owner owner = run.owner().get();
    if (owner.lock().isPresent()
        && machine.boot().isPresent()
        && machine.boot().equals(owner.boot())) {
      OwnerLock.Seen seen = OwnerLock.look(folder.resolve(owner.lock().get()));
      if (seen != OwnerLock.Seen.UNKNOWN) {
        return seen == OwnerLock.Seen.HELD ? Standing.OWNED : Standing.FREE;
      }
    }
    return byLease(run);
  }

  private Standing byLease(RunRecord run) {
    long now = machine.monotonic().getAsLong();
    Sight sight = sights.get(run.id());
    if (sight == null || !sight.isOf(run)) {
      sight = new Sight(run.epoch(), run.renewed(), now, sight != null);
      sights.put(run.id(), sight);
    }
    if (now - sight.since() >= machine.lease().toNanos()) {
      return Standing.FREE;
    }
    return sight.renewed() ? Standing.OWNED : Standing.UNPROVEN;
  }

  /** Whether a run may be taken. */
  public boolean isFree(RunRecord run) {
    return standing(run) == Standing.FREE;
  }

  /**
   * How long an owner under another boot has given no sign, as far as the clocks of both agree;
   * empty when its lock, or its absence, decides.
   */
  public Optional<Duration> leaseAge(RunRecord run, Instant now) {
    return standing(run) == Standing.UNPROVEN
        ? run.renewed().map(sign -> Duration.between(sign, now))
        : Optional.empty();
  }

  /**
   * How long a taker has to watch an unchanged lease.
   *
   * @see Machine#lease
   */
  public Duration lease() {
    return machine.lease();
  }

  /**
   * Takes the lock of a run's next owner, before the run itself is taken: with an epoch that only
   * one of several takers is given.
   *
   * @param run the run's id
   * @param epoch that of the next owner
   * @return empty when another taker was faster
   * @throws RunStoreException when there can be no lock
   */
  public Optional<OwnerLock> lock(String run, long epoch) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Optional<OwnerLock> lock = OwnerLock.take(folder.resolve(run));
      // a former owner that sleeps under another boot holds that lock, and its run is lost to it
      return lock.isPresent() ? lock : OwnerLock.take(folder.resolve(run + "." + epoch));
    } catch (IOException e) {
      throw new RunStoreException(
          "The lock of the owner of run "
              + run
              + " cannot be taken in "
              + folder
              + ": "
              + e
              + ". Nothing was begun: give this user the right to write there, or set 'run-store' to"
              + " a file on a local disk.",
          e);
    }
  }

  /** This process, as the owner of a run whose lock it has. */
  public Owner owner(OwnerLock lock) {
    return new Owner(
        machine.host(), ProcessHandle.current().pid(), machine.boot(), Optional.of(lock.name()));
  }

  /** Removes the lock files that owners of a run have left which did not end by themselves. */
  public void clear(String run) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, run + "{,.*}")) {
      for (Path each : left) {
        OwnerLock.take(each).ifPresent(OwnerLock::close);
      }
    } catch (IOException e) {
      // they are empty, and say of a run that has no owner that it has none
    }
  }
}
