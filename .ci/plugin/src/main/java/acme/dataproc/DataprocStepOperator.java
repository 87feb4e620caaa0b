// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.FailedPreconditionException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobControllerSettings;
import com.google.cloud.dataproc.v1.ListJobsRequest;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.follow.HandleForm;
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.Unreached;
import dev.outrider.step.FailureKind;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Submits to a Dataproc. Thread-safe. */
final class DataprocStepOperator implements StepOperator {
  /** Calls that Dataproc has answered: it has made no job. */
  private static final Map<StatusCode.Code, FailureKind> REFUSALS =
      Map.of(
          StatusCode.Code.INVALID_ARGUMENT, FailureKind.CONFIGURATION,
          StatusCode.Code.FAILED_PRECONDITION, FailureKind.CONFIGURATION,
          StatusCode.Code.NOT_FOUND, FailureKind.CONFIGURATION,
          StatusCode.Code.PERMISSION_DENIED, FailureKind.CONFIGURATION,
          StatusCode.Code.UNAUTHENTICATED, FailureKind.CONFIGURATION,
          StatusCode.Code.RESOURCE_EXHAUSTED, FailureKind.CAPACITY);

  /** What names a job in a handle. Not private: it is read and written by reflection. */
  record JobId(String id) {
    JobId {
      Objects.requireNonNull(id, "id");
    }
  }

  private static final HandleForm<JobId> HANDLES =
      new HandleForm<>(DataprocFlavor.NAME, 1, JobId.class, "job of Dataproc");

  private final DataprocSettings settings;
  private final DataprocRequestMapping requests;

  private final MissingJobs missing = new MissingJobs();

  private ScheduledExecutorService threads;
  private JobControllerClient client;
  private boolean closed;

  DataprocStepOperator(FlavorInfo info, DataprocSettings settings, Refusals refusals) {
    this.settings = settings;
    this.requests = new DataprocRequestMapping(info, settings, refusals);
  }

  @Override
  public Optional<Platform> platform() {
    return Optional.of(new Platform("3.5.5_2.12", 17));
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    return requests.rendered(requests.request(submission));
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    AttemptKey key = order.submission().key();
    SubmitJobRequest request = DataprocRequestMapping.marked(order);
    JobControllerClient sender;
    try {
      sender = client();
    } catch (IOException | RuntimeException e) {
      // there is no request yet
      throw new NotAcceptedException(
          FailureKind.PLATFORM, "No job was submitted for " + key + ": " + e);
    }
    ownership.check(key);
    try {
      return found(sender.submitJob(request));
    } catch (ApiException e) {
      if (Unreached.isCauseOf(e)) {
        throw new NotAcceptedException(FailureKind.PLATFORM, noDataproc());
      }
      FailureKind kind = REFUSALS.get(e.getStatusCode().getCode());
      if (kind != null) {
        throw new NotAcceptedException(kind, "Dataproc refuses: " + e.getMessage());
      }
      throw new OutcomeUnknownException("Dataproc at " + settings.endpoint() + ": " + e, e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      return found(job(key.value()));
    } catch (NotFoundException e) {
      return new FindResult.NotThere();
    } catch (ApiException | IOException e) {
      return new FindResult.Unknown("Dataproc at " + settings.endpoint() + ": " + e);
    }
  }

  /** One request id makes one job. */
  @Override
  public Duration settling() {
    return Duration.ZERO;
  }

  /** Lists the cluster's jobs; one that two lists do not have is looked at by itself. */
  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, String> ids = new HashMap<>();
    for (JobHandle each : jobs) {
      ids.put(each, HANDLES.read(each).id());
    }
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    try {
      Map<String, Job> listed = new HashMap<>();
      ListJobsRequest all =
          ListJobsRequest.newBuilder()
              .setProjectId(settings.project())
              .setRegion(settings.region())
              .setClusterName(settings.cluster())
              .build();
      for (Job each : client().listJobs(all).iterateAll()) {
        listed.put(each.getReference().getJobId(), each);
      }
      for (Map.Entry<JobHandle, String> each : ids.entrySet()) {
        Job job = listed.get(each.getValue());
        Optional<JobStatus> status;
        if (job == null) {
          status = missing.notListed(each.getKey(), () -> looked(each.getValue()));
        } else {
          missing.listed(each.getKey());
          status = Optional.of(DataprocStatusMapping.of(job.getStatus()));
        }
        status.ifPresent(known -> answers.put(each.getKey(), known));
      }
      return answers;
    } catch (ApiException e) {
      throw asked(e);
    }
  }

  private JobStatus looked(String id) throws IOException {
    try {
      return DataprocStatusMapping.of(job(id).getStatus());
    } catch (NotFoundException e) {
      return MissingJobs.lost(settings.endpoint(), id, "Dataproc knows no such job");
    } catch (ApiException e) {
      throw asked(e);
    }
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    String id = HANDLES.read(job).id();
    try {
      client().cancelJob(settings.project(), settings.region(), id);
    } catch (FailedPreconditionException e) {
      // it has ended
      return;
    } catch (ApiException e) {
      throw asked(e);
    }
  }

  /** Where Dataproc keeps the driver's output in a folder of this machine, it is read there. */
  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    String id = HANDLES.read(job).id();
    try {
      String output = job(id).getDriverOutputResourceUri();
      return output.startsWith("file:")
          ? DriverOutput.read(Path.of(URI.create(output)), from)
          : new LogPage(List.of(), from);
    } catch (ApiException e) {
      throw asked(e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
      threads.shutdownNow();
    }
  }

  private Job job(String id) throws IOException {
    return client().getJob(settings.project(), settings.region(), id);
  }

  private static FindResult.Found found(Job job) {
    return new FindResult.Found(
        HANDLES.write(new JobId(job.getReference().getJobId())),
        Optional.ofNullable(job.getLabelsMap().get(Order.TAG)));
  }

  private IOException asked(ApiException e) {
    return new IOException(Unreached.isCauseOf(e) ? noDataproc() : "Dataproc: " + e.getMessage(), e);
  }

  /** Also says what has asked, since that is what this plugin is there to show. */
  private String noDataproc() {
    return "There is no Dataproc at "
        + settings.endpoint()
        + ": the connection was refused to "
        + List.of(jar(JobControllerClient.class), jar(Message.class), jar(ImmutableList.class))
        + ". Set 'address' to one.";
  }

  private static String jar(Class<?> type) {
    String place = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Path.of(place).getFileName().toString();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "acme-dataproc");
    thread.setDaemon(true);
    return thread;
  }

  /** Made when it is needed first: whoever only plans needs none. */
  private synchronized JobControllerClient client() throws IOException {
    if (closed) {
      throw new IOException("The operator is closed.");
    }
    if (client == null) {
      // the client's own threads outlive it
      threads = Executors.newScheduledThreadPool(1, DataprocStepOperator::thread);
      JobControllerSettings.Builder builder =
          JobControllerSettings.newBuilder()
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setBackgroundExecutorProvider(FixedExecutorProvider.create(threads))
              .setTransportChannelProvider(
                  JobControllerSettings.defaultGrpcTransportProviderBuilder()
                      .setEndpoint(settings.endpoint())
                      .setExecutor(threads)
                      .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                      .build());
      // A lost answer is resolved by find, never by sending again.
      builder.submitJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      builder.listJobsSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      builder.getJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      builder.cancelJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      client = JobControllerClient.create(builder.build());
    }
    return client;
  }
}
