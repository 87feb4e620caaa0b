// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.DeployMode;
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
 * Spark's conf of a step on EMR. Pure. Spark's YARN client gives the JVMs of driver and executors
 * the module options of Java 17 itself ({@code org.apache.spark.deploy.yarn.Client}), so that none
 * are here.
 */
final class EmrConf {

  /** Spark has no labels: they are on the page Environment of the application. */
  static final String LABEL = "spark.outrider.label.";

  /** Where a setting makes Spark start a job again: one attempt would have two. */
  private static final Map<String, String> RESTARTS =
      new TreeMap<>(Map.of("spark.yarn.maxAppAttempts", "1", "spark.driver.supervise", "false"));

  private static final String WAITS = "spark.yarn.submit.waitAppCompletion";

  /** A system property among the options of a JVM. */
  private static final Pattern OPTION = Pattern.compile("-D([^\\s=]+)=");

  /**
   * Where EMR has the script that tells an executor its GPUs: "Using the NVIDIA Spark-RAPIDS
   * Accelerator for Spark", EMR Release Guide.
   */
  private static final String GPU_SCRIPT = "/usr/lib/spark/scripts/gpu/getGpusResources.sh";

  /** Its plug-in of Spark, by the same page. */
  private static final String RAPIDS = "com.nvidia.spark.SQLPlugin";

  private EmrConf() {}

  /**
   * The operator's conf, the submission's over it, and what Outrider sets.
   *
   * @return by name
   * @throws NotAcceptedException when it cannot be
   */
  static Map<String, String> of(Submission submission, EmrTarget target)
      throws NotAcceptedException {
    refuseUnsupported(submission, target);
    Map<String, String> conf = new TreeMap<>(target.conf());
    conf.putAll(submission.conf());
    refuseWords(submission, target, conf);
    conf.putAll(RESTARTS);
    conf.put(WAITS, "true");
    apply(submission.resources(), conf);
    if (target.rapids() && submission.resources().gpus().orElse(0) > 0) {
      conf.merge("spark.plugins", RAPIDS, EmrConf::joined);
    }
    submission.labels().forEach((name, value) -> conf.put(LABEL + name, value));
    conf.merge("spark.yarn.tags", submission.key().value(), (own, ours) -> ours + "," + own);
    for (Map.Entry<String, String> each : submission.environment().entrySet()) {
      conf.put("spark.yarn.appMasterEnv." + each.getKey(), each.getValue());
    }
    return conf;
  }

  /** A list of Spark's with one more, where it is not there already. */
  private static String joined(String own, String ours) {
    return List.of(own.split(",")).contains(ours) ? own : own + "," + ours;
  }

  private static void refuseUnsupported(Submission submission, EmrTarget target)
      throws NotAcceptedException {
    List<Unsupported> unsupported = target.flavor().unsupported(submission.resources());
    if (!unsupported.isEmpty()) {
      throw EmrRequestMapping.refused(
          submission,
          target,
          "it asks for "
              + unsupported.stream()
                  .map(Unsupported::reason)
                  .collect(Collectors.joining("; and for "))
              + ".");
    }
    if (target.mode() == DeployMode.CLIENT && !submission.environment().isEmpty()) {
      throw EmrRequestMapping.refused(
          submission,
          target,
          "it has the environment variables "
              + submission.environment().keySet()
              + ", which EMR gives no driver on the primary node. Set 'step-operator."
              + target.operator()
              + ".deploy-mode' to cluster, or leave them out.");
    }
  }

  private static void refuseWords(Submission submission, EmrTarget target, Map<String, String> conf)
      throws NotAcceptedException {
    for (Map.Entry<String, String> each : RESTARTS.entrySet()) {
      refuseOther(
          submission,
          target,
          conf,
          each,
          "which may start the job twice. Leave it out: Outrider tries again itself.");
    }
    refuseOther(
        submission,
        target,
        conf,
        Map.entry(WAITS, "true"),
        "which ends the step before its job. Leave it out.");
    refuseOther(
        submission,
        target,
        conf,
        Map.entry("spark.master", "yarn"),
        "but EMR's steps run on YARN. Leave it out.");
    refuseOther(
        submission,
        target,
        conf,
        Map.entry("spark.submit.deployMode", target.mode().id()),
        "but 'step-operator."
            + target.operator()
            + ".deploy-mode' is "
            + target.mode().id()
            + ". Leave it out.");
    for (Map.Entry<String, String> each : conf.entrySet()) {
      if (isSecret(each.getKey(), each.getValue())) {
        throw EmrRequestMapping.refused(
            submission,
            target,
            "everybody on the platform could read '"
                + each.getKey()
                + "'. Leave it out, and let the step ask for a secret: 'step-operator."
                + target.operator()
                + ".secret.NAME'.");
      }
    }
  }

  private static void refuseOther(
      Submission submission,
      EmrTarget target,
      Map<String, String> conf,
      Map.Entry<String, String> only,
      String reason)
      throws NotAcceptedException {
    String value = conf.getOrDefault(only.getKey(), only.getValue());
    if (!value.equals(only.getValue())) {
      throw EmrRequestMapping.refused(
          submission, target, "'" + only.getKey() + "' is '" + value + "', " + reason);
    }
  }

  private static boolean isSecret(String name, String value) {
    return Settings.isSecretName(name)
        || name.endsWith("JavaOptions")
            && OPTION
                .matcher(value)
                .results()
                .anyMatch(option -> Settings.isSecretName(option.group(1)));
  }

  /**
   * The names are those of Spark's page "Configuration". EMR turns dynamic allocation on, which
   * would make a number of executors the first one only.
   */
  private static void apply(Resources asked, Map<String, String> conf) {
    asked
        .executors()
        .ifPresent(
            count -> {
              conf.put("spark.executor.instances", count.toString());
              conf.putIfAbsent("spark.dynamicAllocation.enabled", "false");
            });
    asked.cores().ifPresent(cores -> conf.put("spark.executor.cores", cores.toString()));
    asked.memory().ifPresent(size -> conf.put("spark.executor.memory", size));
    asked.memoryOverhead().ifPresent(size -> conf.put("spark.executor.memoryOverhead", size));
    asked.driverCores().ifPresent(cores -> conf.put("spark.driver.cores", cores.toString()));
    asked.driverMemory().ifPresent(size -> conf.put("spark.driver.memory", size));
    asked
        .gpus()
        .filter(count -> count > 0)
        .ifPresent(
            count -> {
              conf.put("spark.executor.resource.gpu.amount", count.toString());
              conf.putIfAbsent("spark.task.resource.gpu.amount", "1");
              conf.putIfAbsent("spark.executor.resource.gpu.discoveryScript", GPU_SCRIPT);
            });
  }
}
