// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.flavor.base.request.SparkSubmit;
import dev.outrider.step.value.JsonForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a submission becomes on the platform. Pure.
 *
 * @param conf the operator's Spark conf
 */
record NamedRequestMapping(FlavorInfo info, Map<String, String> conf, Refusals refusals) {

  String body(Submission submission) throws NotAcceptedException {
    refusals.refuseUnlisted(submission);
    List<String> options = new ArrayList<>(List.of("--deploy-mode", "cluster"));
    SparkConf.of(submission, info, conf, refusals)
        .only("spark.master", "yarn", "but the platform has YARN alone. Leave it out.")
        .withoutSecrets("everybody on the platform")
        .resources(ExecutorCount.INSTANCES)
        .map()
        .forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    List<String> command = new ArrayList<>(List.of("spark-submit"));
    command.addAll(SparkSubmit.words(submission, options));
    return JsonForm.writePretty(
        new NamedRequest(
            submission.key().value(), command, submission.environment(), submission.labels()),
        NamedRequest.class,
        "request");
  }
}
