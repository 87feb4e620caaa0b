// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import dev.outrider.testkit.stub.Play;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Submissions of a step {@code shout}, as an orchestrator gives them, for tests of requests. */
public final class SampleOrders {
  private static final String RUN = "r0k3v9m2x4q7t";

  /** The key of its first attempt. */
  public static final AttemptKey KEY = key(1);

  private SampleOrders() {}

  /** The key of one of its attempts. */
  public static AttemptKey key(int attempt) {
    return new AttemptKey(RUN + "-shout-" + attempt + "-0123456789");
  }

  /**
   * The first attempt, with a run deadline of ten minutes, a variable {@code LEVEL} and a label
   * {@code step}; its bundle and its folder lie in a store.
   *
   * @param store ends in a slash
   */
  public static Submission in(URI store, Resources resources, Map<String, String> conf) {
    URI folder = URI.create(store + "shout/1/");
    return new Submission(
        KEY,
        context(
            1,
            folder,
            "acme.Shout",
            Play.succeeding().parameters(),
            Optional.of(Duration.ofMinutes(10))),
        URI.create(folder + "context.json"),
        new BundleFiles(
            URI.create(store + "app.jar"), "acme.Main", List.of(URI.create(store + "user.jar"))),
        resources,
        conf,
        Map.of("LEVEL", "high"),
        Map.of("step", "shout"));
  }

  /** What the driver of an attempt is given; it has no input. */
  public static AttemptContext context(
      int attempt,
      URI folder,
      String stepClass,
      JsonText parameters,
      Optional<Duration> runDeadline) {
    return new AttemptContext(
        Formats.CURRENT,
        RUN,
        "tests",
        "shout",
        attempt,
        key(attempt).value(),
        stepClass,
        parameters,
        Map.of(),
        List.of("output"),
        folder,
        Optional.empty(),
        Map.of(),
        runDeadline,
        Duration.ofSeconds(60),
        Map.of(),
        Optional.empty());
  }
}
