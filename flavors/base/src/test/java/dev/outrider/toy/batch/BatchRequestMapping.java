// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.step.value.JsonForm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a submission becomes on the platform. Pure.
 *
 * @param conf the operator's Spark conf
 */
record BatchRequestMapping(FlavorInfo info, Map<String, String> conf, Refusals refusals) {

  /** The label that a job is found by. */
  static final String KEY = "outrider-key";

  String body(Submission submission) throws NotAcceptedException {
    Map<String, String> labels = new TreeMap<>(submission.labels());
    labels.put(KEY, submission.key().value());
    return JsonForm.writePretty(
        new BatchRequest(
            submission.bundle().mainClass(),
            submission.bundle().application(),
            submission.bundle().jars(),
            List.of("--context", submission.contextUri().toString()),
            SparkConf.of(submission, info, conf, refusals)
                .withoutSecrets("everybody on the platform")
                .resources(ExecutorCount.INSTANCES)
                .map(),
            submission.environment(),
            labels),
        BatchRequest.class,
        "request");
  }
}
