// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.artifact.FileStore;
import dev.outrider.flavor.aws.emr.EmrFlavor;
import dev.outrider.run.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of many steps that are ready at once for the clusters of one account of EMR, which
 * takes one each 2 s for long: how many are accepted without a failure, and how soon the ends of
 * those that run are known and judged meanwhile, in real time.
 */
final class SubmitEmrBenchmark {
  private static final int STEPS = 200;
  private static final int CLUSTERS = 5;
  private static final int RUNNING_SECONDS = 20;

  private SubmitEmrBenchmark() {}

  static void run(Path root, Path work, List<String> words, Figures figures) throws Exception {
    int steps = words.isEmpty() ? STEPS : Integer.parseInt(words.get(0));
    int runs = words.size() < 2 ? 1 : Integer.parseInt(words.get(1));
    ScheduledExecutorService ends =
        Executors.newScheduledThreadPool(2, task -> new Thread(task, "driver"));
    ToldDrivers[] told = new ToldDrivers[1];
    ToldDrivers drivers =
        new ToldDrivers(
            Optional.of(new ClusterDriver(new FileStore(UUID::randomUUID).withoutSync())),
            context ->
                ends.schedule(() -> end(told[0], context), RUNNING_SECONDS, TimeUnit.SECONDS));
    told[0] = drivers;
    FollowedRuns followed =
        new FollowedRuns(
            figures,
            root,
            work,
            EmrAccount.environment(),
            step -> step.phase() == Phase.SUCCEEDED || step.phase() == Phase.FAILED,
            drivers::detect);
    try (EmrAccount account = new EmrAccount(CLUSTERS, drivers)) {
      account.limitCalls();
      measure(steps, runs, account, followed, drivers, figures);
    } finally {
      ends.shutdownNow();
    }
  }

  private static void end(ToldDrivers drivers, URI context) {
    try {
      drivers.end(context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void measure(
      int steps,
      int runs,
      EmrAccount account,
      FollowedRuns followed,
      ToldDrivers drivers,
      Figures figures)
      throws Exception {
    figures.say(
        "%d runs of %d steps that are ready at once, on %d clusters of one account, each an"
            + " operator; the account lets itself be called as EMR does: AddJobFlowSteps 10 at once"
            + " and 0.5 a second",
        runs, steps / runs, CLUSTERS);
    figures.say(
        "a step runs for %d s, and writes claim, result and mark at its end; 5 of 100 end as failed"
            + " and without a mark. From the time when EMR says that it has ended until its run"
            + " has judged it",
        RUNNING_SECONDS);
    EmrFlavor flavor = new EmrFlavor();
    long start = System.nanoTime();
    followed.begin(
        runs,
        steps / runs,
        account.operators(),
        account.properties(),
        flavor.info().stores("file"),
        flavor);
    int all = steps / runs * runs;
    double perMinute = 0;
    while (followed.submitted() < all && followed.failures() < all) {
      Thread.sleep(500);
      double minutes = (System.nanoTime() - start) / 6e10;
      if (minutes >= perMinute + 1) {
        perMinute = Math.floor(minutes);
        figures.say(
            "after %.0f min: %d submitted, %d attempts failed, %d submissions throttled",
            perMinute,
            followed.submitted(),
            followed.failures(),
            account.throttled("AddJobFlowSteps"));
      }
    }
    long end = System.nanoTime();
    figures.figure("submit_emr.all_submitted", (end - start) / 1e9, "s");
    Thread.sleep(2 * 1000 * RUNNING_SECONDS);
    followed.detach();
    figures.figure("submit_emr.submitted", followed.submitted(), "steps");
    figures.figure(
        "submit_emr.failed_submissions",
        followed.failures() - drivers.jobs().stream().filter(job -> !job.isMarked()).count(),
        "attempts");
    figures.figure("submit_emr.calls", account.calls("AddJobFlowSteps"), "calls");
    figures.figure("submit_emr.throttled", account.throttled("AddJobFlowSteps"), "calls");
    figures.figure("submit_emr.throttled_lists", account.throttled("ListSteps"), "calls");
    new Detection(start, end).report(figures, "submit_emr.judged", drivers.jobs(), true);
  }
}
