// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A platform that operators are tested on, as the author of a flavor brings it to {@link
 * StepOperatorContract}: a loopback platform, or the real one. Its jobs run {@link
 * dev.outrider.testkit.stub.StubDriver} instead of Spark. Thread-safe.
 */
public interface PlatformUnderTest extends Rehearsal.Counts, AutoCloseable {

  /** The flavor whose operators are tested. */
  Flavor flavor();

  /**
   * The settings of an operator that reaches this platform; times to wait for answers are short, a
   * second or less. A secret setting's value is a text that nothing else has.
   */
  Map<String, String> settings();

  /** The environment variables that the operator sees; none by default. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /**
   * Lets time pass for the operators of {@link #flavor}: a flavor whose operators look again after
   * {@link dev.outrider.flavor.StepOperator#settling} is best made with a clock that this moves.
   * Waits for as long by default.
   */
  default void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** What orders name as the bundle; the stub needs none. */
  BundleFiles bundle();

  /** What goes wrong with calls; empty where the platform is not reached by calls. */
  Optional<FaultScript> faults();

  /**
   * Whether the platform has a word for a fault. One that has none for {@link Fault#NO_CAPACITY} or
   * {@link Fault#EXPIRED} says no to it.
   */
  default boolean says(Fault fault) {
    return true;
  }

  /**
   * Whether it returns with a job what the job was submitted with: a tag, a label, a property. Then
   * operators find a job with the hash of its request. True by default.
   */
  default boolean returnsRequests() {
    return true;
  }

  /**
   * Everything that the operator has sent or started and that people of the platform can read:
   * bodies and addresses of requests, argument lists. Without what only proves who asks.
   */
  List<String> seen();

  /** What it can be made to do; none by default. */
  default Set<Power> powers() {
    return Set.of();
  }

  /** Keeps jobs that come from now on from starting. {@link Power#HOLD} */
  default void hold() {
    throw new UnsupportedOperationException("hold");
  }

  /** Lets jobs start. {@link Power#HOLD} */
  default void release() {
    throw new UnsupportedOperationException("release");
  }

  /** Takes the machine of a job away. {@link Power#PREEMPT} */
  default void preempt(AttemptKey key) {
    throw new UnsupportedOperationException("preempt");
  }

  /** Starts a job's driver a second time, beside the first. {@link Power#START_AGAIN} */
  default void startAgain(AttemptKey key) {
    throw new UnsupportedOperationException("startAgain");
  }

  /** Does not know a job any more. {@link Power#FORGET} */
  default void forget(AttemptKey key) {
    throw new UnsupportedOperationException("forget");
  }

  /** Has as many jobs of others. {@link Power#CROWD} */
  default void crowd(int count) {
    throw new UnsupportedOperationException("crowd");
  }

  /** The labels of a key's job. {@link Power#LABELS} */
  default Map<String, String> labels(AttemptKey key) {
    throw new UnsupportedOperationException("labels");
  }

  /** From now on it is getting ready, and takes no job. {@link Power#GET_READY} */
  default void getReady() {
    throw new UnsupportedOperationException("getReady");
  }

  /** Takes jobs again. {@link Power#GET_READY} */
  default void ready() {
    throw new UnsupportedOperationException("ready");
  }

  /** Whether a thread is the platform's own, and not the operator's. */
  default boolean owns(Thread thread) {
    return false;
  }

  /** Ends the platform and everything that it still runs. */
  @Override
  void close() throws Exception;
}
