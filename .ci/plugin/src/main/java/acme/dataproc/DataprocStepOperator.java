// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobControllerSettings;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.Message;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonText;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Submits to a Dataproc. Thread-safe. */
final class DataprocStepOperator implements StepOperator {
  private static final int HANDLE_VERSION = 1;

  /** What names a job in a handle. */
  private record JobId(String id) {}

  private final DataprocSettings settings;
  private final DataprocRequestMapping requests;
  private JobControllerClient client;

  DataprocStepOperator(DataprocSettings settings) {
    this.settings = settings;
    this.requests = new DataprocRequestMapping(settings);
  }

  @Override
  public Optional<Platform> platform() {
    return Optional.of(new Platform("3.5.5_2.12", 17));
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    if (!submission.resources().equals(Resources.unspecified())) {
      throw new NotAcceptedException(
          FailureKind.CONFIGURATION,
          "Flavor '" + DataprocFlavor.NAME + "' has no resources to choose from: ask for none.");
    }
    return requests.rendered(requests.request(submission));
  }

  @Override
  public JobHandle submit(Submission submission, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    render(submission);
    ownership.check(submission.key());
    try {
      return handle(client().submitJob(requests.request(submission)));
    } catch (ApiException | IOException e) {
      if (isRefused(e)) {
        throw new NotAcceptedException(FailureKind.CONFIGURATION, noDataproc());
      }
      throw new OutcomeUnknownException("Dataproc at " + settings.endpoint() + ": " + e, e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try {
      return new FindResult.Found(handle(job(key.value())));
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

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    Map<JobHandle, JobStatus> answers = new HashMap<>();
    for (JobHandle each : jobs) {
      String id = id(each);
      try {
        answers.put(each, DataprocStatusMapping.of(job(id).getStatus()));
      } catch (NotFoundException e) {
        answers.put(each, new JobStatus.Lost("Dataproc knows no job " + id));
      } catch (ApiException e) {
        throw asked(e);
      }
    }
    return answers;
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    try {
      client().cancelJob(settings.project(), settings.region(), id(job));
    } catch (ApiException e) {
      throw asked(e);
    }
  }

  /** Dataproc keeps the driver's output in a bucket, which is not read here. */
  @Override
  public LogPage logs(JobHandle job, LogCursor from) {
    return new LogPage(List.of(), from);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private Job job(String id) throws IOException {
    return client().getJob(settings.project(), settings.region(), id);
  }

  private static JobHandle handle(Job job) {
    JobId id = new JobId(job.getReference().getJobId());
    return new JobHandle(
        DataprocFlavor.NAME, HANDLE_VERSION, JsonText.of(id, JobId.class, "job"));
  }

  private static String id(JobHandle job) {
    UnreadableHandleException.check(job, DataprocFlavor.NAME, HANDLE_VERSION);
    return job.job().as(JobId.class, "job").id();
  }

  private IOException asked(ApiException e) {
    return new IOException(isRefused(e) ? noDataproc() : "Dataproc: " + e.getMessage(), e);
  }

  private static boolean isRefused(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ConnectException) {
        return true;
      }
    }
    return false;
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

  /** Made when it is needed first: whoever only plans needs none. */
  private synchronized JobControllerClient client() throws IOException {
    if (client == null) {
      JobControllerSettings.Builder builder =
          JobControllerSettings.newBuilder()
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setTransportChannelProvider(
                  JobControllerSettings.defaultGrpcTransportProviderBuilder()
                      .setEndpoint(settings.endpoint())
                      .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                      .build());
      // A lost answer is resolved by find, never by sending again.
      builder.submitJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      builder.getJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      builder.cancelJobSettings().setSimpleTimeoutNoRetriesDuration(settings.requestTimeout());
      client = JobControllerClient.create(builder.build());
    }
    return client;
  }
}
