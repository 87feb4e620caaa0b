// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.testkit.stub.Play;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Submissions, as an orchestrator gives them. */
final class Orders {
  static final AttemptKey KEY = new AttemptKey("r0k3v9m2x4q7t-shout-1-0123456789");

  private Orders() {}

  static Submission order(Resources resources, Map<String, String> conf) {
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "tests",
            "shout",
            1,
            KEY.value(),
            "acme.Shout",
            Play.succeeding().parameters(),
            Map.of(),
            List.of("output"),
            URI.create("s3://acme/outrider/shout/1/"),
            Optional.empty(),
            Map.of(),
            Optional.of(Duration.ofMinutes(10)),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.empty());
    return new Submission(
        KEY,
        context,
        URI.create("s3://acme/outrider/shout/1/context.json"),
        new BundleFiles(
            URI.create("s3://acme/outrider/app.jar"),
            "acme.Main",
            List.of(URI.create("s3://acme/outrider/user.jar"))),
        resources,
        conf,
        Map.of("LEVEL", "high"),
        Map.of("step", "shout"));
  }
}
