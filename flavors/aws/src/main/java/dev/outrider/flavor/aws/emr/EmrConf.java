// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.SparkConf;
import java.util.List;
import java.util.Map;

/**
 * Spark's conf of a step on EMR. Pure. Spark's YARN client gives the JVMs of driver and executors
 * the module options of Java 17 itself ({@code org.apache.spark.deploy.yarn.Client}), so that none
 * are here.
 */
final class EmrConf {
  private static final String WAITS = "spark.yarn.submit.waitAppCompletion";

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
    SparkConf given = SparkConf.of(submission, target.flavor(), target.conf(), target.refusals());
    String mode = target.mode().id();
    String modeKey = target.refusals().key("deploy-mode");
    if (target.mode() == DeployMode.CLIENT && !submission.environment().isEmpty()) {
      throw given.refusal(
          ("it has the environment variables %s, which EMR gives no driver on the primary"
                  + " node. Set '%s' to cluster, or leave them out.")
              .formatted(submission.environment().keySet(), modeKey));
    }
    given
        .only(WAITS, "true", "which ends the step before its job. Leave it out.")
        .only("spark.master", "yarn", "but EMR's steps run on YARN. Leave it out.")
        .only(
            "spark.submit.deployMode", mode, "but '" + modeKey + "' is " + mode + ". Leave it out.")
        .withoutSecrets("everybody on the platform")
        .resources(ExecutorCount.INSTANCES)
        .labels()
        .environment("spark.yarn.appMasterEnv.");
    Map<String, String> conf = given.map();
    conf.putAll(SparkConf.RESTARTS);
    conf.put(WAITS, "true");
    if (submission.resources().gpus().orElse(0) > 0) {
      conf.putIfAbsent("spark.executor.resource.gpu.discoveryScript", GPU_SCRIPT);
      if (target.rapids()) {
        conf.merge("spark.plugins", RAPIDS, EmrConf::joined);
      }
    }
    conf.merge("spark.yarn.tags", submission.key().value(), (own, ours) -> ours + "," + own);
    return conf;
  }

  /** A list of Spark's with one more, where it is not there already. */
  private static String joined(String own, String ours) {
    return List.of(own.split(",")).contains(ours) ? own : own + "," + ours;
  }
}
