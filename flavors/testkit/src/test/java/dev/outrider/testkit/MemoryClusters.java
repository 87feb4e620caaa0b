// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static dev.outrider.testkit.BrokenOperator.*;

import dev.outrider.flavor.AttemptKey;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a {@link MemoryOperator} makes for runs: right, but for the one thing that is broken in it
 * on purpose. The platform makes one cluster of one token, so a run's id is the token.
 */
final class MemoryClusters {
  private static final long MOMENT_NANOS = 30_000_000;

  private final MemoryPlatform platform;
  private final Optional<BrokenOperator> broken;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> released = ConcurrentHashMap.newKeySet();

  MemoryClusters(MemoryPlatform platform, Optional<BrokenOperator> broken) {
    this.platform = platform;
    this.broken = broken;
  }

  private boolean is(BrokenOperator variant) {
    return broken.equals(Optional.of(variant));
  }

  /**
   * Makes the platform have the cluster of a key's run.
   *
   * @throws IOException when it is not known whether it has
   */
  void make(AttemptKey key) throws IOException, MemoryPlatform.Refused {
    String run = key.run();
    if (is(RELEASE_CANCELS_JOBS)) {
      return;
    }
    String token = is(CLUSTER_FOR_EACH_ATTEMPT) ? key.value() : run;
    if (is(LOOKS_THEN_MAKES)) {
      if (platform.clusters().contains(run)) {
        return;
      }
      LockSupport.parkNanos(MOMENT_NANOS);
      token = UUID.randomUUID().toString();
    }
    asked.add(run);
    try {
      platform.makeCluster(token, run);
      answered.add(run);
    } catch (IOException e) {
      if (is(MAKES_AGAIN_WITHOUT_THE_TOKEN)) {
        platform.makeCluster(UUID.randomUUID().toString(), run);
        return;
      }
      throw e;
    }
  }

  /** The end of a run. */
  void release(String run) throws IOException {
    if (is(RELEASE_DOES_NOTHING)
        || is(RELEASES_ITS_OWN) && !asked.contains(run)
        || is(RELEASES_WHAT_WAS_ANSWERED) && !answered.contains(run)) {
      return;
    }
    if (is(SECOND_RELEASE_FAILS) && !released.add(run)) {
      throw new IOException("it was released already");
    }
    if (is(RELEASE_SWALLOWS_INTERRUPT)) {
      Thread.interrupted();
    }
    if (is(RELEASE_IGNORES_AN_INTERRUPT) && Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      end(run);
    } catch (MemoryPlatform.Refused e) {
      if (!is(RELEASE_SWALLOWS_REFUSALS)) {
        throw new IOException(e.getMessage(), e);
      }
    } catch (IOException e) {
      if (is(LOST_RELEASE_BREAKS_OFF)) {
        throw new IllegalStateException("the reply is lost", e);
      }
      if (!is(RELEASE_SWALLOWS_ERRORS)) {
        throw e;
      }
    }
  }

  private void end(String run) throws IOException, MemoryPlatform.Refused {
    if (is(RELEASE_SPARES_RUNNING_JOBS) && platform.isBusy(run)) {
      return;
    }
    if (is(TRUSTS_A_LATE_LIST) && !platform.clusters().contains(run)) {
      return;
    }
    if (is(RELEASES_EVERY_RUN)) {
      for (String each : new HashSet<>(platform.clusters())) {
        platform.endClusters(each);
      }
    }
    if (is(RELEASE_CANCELS_JOBS)) {
      platform.stopJobs(run);
      return;
    }
    boolean hasEnded = platform.endClusters(run);
    if (is(RELEASE_OF_NOTHING_FAILS) && !hasEnded) {
      throw new IOException("there is no cluster of " + run);
    }
  }
}
