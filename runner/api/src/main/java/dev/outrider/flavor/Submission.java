// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.pipeline.Resources;
import dev.outrider.step.attempt.AttemptContext;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The order given to an operator. Immutable; its parts are sorted by name, so that equal orders
 * render equal requests.
 *
 * @param key names the attempt on the platform
 * @param context what the launch reads: step, inputs, outputs, run deadline
 * @param contextUri where the launch reads it; it is there before the order is given
 * @param bundle what is run
 * @param resources what the step needs; whatever is not said is the operator's default
 * @param conf Spark's configuration, the step's own on top of the operator's
 * @param environment environment variables of the driver; never a secret
 * @param labels put on the job and on every resource made for it: pipeline, run, step, attempt,
 *     owner and the user's {@code tag.NAME}
 */
public record Submission(
    AttemptKey key,
    AttemptContext context,
    URI contextUri,
    BundleFiles bundle,
    Resources resources,
    Map<String, String> conf,
    Map<String, String> environment,
    Map<String, String> labels) {

  public Submission {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(contextUri, "contextUri");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(resources, "resources");
    conf = sorted(conf);
    environment = sorted(environment);
    labels = sorted(labels);
  }

  /** The same order with the bundle at another place. */
  public Submission withBundle(BundleFiles files) {
    return new Submission(key, context, contextUri, files, resources, conf, environment, labels);
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
