// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AccessPolicy;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.CallLimit;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.ConsolePages;
import dev.outrider.flavor.aws.s3.S3StoreProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs steps as steps of a cluster of EMR. Thread-safe. */
final class EmrOperator implements StepOperator {

  /**
   * An account may call {@code ListSteps} 10 times at once and once each 2 s: Service Quotas of
   * EMR. What is left over is for looking a step up by its name, and for other programs.
   */
  private static final int BURST = 6;

  private static final double PER_SECOND = 0.4;

  private final EmrTarget target;
  private final AwsClients clients;
  private final ClusterSource cluster;
  private final StepSubmission submission;
  private final StepFollower follower;
  private final StepCancellation cancellation;
  private final ClusterLogs logs;
  private Optional<Platform> platform = Optional.empty();

  /**
   * @param clients closed with this
   * @param calls by these clients
   */
  EmrOperator(
      EmrTarget target,
      AwsClients clients,
      EmrCalls calls,
      ClusterSource cluster,
      StepSubmission submission,
      ClusterLogs logs) {
    this.target = target;
    this.clients = clients;
    this.cluster = cluster;
    this.submission = submission;
    this.follower = new StepFollower(calls.once());
    this.cancellation = new StepCancellation(calls);
    this.logs = logs;
  }

  /** {@inheritDoc} A cluster keeps its release. */
  @Override
  public synchronized Optional<Platform> platform() throws IOException {
    if (platform.isEmpty()) {
      platform = Optional.of(released());
    }
    return platform;
  }

  private Platform released() throws IOException {
    Optional<Platform> set = target.versions().over(Optional.empty());
    try {
      return set.isPresent() ? set.get() : cluster.release().platform(target.versions());
    } catch (NotAcceptedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public RenderedRequest render(Submission order) throws NotAcceptedException {
    EmrRequestMapping request = EmrRequestMapping.of(order, target);
    Optional<ClusterRequest> made = cluster.request(order);
    String id = cluster.known().orElse(EmrRequestMapping.SOME_CLUSTER);
    List<String> notes = new ArrayList<>();
    if (made.isPresent()) {
      notes.add(
          ("%s is the id of the cluster of the run, which its first step makes, and its end"
                  + " takes down.")
              .formatted(EmrRequestMapping.SOME_CLUSTER));
    } else if (cluster.known().isEmpty()) {
      notes.add(EmrRequestMapping.SOME_CLUSTER + " is the id of the cluster, which is looked up.");
    }
    notes.add(
        made.map(each -> EmrReleases.shown(each.request().releaseLabel(), target.versions()))
            .orElseGet(() -> target.versions().shown(Optional.empty(), EmrReleases.TABLE) + "."));
    String step = "AddJobFlowSteps to EMR in " + clients.region();
    return made.map(
            each ->
                new RenderedRequest(
                        "RunJobFlow, once for the run, and %s: %s"
                            .formatted(step, cluster.made().orElseThrow().settings().machines()),
                        each.json(request.request(id)),
                        notes)
                    .command("cluster by the AWS CLI", each.awsCommand(clients.cliOptions())))
        .orElseGet(() -> new RenderedRequest(step, request.json(id), notes))
        .command("by the AWS CLI", request.awsCommand(clients.cliOptions(), id))
        .command("on the cluster's primary node", request.sparkSubmit());
  }

  @Override
  public FindResult.Found submit(Order prepared, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    Submission order = prepared.submission();
    EmrRequestMapping request = EmrRequestMapping.of(order, target).marked(prepared.hash());
    cluster.request(order);
    return found(
        submission.submit(order.key(), cluster.forStep(order, ownership), request, ownership));
  }

  private FindResult.Found found(EmrStep step) {
    JobHandle job =
        handle(
            step.handle(),
            clients.pages(),
            logs.folder(step.handle()),
            clients.pages(EmrSettings.S3_ENDPOINT.name()));
    return new FindResult.Found(job, step.request());
  }

  /** A step has no page of its own: it is on that of its cluster. */
  static JobHandle handle(
      EmrHandle step, ConsolePages ofEmr, Optional<LogPlace> log, ConsolePages ofLogs) {
    return step.handle()
        .withPages(
            Optional.empty(),
            ofEmr.cluster(step.cluster()),
            Optional.empty(),
            log.flatMap(place -> ofLogs.folder(place.bucket(), place.folder())));
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      Optional<String> sent = submission.sentTo(key);
      for (String each : sent.isPresent() ? List.of(sent.get()) : cluster.holding(key)) {
        Optional<EmrStep> found = submission.find(each, key);
        if (found.isPresent()) {
          return found(found.get());
        }
      }
      return new FindResult.NotThere();
    } catch (NotAcceptedException | IOException e) {
      return new FindResult.Unknown("EMR has not said whether it has the step: " + e.getMessage());
    }
  }

  @Override
  public Duration settling() {
    return StepSubmission.SETTLING;
  }

  @Override
  public Optional<CallLimit> statusLimit() {
    return Optional.of(
        new CallLimit(
            "emr " + clients.asker() + " " + clients.region() + " ListSteps",
            BURST,
            PER_SECOND,
            StepFollower.STEPS_PER_CALL));
  }

  /** {@inheritDoc} {@code ListSteps} is about one cluster. */
  @Override
  public String statusGroup(JobHandle job) {
    return EmrHandle.of(job).cluster();
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    return follower.status(jobs);
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    cancellation.request(EmrHandle.of(job));
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    return logs.page(EmrHandle.of(job), from);
  }

  @Override
  public boolean keepsForRuns() {
    return cluster.made().isPresent();
  }

  @Override
  public void release(String run) throws IOException {
    cluster.release(run);
  }

  @Override
  public List<AccessPolicy> policies(URI artifactStore, Settings ofStore) {
    return new EmrPolicies(
            clients.region().id(), cluster.known(), clients.role(), logs.place(), cluster.made())
        .of(artifactStore, S3StoreProvider.key(artifactStore, ofStore));
  }

  @Override
  public List<Finding> check(URI artifactStore) {
    return new EmrCheck(target, clients, cluster, logs.place()).findings(artifactStore);
  }

  @Override
  public void close() {
    clients.close();
  }

  @Override
  public String toString() {
    return "'" + target.operator() + "' on EMR in " + clients.region();
  }
}
