// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.follow.Pages;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;

/** What EMR says of steps, in one list for each 10 of a cluster. Thread-safe. */
final class StepFollower {

  /** "You can specify up to 10 Step IDs": StepIds of ListSteps, EMR API Reference. */
  static final int STEPS_PER_CALL = 10;

  private final EmrCalls emr;
  private final MissingJobs missing = new MissingJobs();

  /**
   * @param emr has no patience: who asks looks again anyway
   */
  StepFollower(EmrCalls emr) {
    this.emr = emr;
  }

  /**
   * A status for each job that was answered.
   *
   * @throws IOException when EMR could not be asked
   * @throws UnreadableHandleException when a handle cannot be read; nothing was asked
   */
  Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<String, Map<JobHandle, EmrHandle>> byCluster = new LinkedHashMap<>();
    for (JobHandle job : jobs) {
      EmrHandle handle = EmrHandle.of(job);
      byCluster.computeIfAbsent(handle.cluster(), id -> new LinkedHashMap<>()).put(job, handle);
    }
    Map<JobHandle, JobStatus> answers = new LinkedHashMap<>();
    for (Map.Entry<String, Map<JobHandle, EmrHandle>> each : byCluster.entrySet()) {
      new OneCluster(each.getKey(), listed(each.getKey(), each.getValue()))
          .answer(each.getValue(), answers);
    }
    return answers;
  }

  private Map<String, StepSummary> listed(String cluster, Map<JobHandle, EmrHandle> jobs)
      throws IOException {
    List<String> ids = jobs.values().stream().map(EmrHandle::step).distinct().toList();
    Map<String, StepSummary> listed = new HashMap<>();
    for (int from = 0; from < ids.size(); from += STEPS_PER_CALL) {
      List<String> some = ids.subList(from, Math.min(from + STEPS_PER_CALL, ids.size()));
      Pages.all(
              "the steps of cluster " + cluster,
              page ->
                  emr.steps(
                      list -> list.clusterId(cluster).stepIds(some).marker(page.orElse(null))))
          .forEach(step -> listed.put(step.id(), step));
    }
    return listed;
  }

  /** The answers for one cluster, which is asked for its own status once at most. */
  private final class OneCluster {
    private final String id;
    private final Map<String, StepSummary> listed;
    private Optional<ClusterStatus> said = Optional.empty();

    OneCluster(String id, Map<String, StepSummary> listed) {
      this.id = id;
      this.listed = listed;
    }

    void answer(Map<JobHandle, EmrHandle> jobs, Map<JobHandle, JobStatus> answers)
        throws IOException {
      for (Map.Entry<JobHandle, EmrHandle> each : jobs.entrySet()) {
        StepSummary step = listed.get(each.getValue().step());
        if (step != null && step.status() != null) {
          missing.listed(each.getKey());
          answers.put(each.getKey(), meaning(step.status()));
        } else {
          missing
              .notListed(each.getKey(), () -> lookedUp(each.getValue()))
              .ifPresent(status -> answers.put(each.getKey(), status));
        }
      }
    }

    private JobStatus meaning(StepStatus step) throws IOException {
      if (EmrStatusMapping.asksCluster(step) && said.isEmpty()) {
        said = Optional.ofNullable(emr.cluster(id).status());
      }
      return EmrStatusMapping.of(step, said);
    }

    private JobStatus lookedUp(EmrHandle handle) throws IOException {
      try {
        return meaning(emr.step(handle));
      } catch (IOException e) {
        if (e.getCause() instanceof InvalidRequestException) {
          return MissingJobs.lost(
              "the steps of cluster " + id, handle.step(), "EMR says: " + e.getMessage());
        }
        throw e;
      }
    }
  }
}
