// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ListStepsRequest;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;

/**
 * Looks through the steps of a cluster for that of a key. {@code ListSteps} has no filter by name;
 * it gives 50 steps a page, the newest first: ListSteps, EMR API Reference. Thread-safe.
 */
final class StepSearch {
  private final EmrClient emr;

  /**
   * @param emr not closed here
   */
  StepSearch(EmrClient emr) {
    this.emr = emr;
  }

  /**
   * The step of a key. Of several that a race has made, the one that may have the claim: it runs,
   * or ended well.
   *
   * @return empty only where every page was read that may have it
   * @throws IOException when the pages do not end
   * @throws software.amazon.awssdk.core.exception.SdkException when a page was not answered
   */
  Optional<EmrHandle> find(String cluster, AttemptKey key) throws IOException {
    Optional<Instant> start = RunStart.noStepBefore(key);
    Optional<StepSummary> found = Optional.empty();
    Set<String> markers = new HashSet<>();
    String marker = null;
    do {
      ListStepsResponse page =
          emr.listSteps(ListStepsRequest.builder().clusterId(cluster).marker(marker).build());
      for (StepSummary each : page.steps()) {
        if (key.value().equals(each.name()) && found.map(StepSearch::hasFailed).orElse(true)) {
          found = Optional.of(each);
        }
      }
      boolean isOlder = start.map(instant -> endsBefore(page, instant)).orElse(false);
      marker = isOlder ? null : page.marker();
      if (marker != null && !markers.add(marker)) {
        throw new IOException("the pages of the steps of cluster " + cluster + " do not end");
      }
    } while (marker != null);
    return found.map(step -> new EmrHandle(cluster, step.id()));
  }

  private static boolean endsBefore(ListStepsResponse page, Instant instant) {
    if (page.steps().isEmpty()) {
      return false;
    }
    StepSummary oldest = page.steps().get(page.steps().size() - 1);
    return oldest.status() != null
        && oldest.status().timeline() != null
        && oldest.status().timeline().creationDateTime() != null
        && oldest.status().timeline().creationDateTime().isBefore(instant);
  }

  private static boolean hasFailed(StepSummary step) {
    StepState state = step.status() == null ? null : step.status().state();
    return state == StepState.FAILED
        || state == StepState.CANCELLED
        || state == StepState.INTERRUPTED;
  }
}
