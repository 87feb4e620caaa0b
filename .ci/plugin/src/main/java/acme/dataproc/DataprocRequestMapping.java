// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.JobScheduling;
import com.google.cloud.dataproc.v1.SparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import com.google.protobuf.TextFormat;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Submission;
import java.util.List;

/** What Dataproc is asked for. Pure. */
final class DataprocRequestMapping {
  private final DataprocSettings settings;

  DataprocRequestMapping(DataprocSettings settings) {
    this.settings = settings;
  }

  /** The job's id and the request's are the attempt's key: sent twice it makes one job. */
  SubmitJobRequest request(Submission submission) {
    SparkJob.Builder spark =
        SparkJob.newBuilder()
            .setMainClass(submission.bundle().mainClass())
            .addArgs("--context")
            .addArgs(submission.contextUri().toString())
            .addJarFileUris(submission.bundle().application().toString())
            .putAllProperties(settings.spark())
            .putAllProperties(submission.conf());
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

  RenderedRequest rendered(SubmitJobRequest request) {
    return new RenderedRequest(
        "Dataproc at " + settings.endpoint() + ", cluster " + settings.cluster(),
        TextFormat.printer().printToString(request),
        List.of());
  }
}
