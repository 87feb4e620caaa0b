// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.JobTable;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A platform under test whose jobs are in a {@link JobTable}: what remains to write is the flavor,
 * its settings, what was {@link #seen}, and how jobs of others and labels look in its requests.
 */
public abstract class JobTableUnderTest implements PlatformUnderTest {

  private final JobTable<?> jobs;
  private final FaultScript faults;

  /**
   * @param faults what the platform's server plays
   */
  protected JobTableUnderTest(JobTable<?> jobs, FaultScript faults) {
    this.jobs = jobs;
    this.faults = faults;
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(
        URI.create("file:///bundle/application.jar"),
        "dev.outrider.application.StepApplication",
        List.of(URI.create("file:///bundle/user.jar")));
  }

  @Override
  public final Optional<FaultScript> faults() {
    return Optional.of(faults);
  }

  @Override
  public final int jobs(AttemptKey key) {
    return jobs.made(key.value());
  }

  @Override
  public final boolean runs(AttemptKey key) {
    return jobs.runs(key.value());
  }

  /** {@inheritDoc} All but {@link Power#GET_READY}, by default. */
  @Override
  public Set<Power> powers() {
    return EnumSet.complementOf(EnumSet.of(Power.GET_READY));
  }

  @Override
  public final void hold() {
    jobs.hold();
  }

  @Override
  public final void release() {
    jobs.release();
  }

  @Override
  public final void preempt(AttemptKey key) {
    jobs.preempt(key.value());
  }

  @Override
  public final void startAgain(AttemptKey key) {
    jobs.startAgain(key.value());
  }

  @Override
  public final void forget(AttemptKey key) {
    jobs.forget(key.value());
  }

  @Override
  public boolean owns(Thread thread) {
    String name = thread.getName();
    return name.startsWith("faulty-http-")
        || name.startsWith("stub-driver-")
        || name.endsWith("-starter")
        || name.equals("HTTP-Dispatcher");
  }
}
