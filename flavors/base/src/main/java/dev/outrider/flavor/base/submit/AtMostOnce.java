// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Settings;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes at most one job of one key on a platform that makes a second one when it is asked twice.
 *
 * <ol>
 *   <li>Everything that can be waited for is waited for without the lock.
 *   <li>The lock is taken. If it is not free in time, its holder may be a stopped sender: unknown.
 *   <li>If there is a mark of another call, its job is looked for. If there is none, nothing is
 *       sent before this instance has seen the mark, with the lock held, for the settling time.
 *   <li>The mark of this call is written.
 *   <li>The run store is asked whether the run is still the caller's.
 *   <li>The request is sent once. After a throttled answer everything begins again.
 * </ol>
 *
 * <p>On a platform that refuses a second job of one name, {@link #byName} sends again without
 * waiting for a list to settle: the platform itself says that the name is taken, also by another
 * machine. It waits for a list to show a job only before it reports that the job does not exist.
 *
 * <p>The lock carries the proof: the kernel holds it for a sender that is stopped anywhere between
 * the mark and the answer. What a restarted process costs is one more settling time. Thread-safe,
 * also for other processes with the same files.
 */
public final class AtMostOnce {
  private final Timing timing;
  private final Supplier<String> ids;
  private final Sights sights;
  private final boolean isByName;

  /**
   * How long things take.
   *
   * @param settling how long after a request without an answer the platform may not show its job
   * @param lockLimit how long to wait for another submission of the same key: the request timeout
   * @param throttleLimit how long to wait in all for an account that calls too often
   * @param pause the waits after throttled answers
   * @param nanos a monotonic clock, in nanoseconds
   */
  public record Timing(
      Duration settling,
      Duration lockLimit,
      Duration throttleLimit,
      Pause pause,
      LongSupplier nanos) {

    /** With the request timeout as both limits, and about a second for one more call. */
    public static Timing of(Settings settings, Duration settling, LongSupplier nanos) {
      Duration limit = settings.duration(CommonSettings.REQUEST_TIMEOUT.name());
      return new Timing(
          settling, limit, limit, new RandomPause(new Random(), Duration.ofSeconds(1), 5), nanos);
    }
  }

  /** On a platform that makes a second job of one key. */
  public AtMostOnce(Timing timing) {
    this(timing, AtMostOnce::randomId, false);
  }

  /** On a platform that answers {@link Answer.Taken} to a second job of one name. */
  public static AtMostOnce byName(Timing timing) {
    return new AtMostOnce(timing, AtMostOnce::randomId, true);
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }

  /**
   * On a platform that makes a second job of one key.
   *
   * @param ids gives a random id for each call
   */
  public AtMostOnce(Timing timing, Supplier<String> ids) {
    this(timing, ids, false);
  }

  private AtMostOnce(Timing timing, Supplier<String> ids, boolean isByName) {
    this.timing = timing;
    this.ids = ids;
    this.sights = new Sights(timing.settling(), timing.nanos());
    this.isByName = isByName;
  }

  /**
   * On a platform that answers {@link Answer.Taken} to a second job of one name.
   *
   * @param ids gives a random id for each call
   */
  public static AtMostOnce byName(Timing timing, Supplier<String> ids) {
    return new AtMostOnce(timing, ids, true);
  }

  /**
   * What is submitted.
   *
   * @param key names it in messages
   * @param mark the file of its mark
   * @param lock the file of its lock
   */
  public record Subject(AttemptKey key, DurableMark mark, Path lock) {

    /** With files that are named by the key, in the operator's work folder. */
    public static Subject in(Path work, AttemptKey key) {
      return new Subject(
          key, new DurableMark(work.resolve(key + ".sent")), work.resolve(key + ".lock"));
    }
  }

  /** What came of one try: a job, or a throttled answer. */
  private record Try<H>(Optional<H> job, Optional<Answer.Throttled> throttled) {}

  /**
   * Gives the job: the one that there is, or a new one.
   *
   * @throws NotAcceptedException surely there is none
   * @throws OutcomeUnknownException perhaps there is one
   * @throws NotYetException surely there is none, and the platform is getting ready
   */
  public <H> H submit(Subject subject, Sending<H> sending, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    Call<H> call = new Call<>(subject, sending, ownership, ids.get());
    Optional<H> old = call.seen();
    if (old.isPresent()) {
      return old.get();
    }
    Duration waited = Duration.ZERO;
    for (int tried = 1; true; tried++) {
      Try<H> now = call.tried();
      if (now.job().isPresent()) {
        return now.job().get();
      }
      Duration next = timing.pause().before(tried);
      waited = waited.plus(next);
      if (waited.compareTo(timing.throttleLimit()) > 0 || !timing.pause().isTaken(next)) {
        return call.no(now.throttled().orElseThrow(), null);
      }
    }
  }

  /** How long after a request without an answer the platform may not show its job. */
  public Duration settling() {
    return timing.settling();
  }

  /**
   * Whether nothing more can come of a mark whose job the caller has not found: this instance has
   * seen it for the settling time. The first question remembers it. The caller holds the lock.
   */
  public boolean isSettled(DurableMark mark, DurableMark.Written written) {
    return sights.isSettled(mark.file(), written);
  }

  /** One call of {@link #submit}. */
  private final class Call<H> {
    private final AttemptKey key;
    private final DurableMark mark;
    private final Path lock;
    private final Sending<H> sending;
    private final Ownership ownership;
    private final String id;

    /** The mark of another call that surely has no job: settled, and looked for. */
    private Optional<DurableMark.Written> absent = Optional.empty();

    Call(Subject subject, Sending<H> sending, Ownership ownership, String id) {
      this.key = subject.key();
      this.mark = subject.mark();
      this.lock = subject.lock();
      this.sending = sending;
      this.ownership = ownership;
      this.id = id;
    }

    /** The job of a mark from before this call, which is looked for before any wait. */
    Optional<H> seen() throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      try {
        if (mark.read().isEmpty()) {
          return Optional.empty();
        }
        try (SubmissionLock held = locked()) {
          return looked(mark.read());
        }
      } catch (IOException e) {
        return no(notSent(e), e);
      }
    }

    /** Everything from the waits to the answer. */
    Try<H> tried() throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      try {
        sending.await();
      } catch (NotAcceptedException | NotYetException e) {
        checkUnmarked(e.getMessage(), e);
        throw e;
      } catch (IOException e) {
        return no(notSent(e), e);
      }
      try (SubmissionLock held = locked()) {
        Optional<DurableMark.Written> before = mark.read();
        Optional<H> there = looked(before);
        return there.isPresent() ? new Try<>(there, Optional.empty()) : sent(before);
      } catch (IOException e) {
        return no(notSent(e), e);
      }
    }

    private SubmissionLock locked() throws IOException, OutcomeUnknownException {
      Optional<SubmissionLock> taken = SubmissionLock.take(lock, timing.lockLimit());
      if (taken.isEmpty()) {
        throw new OutcomeUnknownException(
            "another submission of %s has held %s for %s ms; its process may be stopped"
                .formatted(key, lock, timing.lockLimit().toMillis()),
            null);
      }
      return taken.get();
    }

    /** The job of another call's mark; empty if it surely has none. */
    private Optional<H> looked(Optional<DurableMark.Written> before)
        throws OutcomeUnknownException {
      if (before.isEmpty()) {
        return Optional.empty();
      }
      // before the look: what it does not show must have had the whole time to appear
      boolean isSettled = sights.isSettled(mark.file(), before.get());
      Optional<H> there;
      try {
        there = sending.find(before.get().text());
      } catch (IOException | RuntimeException e) {
        throw new OutcomeUnknownException(sending.answer(e).reason(), e);
      }
      if (there.isPresent()) {
        known(there.get(), before.get());
      } else if (!isSettled && !isByName) {
        throw new OutcomeUnknownException(
            ("%s may have been sent before, and the platform may not show it yet: Outrider"
                    + " sends it again only after it has not found it for %s s")
                .formatted(key, timing.settling().toSeconds()),
            null);
      } else if (isSettled) {
        absent = before;
      }
      return there;
    }

    private Try<H> sent(Optional<DurableMark.Written> before)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException, IOException {
      DurableMark.Written mine = new DurableMark.Written(sending.mark(), id);
      mark.write(mine);
      try {
        ownership.check(key);
      } catch (OutcomeUnknownException e) {
        restore(before);
        throw e;
      }
      H job;
      try {
        job = sending.send();
      } catch (Exception e) {
        return judged(before, mine, e);
      }
      known(job, mine);
      return new Try<>(Optional.of(job), Optional.empty());
    }

    private void known(H job, DurableMark.Written written) {
      sights.forget(mark.file());
      Optional<String> text = sending.mark(job);
      if (text.isEmpty() || text.get().equals(written.text())) {
        return;
      }
      try {
        mark.write(new DurableMark.Written(text.get(), written.call()));
      } catch (IOException e) {
        // the mark as it is leads to the job too, after a look
        return;
      }
    }

    private Try<H> judged(
        Optional<DurableMark.Written> before, DurableMark.Written mine, Exception thrown)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      Answer answer = sending.answer(thrown);
      if (answer instanceof Answer.Taken) {
        return new Try<>(Optional.of(taken(mine, answer.reason())), Optional.empty());
      }
      if (answer instanceof Answer.Unknown) {
        sights.isSettled(mark.file(), mine);
        throw new OutcomeUnknownException(answer.reason(), thrown);
      }
      restore(before);
      if (answer instanceof Answer.Throttled throttled) {
        return new Try<>(Optional.empty(), Optional.of(throttled));
      }
      return no(answer, thrown);
    }

    /** The job that has the name already, no matter who sent it. */
    private H taken(DurableMark.Written mine, String reason) throws OutcomeUnknownException {
      try {
        H there =
            sending
                .find(mine.text())
                .orElseThrow(() -> new IOException("the platform does not show it"));
        known(there, mine);
        return there;
      } catch (IOException | RuntimeException e) {
        throw new OutcomeUnknownException(reason + " " + sending.answer(e).reason(), e);
      }
    }

    /** Nothing was sent: what another call has left is all there is. */
    private void restore(Optional<DurableMark.Written> before) {
      try {
        if (before.isPresent()) {
          mark.write(before.get());
        } else {
          mark.delete();
        }
      } catch (IOException e) {
        // a mark of a request that was not sent costs a look and a settling time, and no more
        return;
      }
    }

    /** No job of this call: a sure no, unless another call's may be there. */
    <T> T no(Answer answer, Exception cause)
        throws NotAcceptedException, OutcomeUnknownException, NotYetException {
      checkUnmarked(answer.reason(), cause);
      return answer.raise(cause);
    }

    /** Returns only if no other call has left a mark whose job may be there. */
    private void checkUnmarked(String reason, Exception cause) throws OutcomeUnknownException {
      boolean isMarked;
      try {
        isMarked = mark.read().filter(each -> !absent.equals(Optional.of(each))).isPresent();
      } catch (IOException e) {
        isMarked = true;
      }
      if (isMarked) {
        throw new OutcomeUnknownException(
            reason + " Yet " + key + " may have been sent before.", cause);
      }
    }

    private Answer notSent(IOException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      return new Answer.NotSent(FailureKind.PLATFORM, key + " was not sent: " + why + ".");
    }
  }
}
