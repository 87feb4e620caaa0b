// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.base.follow.Pages;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;

/**
 * Looks through the steps of a cluster for that of a key. {@code ListSteps} has no filter by name;
 * it gives 50 steps a page, the newest first: ListSteps, EMR API Reference. Thread-safe.
 *
 * @param emr asks for a page when it is its turn
 */
record StepSearch(EmrCalls emr) {

  /**
   * The step of a key. Of several that a race has made, the one that may have the claim: it runs,
   * or ended well.
   *
   * @return empty only where every page was read that may have it
   * @throws IOException when a page was not answered, or the pages do not end
   */
  Optional<EmrStep> find(String cluster, AttemptKey key) throws IOException {
    Optional<Instant> start = key.notBefore();
    List<StepSummary> found = new ArrayList<>();
    Pages.read(
        "the steps of cluster " + cluster,
        from -> {
          emr.turns().await();
          return emr.steps(list -> list.clusterId(cluster).marker(from.orElse(null)));
        },
        steps -> {
          steps.stream().filter(each -> key.value().equals(each.name())).forEach(found::add);
          return start.isPresent() && endsBefore(steps, start.get());
        });
    return found.stream()
        .min(Comparator.comparing(StepSearch::hasFailed))
        .map(
            step ->
                new EmrStep(
                    new EmrHandle(cluster, step.id()),
                    Optional.ofNullable(step.config())
                        .flatMap(config -> EmrRequestMapping.hash(config.args()))));
  }

  private static boolean endsBefore(List<StepSummary> steps, Instant instant) {
    if (steps.isEmpty()) {
      return false;
    }
    StepSummary oldest = steps.get(steps.size() - 1);
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
