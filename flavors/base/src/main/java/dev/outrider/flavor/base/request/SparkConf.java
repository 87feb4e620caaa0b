// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Spark's conf of one submission: the operator's, the submission's over it, and what Outrider sets.
 * Each method changes this one and returns it. Not thread-safe.
 */
public final class SparkConf {

  /** The only values with which no platform starts a job again: one attempt would have two. */
  public static final Map<String, String> RESTARTS =
      Map.of("spark.yarn.maxAppAttempts", "1", "spark.driver.supervise", "false");

  /**
   * Spark has no labels: they are on the page Environment of the application, and in its events.
   */
  public static final String LABEL = "spark.outrider.label.";

  /** A system property among the options of a JVM. */
  private static final Pattern OPTION = Pattern.compile("-D([^\\s=]+)=");

  private final Submission submission;
  private final Refusals refusals;
  private final Map<String, String> conf;

  private SparkConf(Submission submission, Refusals refusals, Map<String, String> conf) {
    this.submission = submission;
    this.refusals = refusals;
    this.conf = conf;
  }

  /**
   * @param flavor what the operator can give
   * @param given the operator's conf; the submission's wins over it
   * @throws NotAcceptedException when the operator cannot give what is asked for, a setting makes
   *     the platform start a job again, or no process can be given a text
   */
  public static SparkConf of(
      Submission submission, FlavorInfo flavor, Map<String, String> given, Refusals refusals)
      throws NotAcceptedException {
    List<Unsupported> unsupported = flavor.unsupported(submission.resources());
    if (!unsupported.isEmpty()) {
      throw refusals.of(
          submission,
          "it asks for "
              + unsupported.stream()
                  .map(Unsupported::reason)
                  .collect(Collectors.joining("; and for "))
              + ".");
    }
    SparkConf conf = new SparkConf(submission, refusals, new TreeMap<>(given));
    conf.conf.putAll(submission.conf());
    for (Map.Entry<String, String> each : new TreeMap<>(RESTARTS).entrySet()) {
      conf.refuseOther(
          each.getKey(),
          each.getValue(),
          "which may start the job twice. Leave it out: Outrider tries again itself.");
    }
    conf.refuseCharacters();
    return conf;
  }

  /** What no process can be given: a variable's name and value end at a NUL, a name at '='. */
  private void refuseCharacters() throws NotAcceptedException {
    for (Map.Entry<String, String> each : submission.environment().entrySet()) {
      String name = each.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name)) {
        throw refusal(
            ("'env.%s' is not a name that a variable can have. Set 'env.NAME' without '='"
                    + " and NUL.")
                .formatted(name.replace("\0", "\\u0000")));
      }
      if (hasNul(each.getValue())) {
        throw refusal(
            "the value of 'env." + name + "' has a NUL (\\u0000), which no variable can have.");
      }
    }
    for (Map.Entry<String, String> each : conf.entrySet()) {
      refuseNul(each.getKey(), each.getKey() + each.getValue());
    }
    for (Map.Entry<String, String> each : submission.labels().entrySet()) {
      refuseNul(LABEL + each.getKey(), each.getKey() + each.getValue());
    }
  }

  private void refuseNul(String name, String text) throws NotAcceptedException {
    if (hasNul(text)) {
      throw refusal("'" + name.replace("\0", "\\u0000") + "' has a NUL (\\u0000) in it.");
    }
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  private void refuseOther(String name, String only, String reason) throws NotAcceptedException {
    String value = conf.getOrDefault(name, only);
    if (!value.equals(only)) {
      throw refusal("'" + name + "' is '" + value + "', " + reason);
    }
  }

  /**
   * Refuses a property that has another value than the platform's only one.
   *
   * @param reason why it is the only one, and what to do
   */
  public SparkConf only(String name, String value, String reason) throws NotAcceptedException {
    refuseOther(name, value, reason);
    return this;
  }

  /**
   * Refuses secrets, going by the names of properties and of system properties in them.
   *
   * @param readers who could read one: {@code every user of the platform}
   */
  public SparkConf withoutSecrets(String readers) throws NotAcceptedException {
    for (Map.Entry<String, String> each : conf.entrySet()) {
      if (isSecret(each.getKey(), each.getValue())) {
        throw refusal(
            "%s could read '%s'. Leave it out, and let the step ask for a secret: '%s'."
                .formatted(readers, each.getKey(), refusals.key("secret.NAME")));
      }
    }
    return this;
  }

  /**
   * Whether a property's value looks like a secret, going by its name, or by that of a system
   * property in it.
   */
  public static boolean isSecret(String name, String value) {
    return Settings.isSecretName(name)
        || name.endsWith("JavaOptions")
            && OPTION
                .matcher(value)
                .results()
                .anyMatch(option -> Settings.isSecretName(option.group(1)));
  }

  /**
   * Sets what the submission asks for. The names are those of Spark's page "Configuration".
   *
   * @param executors how their number is requested of the cluster
   */
  public SparkConf resources(ExecutorCount executors) {
    Resources asked = submission.resources();
    asked.cores().ifPresent(cores -> conf.put("spark.executor.cores", cores.toString()));
    asked.memory().ifPresent(size -> conf.put("spark.executor.memory", size));
    asked.memoryOverhead().ifPresent(size -> conf.put("spark.executor.memoryOverhead", size));
    asked.driverCores().ifPresent(cores -> conf.put("spark.driver.cores", cores.toString()));
    asked.driverMemory().ifPresent(size -> conf.put("spark.driver.memory", size));
    asked.executors().ifPresent(count -> executors.put(count, asked, conf));
    asked
        .gpus()
        .filter(count -> count > 0)
        .ifPresent(
            count -> {
              conf.put("spark.executor.resource.gpu.amount", count.toString());
              conf.putIfAbsent("spark.task.resource.gpu.amount", "1");
            });
    return this;
  }

  /** Sets the labels, each as a property. */
  public SparkConf labels() {
    submission.labels().forEach((name, value) -> conf.put(LABEL + name, value));
    return this;
  }

  /**
   * Sets the driver's environment variables as properties.
   *
   * @param prefix of their names: {@code spark.yarn.appMasterEnv.}
   */
  public SparkConf environment(String prefix) {
    submission.environment().forEach((name, value) -> conf.put(prefix + name, value));
    return this;
  }

  /** Whose conf it is. */
  public Submission submission() {
    return submission;
  }

  /**
   * Refuses the submission as CONFIGURATION.
   *
   * @param reason the rest of a sentence, and what to set
   */
  public NotAcceptedException refusal(String reason) {
    return refusals.of(submission, reason);
  }

  /** The conf itself, by name; may be changed. */
  public Map<String, String> map() {
    return conf;
  }
}
