// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a submission becomes on the platform. Pure. */
final class LoopbackRequest {

  /** Where a setting makes Spark start a job again: one attempt would have two. */
  private static final Map<String, String> RESTARTS =
      new TreeMap<>(Map.of("spark.yarn.maxAppAttempts", "1", "spark.driver.supervise", "false"));

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
    Map<String, String> conf = new TreeMap<>(given);
    conf.putAll(submission.conf());
    for (Map.Entry<String, String> each : RESTARTS.entrySet()) {
      if (conf.containsKey(each.getKey()) && !conf.get(each.getKey()).equals(each.getValue())) {
        throw refused(
            submission,
            operator,
            "'"
                + each.getKey()
                + "' is '"
                + conf.get(each.getKey())
                + "', which may start the job twice. Leave it out: Outrider tries again itself.");
      }
    }
    for (String name : conf.keySet()) {
      if (Settings.isSecretName(name)) {
        throw refused(
            submission,
            operator,
            "everybody on the platform could read '"
                + name
                + "'. Leave it out, and let the step ask for a secret: 'step-operator."
                + operator
                + ".secret.NAME'.");
      }
    }
    List<Unsupported> unsupported = flavor.unsupported(submission.resources());
    if (!unsupported.isEmpty()) {
      throw refused(
          submission,
          operator,
          "it asks for "
              + unsupported.stream()
                  .map(Unsupported::reason)
                  .collect(Collectors.joining("; and for "))
              + ".");
    }
    return new JobRequest(
        submission.key().value(),
        submission.bundle().mainClass(),
        submission.bundle().application(),
        submission.bundle().jars(),
        List.of("--context", submission.contextUri().toString()),
        conf,
        submission.environment(),
        submission.labels(),
        machines(submission.resources()),
        submission.context().runDeadline().map(each -> each.plus(BEHIND).toSeconds()));
  }

  /** An order's request, with its hash among the labels. */
  static JobRequest marked(Order order) {
    JobRequest request =
        (JobRequest) JsonForm.read(order.request().body(), JobRequest.class, "request");
    Map<String, String> labels = new TreeMap<>(request.labels());
    labels.put(Order.TAG, order.hash());
    return new JobRequest(
        request.token(),
        request.mainClass(),
        request.application(),
        request.jars(),
        request.arguments(),
        request.conf(),
        request.environment(),
        labels,
        request.machines(),
        request.timeoutSeconds());
  }

  /** A request as it is sent, and as people see it. */
  static String text(JobRequest request) {
    return JsonForm.writePretty(request, JobRequest.class, "request");
  }

  private static JobRequest.Machines machines(Resources asked) {
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

  /** Machines of the platform's own choice. */
  static JobRequest.Machines anyMachines() {
    return new JobRequest.Machines(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static NotAcceptedException refused(
      Submission submission, String operator, String reason) {
    return new NotAcceptedException(
        FailureKind.CONFIGURATION,
        "Step '" + submission.context().step() + "' cannot run on '" + operator + "': " + reason);
  }
}
