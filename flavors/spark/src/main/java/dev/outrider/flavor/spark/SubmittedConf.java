// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.Unsupported;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What holds for the conf of a submission, wherever its driver runs. Pure. */
final class SubmittedConf {

  /** Where a setting makes the platform start a job again: one attempt would have two. */
  private static final Map<String, String> RESTARTS =
      Map.of("spark.yarn.maxAppAttempts", "1", "spark.driver.supervise", "false");

  /** A system property among the options of a JVM. */
  private static final Pattern OPTION = Pattern.compile("-D([^\\s=]+)=");

  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[kKmMgGtT]?");

  /**
   * Spark has no labels: they are on the page Environment of the application, and in its events.
   */
  static final String LABEL = "spark.outrider.label.";

  private SubmittedConf() {}

  /**
   * The operator's conf with the submission's over it, and the labels.
   *
   * @param flavor what the operator can give
   * @param given the operator's conf
   * @return by name; may be changed
   * @throws NotAcceptedException when it cannot give what is asked for, or a setting makes the
   *     platform start a job again
   */
  static Map<String, String> of(Submission submission, FlavorInfo flavor, Map<String, String> given)
      throws NotAcceptedException {
    List<Unsupported> unsupported = flavor.unsupported(submission.resources());
    if (!unsupported.isEmpty()) {
      throw refused(
          submission,
          "it asks for "
              + unsupported.stream()
                  .map(Unsupported::reason)
                  .collect(Collectors.joining("; and for "))
              + ".");
    }
    Map<String, String> conf = new TreeMap<>(given);
    conf.putAll(submission.conf());
    for (Map.Entry<String, String> each : RESTARTS.entrySet()) {
      if (conf.containsKey(each.getKey()) && !conf.get(each.getKey()).equals(each.getValue())) {
        throw refused(
            submission,
            "'"
                + each.getKey()
                + "' is '"
                + conf.get(each.getKey())
                + "', which may start the job twice. Leave it out: Outrider tries again itself.");
      }
    }
    submission.labels().forEach((name, value) -> conf.put(LABEL + name, value));
    checkCharacters(submission, conf);
    return conf;
  }

  /** What no process can be given: a variable's name and value end at a NUL, a name at '='. */
  private static void checkCharacters(Submission submission, Map<String, String> conf)
      throws NotAcceptedException {
    for (Map.Entry<String, String> each : submission.environment().entrySet()) {
      String name = each.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name)) {
        throw refused(
            submission,
            "'env."
                + name.replace("\0", "\\u0000")
                + "' is not a name that a variable can have. Set 'env.NAME' without '=' and NUL.");
      }
      if (hasNul(each.getValue())) {
        throw refused(
            submission,
            "the value of 'env." + name + "' has a NUL (\\u0000), which no variable can have.");
      }
    }
    for (Map.Entry<String, String> each : conf.entrySet()) {
      if (hasNul(each.getKey()) || hasNul(each.getValue())) {
        throw refused(
            submission,
            "'" + each.getKey().replace("\0", "\\u0000") + "' has a NUL (\\u0000) in it.");
      }
    }
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  /**
   * A standalone master counts cores, not executors: what an application may have in all is {@code
   * spark.cores.max}. See "Spark Standalone Mode, Resource Scheduling" and "Configuration" of
   * Spark's documentation.
   */
  static void applyToCluster(Resources asked, Map<String, String> conf) {
    asked.cores().ifPresent(cores -> conf.put("spark.executor.cores", cores.toString()));
    asked.memory().ifPresent(memory -> conf.put("spark.executor.memory", memory));
    asked.driverMemory().ifPresent(memory -> conf.put("spark.driver.memory", memory));
    asked
        .executors()
        .ifPresent(
            count ->
                conf.put("spark.cores.max", Long.toString((long) count * asked.cores().orElse(1))));
    if (asked.executors().isPresent() && asked.cores().isEmpty()) {
      conf.putIfAbsent("spark.executor.cores", "1");
    }
    asked
        .gpus()
        .filter(count -> count > 0)
        .ifPresent(
            count -> {
              conf.put("spark.executor.resource.gpu.amount", count.toString());
              conf.putIfAbsent("spark.task.resource.gpu.amount", "1");
            });
  }

  /**
   * Whether a setting's value looks like a secret, going by its name, or by that of a system
   * property in it.
   */
  static boolean isSecret(String name, String value) {
    return Settings.isSecretName(name)
        || name.endsWith("JavaOptions")
            && OPTION
                .matcher(value)
                .results()
                .anyMatch(option -> Settings.isSecretName(option.group(1)));
  }

  /**
   * Refuses a heap of the driver that {@code java -Xmx} does not read, such as {@code 8GB}: Spark
   * passes it on as it is, and no driver would start.
   */
  static void checkDriverMemory(Submission submission, Map<String, String> conf)
      throws NotAcceptedException {
    String heap = conf.get("spark.driver.memory");
    if (heap != null && !HEAP.matcher(heap).matches()) {
      throw refused(
          submission,
          "'spark.driver.memory' is '" + heap + "' but must be an amount such as 512m or 8g.");
    }
  }

  static NotAcceptedException refused(Submission submission, String reason) {
    return new NotAcceptedException(
        FailureKind.CONFIGURATION,
        "Step '" + submission.context().step() + "' cannot run here: " + reason);
  }
}
