// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.value.JsonForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a submission becomes on the platform. Pure. */
final class LoopbackRequest {

  /** The step application keeps the deadline itself; the platform's is for one that cannot. */
  private static final Duration BEHIND = Duration.ofSeconds(30);

  private LoopbackRequest() {}

  /**
   * @param operator the operator's name, for messages
   * @param given the operator's conf; the submission's wins over it
   * @throws NotAcceptedException when the platform cannot give what is asked for, or everybody on
   *     it could read a secret
   */
  static JobRequest of(
      Submission submission, FlavorInfo flavor, String operator, Map<String, String> given)
      throws NotAcceptedException {
    SparkConf conf =
        SparkConf.of(submission, flavor, given, new Refusals(operator))
            .withoutSecrets("everybody on the platform");
    return new JobRequest(
        submission.key().value(),
        submission.bundle().mainClass(),
        submission.bundle().application(),
        submission.bundle().jars(),
        List.of("--context", submission.contextUri().toString()),
        conf.map(),
        submission.environment(),
        submission.labels(),
        machines(submission.resources()),
        submission.context().runDeadline().map(each -> each.plus(BEHIND).toSeconds()));
  }

  /** A request as people see it. */
  static String text(JobRequest request) {
    return JsonForm.writePretty(request, JobRequest.class, "request");
  }

  /** What a job runs on; what is not asked for is the platform's own choice. */
  static JobRequest.Machines machines(Resources asked) {
    return new JobRequest.Machines(
        asked.executors(),
        asked.cores(),
        asked.memory(),
        asked.memoryOverhead(),
        asked.driverCores(),
        asked.driverMemory(),
        asked.gpus(),
        asked.gpuType());
  }
}
