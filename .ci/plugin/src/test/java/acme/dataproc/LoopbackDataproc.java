// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.cloud.dataproc.v1.CancelJobRequest;
import com.google.cloud.dataproc.v1.GetJobRequest;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerGrpc;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.JobStatus;
import com.google.cloud.dataproc.v1.JobStatus.State;
import com.google.cloud.dataproc.v1.ListJobsRequest;
import com.google.cloud.dataproc.v1.ListJobsResponse;
import com.google.cloud.dataproc.v1.SparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.testkit.PlatformUnderTest;
import dev.outrider.testkit.Power;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyGrpc;
import dev.outrider.testkit.platform.SparkArguments;
import dev.outrider.testkit.platform.StubBackEnd;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A Dataproc of this process: its job controller, which knows one job for each request id. Its
 * drivers are no Spark. Thread-safe.
 */
final class LoopbackDataproc implements PlatformUnderTest {
  /** Of no state that this version of the client knows. */
  private static final int NEW_STATE = 99;

  private static final int PAGE = 100;

  private final FaultScript faults = new FaultScript(InstantSource.system());
  private final BackEnd drivers = new StubBackEnd();
  private final Path folder;
  private final Map<String, Held> jobs = new LinkedHashMap<>();
  private final FaultyGrpc server;
  private boolean holds;
  private int others;

  /**
   * @param folder for what drivers print
   */
  LoopbackDataproc(Path folder) throws IOException {
    this.folder = folder;
    this.server =
        new FaultyGrpc(faults, LoopbackDataproc::call, List.of(new Controller().bindService()));
  }

  private static Call call(String method) {
    return switch (method.substring(method.indexOf('/') + 1)) {
      case "SubmitJob" -> Call.SUBMIT;
      case "CancelJob" -> Call.CANCEL;
      default -> Call.READ;
    };
  }

  /** A job and its driver. */
  private final class Held {
    private final Job job;
    private Optional<BackEnd.Execution> driver = Optional.empty();
    private boolean isCancelled;
    private boolean isForgotten;

    Held(Job job) {
      this.job = job;
    }

    void start() throws IOException {
      SparkJob spark = job.getSparkJob();
      List<URI> jars = spark.getJarFileUrisList().stream().map(URI::create).toList();
      if (driver.isEmpty() && !isCancelled && !jars.isEmpty()) {
        driver =
            Optional.of(
                drivers.start(
                    new SparkArguments(
                        spark.getMainClass(),
                        jars.get(0),
                        jars.subList(1, jars.size()),
                        spark.getPropertiesMap(),
                        spark.getArgsList(),
                        Map.of())));
      }
    }

    boolean runs() {
      return driver.isPresent() && driver.get().exitCode().isEmpty();
    }

    void cancel() {
      isCancelled = true;
      driver.ifPresent(BackEnd.Execution::kill);
    }

    private State state() {
      if (driver.isEmpty()) {
        return isCancelled ? State.CANCELLED : State.PENDING;
      }
      OptionalInt code = driver.get().exitCode();
      if (code.isEmpty()) {
        return isCancelled ? State.CANCEL_STARTED : State.RUNNING;
      }
      return isCancelled ? State.CANCELLED : code.getAsInt() == 0 ? State.DONE : State.ERROR;
    }

    /** As Dataproc tells it. */
    Job told() throws IOException {
      State state = state();
      Path output = folder.resolve(job.getReference().getJobId() + ".txt");
      if (driver.isPresent() && !runs()) {
        Files.write(output, driver.get().log(0));
      }
      JobStatus.Builder status = JobStatus.newBuilder().setState(state);
      if (state == State.ERROR) {
        status.setDetails("the driver ended with " + driver.get().exitCode().getAsInt());
      }
      if (FaultyGrpc.fault().equals(Optional.of(Fault.UNKNOWN_STATE))) {
        status.setStateValue(NEW_STATE);
      }
      return job.toBuilder()
          .setStatus(status)
          .setDriverOutputResourceUri(output.toUri().toString())
          .build();
    }
  }

  /** The service. */
  private final class Controller extends JobControllerGrpc.JobControllerImplBase {
    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<Job> answer) {
      answer(
          answer,
          () -> {
            for (String value : request.getJob().getLabelsMap().values()) {
              if (!value.matches("[\\p{Ll}\\p{N}_-]{0,63}")) {
                throw Status.INVALID_ARGUMENT
                    .withDescription("'" + value + "' is not the value of a label")
                    .asRuntimeException();
              }
            }
            Held known = jobs.get(request.getRequestId());
            if (known != null) {
              return known.told();
            }
            Held made = new Held(request.getJob());
            jobs.put(request.getRequestId(), made);
            if (!holds) {
              made.start();
            }
            return made.told();
          });
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<Job> answer) {
      answer(answer, () -> held(request.getJobId()).told());
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> answer) {
      answer(
          answer,
          () -> {
            ListJobsResponse.Builder page = ListJobsResponse.newBuilder();
            if (FaultyGrpc.fault().equals(Optional.of(Fault.EMPTY_LIST))) {
              return page.build();
            }
            List<Held> all = jobs.values().stream().filter(each -> !each.isForgotten).toList();
            int from =
                request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int to = Math.min(all.size(), from + PAGE);
            for (Held each : all.subList(from, to)) {
              page.addJobs(each.told());
            }
            return page.setNextPageToken(to < all.size() ? Integer.toString(to) : "").build();
          });
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<Job> answer) {
      answer(
          answer,
          () -> {
            Held held = held(request.getJobId());
            if (held.driver.isPresent() && !held.runs()) {
              throw Status.FAILED_PRECONDITION
                  .withDescription("the job has ended")
                  .asRuntimeException();
            }
            held.cancel();
            return held.told();
          });
    }

    private Held held(String id) {
      Held held = jobs.get(id);
      if (held == null || held.isForgotten) {
        throw Status.NOT_FOUND.withDescription("Not found: job " + id).asRuntimeException();
      }
      return held;
    }
  }

  private interface Work<T> {
    T done() throws IOException;
  }

  private <T> void answer(StreamObserver<T> answer, Work<T> work) {
    T done;
    synchronized (this) {
      try {
        done = work.done();
      } catch (IOException e) {
        answer.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
        return;
      } catch (io.grpc.StatusRuntimeException e) {
        answer.onError(e);
        return;
      }
    }
    answer.onNext(done);
    answer.onCompleted();
  }

  @Override
  public Flavor flavor() {
    return new DataprocFlavor();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("address", "127.0.0.1:" + server.port(), "request-timeout", "2s");
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(URI.create("file:///bundle/application.jar"), "stub.Main", List.of());
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.of(faults);
  }

  @Override
  public synchronized int jobs(AttemptKey key) {
    return (int)
        jobs.values().stream()
            .filter(each -> each.job.getReference().getJobId().equals(key.value()))
            .count();
  }

  @Override
  public synchronized boolean runs(AttemptKey key) {
    return jobs.containsKey(key.value()) && jobs.get(key.value()).runs();
  }

  @Override
  public List<String> seen() {
    return server.seen().stream().map(each -> each.method() + " " + each.message()).toList();
  }

  @Override
  public Set<Power> powers() {
    return EnumSet.of(Power.HOLD, Power.FORGET, Power.CROWD, Power.LABELS);
  }

  @Override
  public synchronized void hold() {
    holds = true;
  }

  @Override
  public synchronized void release() {
    holds = false;
    for (Held each : List.copyOf(jobs.values())) {
      try {
        each.start();
      } catch (IOException e) {
        throw new IllegalStateException("A stub starts", e);
      }
    }
  }

  @Override
  public synchronized void forget(AttemptKey key) {
    jobs.get(key.value()).isForgotten = true;
  }

  @Override
  public synchronized void crowd(int count) {
    List<Job> more = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "other-" + ++others;
      more.add(Job.newBuilder().setReference(JobReference.newBuilder().setJobId(id)).build());
    }
    more.forEach(each -> jobs.put(each.getReference().getJobId(), new Held(each)));
  }

  @Override
  public synchronized Map<String, String> labels(AttemptKey key) {
    return jobs.get(key.value()).job.getLabelsMap();
  }

  @Override
  public boolean owns(Thread thread) {
    String name = thread.getName();
    return name.startsWith("faulty-grpc-") || name.startsWith("stub-driver-");
  }

  @Override
  public void close() {
    faults.clear();
    server.close();
    drivers.close();
  }
}
