// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.emr.model.BootstrapActionConfig;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;

/**
 * How the software of a cluster is set up: bootstrap actions and classifications. For workers with
 * GPUs YARN gives them out, as the page "Use the Nvidia RAPIDS Accelerator for Spark" of the EMR
 * Release Guide has it for releases of the line 7, whose machines have no control groups of version
 * 1 until they are mounted. Pure.
 *
 * @param asked what the cluster is like
 * @param region where it is, with a bucket of EMR's own
 */
record ClusterSoftware(TransientSettings asked, String region) {
  private static final String GROUPS = "/spark-rapids-cgroup";

  /** The directories in which the plug-in finds what is installed with it. */
  private static final String LIBRARIES =
      "/usr/local/cuda/targets/x86_64-linux/lib:/usr/local/cuda/extras/CUPTI/lib64"
          + ":/usr/local/cuda/compat/lib:/usr/local/cuda/lib:/usr/local/cuda/lib64"
          + ":/usr/lib/hadoop/lib/native:/usr/lib/hadoop-lzo/lib/native"
          + ":/docker/usr/lib/hadoop/lib/native:/docker/usr/lib/hadoop-lzo/lib/native";

  /** A bucket of EMR's, from which machines run what there is for bootstrap actions. */
  static String bucket(String region) {
    return region + ".elasticmapreduce";
  }

  /** Adds it; a request that needs none is left as it is. */
  void addTo(RunJobFlowRequest.Builder request) {
    List<BootstrapActionConfig> actions = new ArrayList<>();
    if (asked.hasGpus()) {
      actions.add(mounted());
      request.configurations(configurations());
    }
    for (String each : asked.bootstrapActions()) {
      actions.add(action(each.substring(each.lastIndexOf('/') + 1), each, List.of()));
    }
    if (!actions.isEmpty()) {
      request.bootstrapActions(actions);
    }
  }

  /** "Run-if bootstrap action", EMR Management Guide: a command of the workers only. */
  private BootstrapActionConfig mounted() {
    return action(
        "control groups for GPUs",
        "s3://" + bucket(region) + "/bootstrap-actions/run-if",
        List.of(
            "instance.isMaster=false",
            ("sudo mkdir -p %s/devices && sudo mount -t cgroup -o devices cgroupv1-devices"
                    + " %s/devices && sudo chmod a+rwx -R %s")
                .formatted(GROUPS, GROUPS, GROUPS)));
  }

  private static BootstrapActionConfig action(String name, String path, List<String> arguments) {
    return BootstrapActionConfig.builder()
        .name(name)
        .scriptBootstrapAction(
            script -> script.path(path).args(arguments.isEmpty() ? null : arguments))
        .build();
  }

  private List<Configuration> configurations() {
    List<Configuration> all = new ArrayList<>();
    if (asked.rapids()) {
      all.add(of("spark", Map.of("enableSparkRapids", "true")));
      all.add(of("spark-defaults", Map.of("spark.executor.extraLibraryPath", LIBRARIES)));
    }
    String node = "yarn.nodemanager.";
    all.add(
        of(
            "yarn-site",
            Map.of(
                "yarn.resource-types",
                "yarn.io/gpu",
                node + "resource-plugins",
                "yarn.io/gpu",
                node + "resource-plugins.gpu.allowed-gpu-devices",
                "auto",
                node + "resource-plugins.gpu.path-to-discovery-executables",
                "/usr/bin",
                node + "linux-container-executor.cgroups.mount",
                "true",
                node + "linux-container-executor.cgroups.mount-path",
                GROUPS,
                node + "linux-container-executor.cgroups.hierarchy",
                "yarn",
                node + "container-executor.class",
                "org.apache.hadoop.yarn.server.nodemanager.LinuxContainerExecutor")));
    all.add(
        Configuration.builder()
            .classification("container-executor")
            .properties(Map.of())
            .configurations(
                of("gpu", Map.of("module.enabled", "true")),
                of("cgroups", Map.of("root", GROUPS, "yarn-hierarchy", "yarn")))
            .build());
    all.add(
        of(
            "capacity-scheduler",
            Map.of(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator")));
    return all;
  }

  private static Configuration of(String classification, Map<String, String> properties) {
    return Configuration.builder()
        .classification(classification)
        .properties(new TreeMap<>(properties))
        .build();
  }
}
