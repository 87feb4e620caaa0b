// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.JobScheduling;
import com.google.cloud.dataproc.v1.SparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import com.google.protobuf.TextFormat;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Dataproc is asked for. Pure. */
final class DataprocRequestMapping {
  /** What would start a job again: one attempt would be two. */
  private static final Map<String, String> RESTARTS =
      Map.of("spark.yarn.maxAppAttempts", "1", "spark.driver.supervise", "false");

  private final FlavorInfo info;
  private final DataprocSettings settings;

  DataprocRequestMapping(FlavorInfo info, DataprocSettings settings) {
    this.info = info;
    this.settings = settings;
  }

  /**
   * The job's id and the request's are the attempt's key: sent twice it makes one job.
   *
   * @throws NotAcceptedException when Dataproc cannot give what is asked for, or must not be told
   */
  SubmitJobRequest request(Submission submission) throws NotAcceptedException {
    List<Unsupported> unsupported = info.unsupported(submission.resources());
    if (!unsupported.isEmpty()) {
      throw refused(
          submission,
          "it asks for "
              + unsupported.stream().map(Unsupported::reason).collect(Collectors.joining("; and "))
              + ".");
    }
    SparkJob.Builder spark =
        SparkJob.newBuilder()
            .setMainClass(submission.bundle().mainClass())
            .addArgs("--context")
            .addArgs(submission.contextUri().toString())
            .addJarFileUris(submission.bundle().application().toString())
            .putAllProperties(properties(submission));
    submission.bundle().jars().forEach(jar -> spark.addJarFileUris(jar.toString()));
    return SubmitJobRequest.newBuilder()
        .setProjectId(settings.project())
        .setRegion(settings.region())
        .setRequestId(submission.key().value())
        .setJob(
            Job.newBuilder()
                .setReference(JobReference.newBuilder().setJobId(submission.key().value()))
                .setPlacement(JobPlacement.newBuilder().setClusterName(settings.cluster()))
                .setScheduling(JobScheduling.newBuilder().setMaxFailuresPerHour(0))
                .putAllLabels(submission.labels())
                .setSparkJob(spark))
        .build();
  }

  /** Everybody who may look at the project's jobs reads them. */
  private Map<String, String> properties(Submission submission) throws NotAcceptedException {
    Map<String, String> conf = new TreeMap<>(settings.spark());
    conf.putAll(submission.conf());
    for (Map.Entry<String, String> each : conf.entrySet()) {
      if (Settings.isSecretName(each.getKey())) {
        throw refused(
            submission,
            "'"
                + each.getKey()
                + "' looks like a secret, and everybody who sees the job can read it. Leave it"
                + " out.");
      }
      String only = RESTARTS.get(each.getKey());
      if (only != null && !only.equals(each.getValue())) {
        throw refused(submission, "'" + each.getKey() + "' may start the job twice. Leave it out.");
      }
    }
    Resources asked = submission.resources();
    asked.executors().ifPresent(n -> conf.put("spark.executor.instances", n.toString()));
    asked.cores().ifPresent(n -> conf.put("spark.executor.cores", n.toString()));
    asked.memory().ifPresent(size -> conf.put("spark.executor.memory", size));
    asked.memoryOverhead().ifPresent(size -> conf.put("spark.executor.memoryOverhead", size));
    asked.driverCores().ifPresent(n -> conf.put("spark.driver.cores", n.toString()));
    asked.driverMemory().ifPresent(size -> conf.put("spark.driver.memory", size));
    submission
        .environment()
        .forEach((name, value) -> conf.put("spark.yarn.appMasterEnv." + name, value));
    return conf;
  }

  private static NotAcceptedException refused(Submission submission, String reason) {
    return new NotAcceptedException(
        FailureKind.CONFIGURATION,
        "Step '" + submission.context().step() + "' cannot run on Dataproc: " + reason);
  }

  RenderedRequest rendered(SubmitJobRequest request) {
    return new RenderedRequest(
        "Dataproc at " + settings.endpoint() + ", cluster " + settings.cluster(),
        TextFormat.printer().printToString(request),
        List.of());
  }
}
