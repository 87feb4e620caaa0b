// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the clusters are like that an operator makes.
 *
 * @param releaseLabel such as {@code emr-7.9.0}
 * @param instanceProfile whose rights the machines have, by name or ARN
 * @param serviceRole whose rights EMR has, by name or ARN
 * @param subnets EMR takes one of them; empty for the account's default network
 * @param securityConfiguration the name of one of EMR's
 * @param primaryType the instance type of the primary node
 * @param workerTypes the instance types of the workers, at least one
 * @param market on what terms EC2 gives the workers
 * @param workers how many
 * @param spotTimeout how long EMR waits for workers of the spot market when the cluster starts
 * @param keyName the EC2 key pair that opens the primary node
 * @param bootstrapActions scripts in S3 that every machine runs before it takes work
 * @param stepConcurrency how many steps run at once
 * @param idleTimeout how long the cluster is kept without a step
 * @param rapids whether steps with GPUs use the RAPIDS Accelerator
 * @param logUri where the cluster puts its logs; empty where it keeps none
 */
record TransientSettings(
    String releaseLabel,
    String instanceProfile,
    String serviceRole,
    List<String> subnets,
    Optional<String> securityConfiguration,
    String primaryType,
    List<String> workerTypes,
    WorkerMarket market,
    int workers,
    Duration spotTimeout,
    Optional<String> keyName,
    List<String> bootstrapActions,
    int stepConcurrency,
    Duration idleTimeout,
    boolean rapids,
    Optional<String> logUri) {

  static final Setting INSTANCE_PROFILE =
      ofCluster("instance-profile", "the instance profile of the machines, by name or ARN")
          .forExample("EMR_EC2_DefaultRole");

  static final Setting SERVICE_ROLE =
      ofCluster("service-role", "the role that EMR assumes, by name or ARN")
          .forExample("EMR_DefaultRole_V2");

  static final Setting SUBNETS =
      ofCluster(
              "subnets",
              "the subnets, separated by commas; EMR takes the one with the best offer, and where"
                  + " none is set one of the default network")
          .forExample("subnet-0a1b2c3d, subnet-4e5f6a7b");

  static final Setting SECURITY_CONFIGURATION =
      ofCluster("security-configuration", "the name of a security configuration of EMR")
          .forExample("encrypted");

  static final Setting PRIMARY_TYPE =
      ofCluster(
              "primary-instance-type",
              "the instance type of the primary node, which is always on demand")
          .orElse("m5.xlarge");

  static final Setting WORKER_TYPES =
      ofCluster(
              "worker-instance-types",
              "the instance types of the workers, separated by commas; EMR mixes them as EC2 has"
                  + " them")
          .forExample("m5.2xlarge, m5a.2xlarge, m6i.2xlarge");

  static final Setting WORKER_MARKET =
      ofCluster(
              "worker-market",
              "on what terms EC2 gives the workers: spot machines cost less, and are taken back at"
                  + " any time; 'spot-or-on-demand' takes on demand what the spot market does not"
                  + " have when the cluster starts")
          .oneOf(WorkerMarket.ids())
          .orElse(WorkerMarket.ON_DEMAND.id());

  static final Setting WORKERS =
      ofCluster("workers", SettingType.POSITIVE, "how many workers").orElse("2");

  static final Setting SPOT_TIMEOUT =
      ofCluster(
              "spot-timeout",
              SettingType.DURATION,
              "how long EMR waits for spot workers when the cluster starts")
          .between("5m", "24h")
          .orElse("15m");

  static final Setting KEY_NAME =
      ofCluster("ec2-key-name", "the EC2 key pair that opens the primary node for SSH")
          .forExample("on-call");

  static final Setting BOOTSTRAP_ACTIONS =
      ofCluster(
              "bootstrap-actions",
              "scripts in S3, separated by commas, which every machine runs before it takes work")
          .forExample("s3://acme/bootstrap/certificates.sh");

  static final Setting STEP_CONCURRENCY =
      ofCluster("step-concurrency", SettingType.POSITIVE, "how many steps the cluster runs at once")
          .between("1", Integer.toString(EmrAnswer.MOST_ACTIVE))
          .orElse("4");

  /** IdleTimeout of AutoTerminationPolicy, EMR API Reference. */
  static final Setting IDLE_TIMEOUT =
      ofCluster(
              "idle-timeout",
              SettingType.DURATION,
              "how long the cluster is kept without a step, for later ones of its run; it ends by"
                  + " itself then")
          .between("1m", "7d")
          .orElse("10m");

  static final Setting RAPIDS =
      ofCluster(
              "rapids",
              SettingType.FLAG,
              "whether steps with GPUs use the RAPIDS Accelerator for Spark")
          .orElse("false");

  /** In the order in which they are shown. */
  static final List<Setting> ALL =
      List.of(
          INSTANCE_PROFILE,
          SERVICE_ROLE,
          SUBNETS,
          SECURITY_CONFIGURATION,
          PRIMARY_TYPE,
          WORKER_TYPES,
          WORKER_MARKET,
          WORKERS,
          SPOT_TIMEOUT,
          KEY_NAME,
          BOOTSTRAP_ACTIONS,
          STEP_CONCURRENCY,
          IDLE_TIMEOUT,
          RAPIDS);

  TransientSettings {
    subnets = List.copyOf(subnets);
    workerTypes = List.copyOf(workerTypes);
    bootstrapActions = List.copyOf(bootstrapActions);
  }

  private static Setting ofCluster(String name, String description) {
    return ofCluster(name, SettingType.TEXT, description);
  }

  private static Setting ofCluster(String name, SettingType type, String description) {
    return Setting.of(name, type, "of a cluster that is made: " + description);
  }

  /** The parts of a list that is set, without those that are empty or there before. */
  static List<String> list(Settings settings, Setting setting) {
    return settings.text(setting.name()).map(text -> text.split(",")).stream()
        .flatMap(Arrays::stream)
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .distinct()
        .toList();
  }

  /** Those that are set, where {@link TransientProblems} finds none and a cluster is to be made. */
  static TransientSettings of(Settings settings) {
    return new TransientSettings(
        settings.required(EmrSettings.RELEASE_LABEL.name()),
        settings.required(INSTANCE_PROFILE.name()),
        settings.required(SERVICE_ROLE.name()),
        list(settings, SUBNETS),
        settings.text(SECURITY_CONFIGURATION.name()),
        settings.required(PRIMARY_TYPE.name()),
        list(settings, WORKER_TYPES),
        WorkerMarket.of(settings.required(WORKER_MARKET.name())),
        settings.count(WORKERS.name()),
        settings.duration(SPOT_TIMEOUT.name()),
        settings.text(KEY_NAME.name()),
        list(settings, BOOTSTRAP_ACTIONS),
        settings.count(STEP_CONCURRENCY.name()),
        settings.duration(IDLE_TIMEOUT.name()),
        settings.flag(RAPIDS.name()),
        settings.text(EmrSettings.LOG_URI.name()));
  }

  /** For people: all of its machines. */
  String machines() {
    return "1 %s and %s workers of %s, %s"
        .formatted(primaryType, workers, String.join(" or ", workerTypes), market.id());
  }

  /** Whether its workers have GPUs. */
  boolean hasGpus() {
    return workerTypes.stream().anyMatch(each -> GpuInstances.of(each) > 0);
  }

  /** The fewest GPUs that a worker has, of all that EMR may take. */
  int gpusOfWorker() {
    return workerTypes.stream().mapToInt(GpuInstances::of).min().orElse(0);
  }
}
