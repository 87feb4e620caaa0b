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
import dev.outrider.flavor.Order;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import java.util.List;

/** What Dataproc is asked for. Pure. */
final class DataprocRequestMapping {
  private final FlavorInfo info;
  private final DataprocSettings settings;
  private final Refusals refusals;

  DataprocRequestMapping(FlavorInfo info, DataprocSettings settings, Refusals refusals) {
    this.info = info;
    this.settings = settings;
    this.refusals = refusals;
  }

  /**
   * The job's id and the request's are the attempt's key: sent twice it makes one job.
   *
   * @throws NotAcceptedException when Dataproc cannot give what is asked for, or must not be told
   */
  SubmitJobRequest request(Submission submission) throws NotAcceptedException {
    SparkConf conf =
        SparkConf.of(submission, info, settings.spark(), refusals)
            .withoutSecrets("everybody who may look at the project's jobs")
            .resources(ExecutorCount.INSTANCES)
            .environment("spark.yarn.appMasterEnv.");
    SparkJob.Builder spark =
        SparkJob.newBuilder()
            .setMainClass(submission.bundle().mainClass())
            .addArgs("--context")
            .addArgs(submission.contextUri().toString())
            .addJarFileUris(submission.bundle().application().toString())
            .putAllProperties(conf.map());
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

  /** The request of an order as it was written down, with its hash among the labels. */
  static SubmitJobRequest marked(Order order) {
    try {
      SubmitJobRequest.Builder request = SubmitJobRequest.newBuilder();
      TextFormat.merge(order.request().body(), request);
      request.getJobBuilder().putLabels(Order.TAG, order.hash());
      return request.build();
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException("The order's body is no request: " + e.getMessage(), e);
    }
  }

  RenderedRequest rendered(SubmitJobRequest request) {
    return new RenderedRequest(
        "Dataproc at " + settings.endpoint() + ", cluster " + settings.cluster(),
        TextFormat.printer().printToString(request),
        List.of());
  }
}
