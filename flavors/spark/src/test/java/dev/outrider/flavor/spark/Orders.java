// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Submissions, as an orchestrator gives them. */
final class Orders {

  static final AttemptKey KEY = key(1);

  static final Refusals NEAR = new Refusals("near");

  private Orders() {}

  static AttemptKey key(int attempt) {
    return new AttemptKey("r0k3v9m2x4q7t-shout-" + attempt + "-0123456789");
  }

  static Submission order(
      URI attempt, BundleFiles bundle, Resources resources, Map<String, String> conf) {
    return order(1, attempt, bundle, resources, conf);
  }

  static Submission order(
      int number, URI attempt, BundleFiles bundle, Resources resources, Map<String, String> conf) {
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "tests",
            "shout",
            number,
            key(number).value(),
            Shout.class.getName(),
            new JsonText("{\"word\": \"hello\"}"),
            Map.of(),
            List.of("output"),
            attempt,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(60),
            Map.of(),
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
