// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.value.JsonText;
import dev.outrider.testkit.SampleOrders;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Submissions, as an orchestrator gives them. */
final class Orders {

  static final AttemptKey KEY = SampleOrders.KEY;

  static final Refusals NEAR = new Refusals("near");

  private Orders() {}

  static AttemptKey key(int attempt) {
    return SampleOrders.key(attempt);
  }

  static Submission order(
      URI attempt, BundleFiles bundle, Resources resources, Map<String, String> conf) {
    return order(1, attempt, bundle, resources, conf);
  }

  static Submission order(
      int number, URI attempt, BundleFiles bundle, Resources resources, Map<String, String> conf) {
    AttemptContext context =
        SampleOrders.context(
            number,
            attempt,
            Shout.class.getName(),
            new JsonText("{\"word\": \"hello\"}"),
            Optional.empty());
    return new Submission(
        key(number),
        context,
        attempt.resolve("context.json"),
        bundle,
        resources,
        conf,
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        Map.of());
  }
}
