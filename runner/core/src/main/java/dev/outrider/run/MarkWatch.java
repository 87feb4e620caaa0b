// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reads the marks of all jobs of a run, with one listing: signs of life, and that a result is
 * written, whereupon the job's platform is asked at once. Thread-safe.
 */
final class MarkWatch {
  private final ArtifactStore store;
  private final URI folder;
  private final FollowedJobs jobs;
  private final Workers workers;
  private final Duration interval;
  private final Consumer<RunEvent> events;
  private final Set<String> done = ConcurrentHashMap.newKeySet();

  /**
   * @param folder where the run's marks lie
   * @param jobs knows whose marks are of interest
   * @param interval the time between two listings; nothing is listed while no job is followed
   */
  MarkWatch(
      ArtifactStore store,
      URI folder,
      FollowedJobs jobs,
      Workers workers,
      Duration interval,
      Consumer<RunEvent> events) {
    this.store = store;
    this.folder = folder;
    this.jobs = jobs;
    this.workers = workers;
    this.interval = interval;
    this.events = events;
  }

  void start() {
    workers.schedule("marks", interval, this::look);
  }

  private void look() {
    Map<String, Effect.Follow> followed = jobs.followed();
    try {
      if (!followed.isEmpty()) {
        list(followed);
      }
    } catch (IOException | RuntimeException e) {
      // without an answer nothing is known; silence is judged by what was seen last
    }
    start();
  }

  private void list(Map<String, Effect.Follow> followed) throws IOException {
    Optional<String> after = Optional.empty();
    do {
      ObjectPage page = store.list(folder, after, ArtifactStore.LARGEST_PAGE);
      for (StoredObject object : page.objects()) {
        String name = StoreLocation.of(object.uri()).name();
        int dot = name.lastIndexOf('.');
        Effect.Follow job = dot < 0 ? null : followed.get(name.substring(0, dot));
        if (job == null) {
          continue;
        }
        String key = name.substring(0, dot);
        if (name.equals(AttemptLayout.beat(key))) {
          events.accept(new RunEvent.BeatSeen(job.step(), job.attempt(), object.modified()));
        } else if (name.equals(AttemptLayout.done(key)) && done.add(key)) {
          jobs.lookSoon(key);
        }
      }
      after = page.next();
    } while (after.isPresent());
  }
}
