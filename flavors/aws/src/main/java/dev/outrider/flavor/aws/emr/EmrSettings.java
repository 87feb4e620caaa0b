// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The settings that say where the cluster comes from, and how steps run on it. */
final class EmrSettings {

  static final Setting CLUSTER_ID =
      Setting.of("cluster-id", SettingType.TEXT, "the cluster that takes the steps")
          .forExample("j-2AXXXXXXGAPLF");

  static final Setting CLUSTER_NAME =
      Setting.of(
              "cluster-name",
              SettingType.TEXT,
              "the name of the cluster that takes the steps, instead of 'cluster-id'; only one"
                  + " cluster of the region that runs may have it")
          .forExample("data-platform");

  static final Setting CLUSTER_TAG =
      Setting.of(
              "cluster-tag",
              SettingType.TEXT,
              "a tag of the cluster that takes the steps, as KEY=VALUE, instead of 'cluster-id';"
                  + " only one cluster of the region that runs may have it")
          .forExample("team=data-platform");

  static final Setting RELEASE_LABEL =
      Setting.of(
              "release-label",
              SettingType.TEXT,
              "the release of a cluster that is made for each run and taken down with it, instead"
                  + " of 'cluster-id'")
          .forExample("emr-7.9.0");

  static final Setting DEPLOY_MODE =
      Setting.of(
              "deploy-mode",
              SettingType.TEXT,
              "where the driver runs: in a container of the cluster, or on its primary node, which"
                  + " all steps of the cluster share")
          .oneOf(DeployMode.CLUSTER.id(), DeployMode.CLIENT.id())
          .orElse(DeployMode.CLUSTER.id());

  static final Setting LOG_URI =
      Setting.of(
              "log-uri",
              SettingType.URI,
              "where the cluster puts its logs; where it is not set, the cluster is asked for it,"
                  + " and one that is made keeps none")
          .forExample("s3://acme-logs/emr/");

  static final Setting S3_ENDPOINT =
      Setting.of(
              "s3-endpoint",
              SettingType.URI,
              "the address of S3, where it is not the usual one of the region")
          .forExample("https://s3.eu-west-1.amazonaws.com");

  /** The ways to name a cluster, one of which is taken. */
  private static final List<Setting> WAYS =
      List.of(CLUSTER_ID, CLUSTER_NAME, CLUSTER_TAG, RELEASE_LABEL);

  private EmrSettings() {}

  /**
   * What is wrong with the settings of the cluster.
   *
   * @param prefix what stands before their names in the configuration: {@code step-operator.emr.}
   * @return sentences, in the order of the declaration
   */
  static List<String> problems(Settings settings, String prefix) {
    List<String> problems = new ArrayList<>();
    List<Setting> set =
        WAYS.stream().filter(each -> settings.text(each.name()).isPresent()).toList();
    if (set.size() != 1) {
      problems.add(
          (set.isEmpty()
                  ? "No cluster is named."
                  : "More than one of "
                      + set.stream()
                          .map(each -> "'" + prefix + each.name() + "'")
                          .collect(Collectors.joining(", "))
                      + " is set.")
              + " Set one: "
              + WAYS.stream()
                  .map(
                      each ->
                          "'%s%s', for example to %s"
                              .formatted(prefix, each.name(), each.example().orElseThrow()))
                  .collect(Collectors.joining("; or "))
              + ".");
    }
    settings
        .text(CLUSTER_TAG.name())
        .filter(text -> ClusterTag.of(text).isEmpty())
        .ifPresent(
            text ->
                problems.add(
                    "'%s%s' is '%s' but must be KEY=VALUE, such as %s."
                        .formatted(
                            prefix,
                            CLUSTER_TAG.name(),
                            text,
                            CLUSTER_TAG.example().orElseThrow())));
    problems.addAll(TransientProblems.of(settings, prefix));
    return problems;
  }

  /** The tag of a cluster that is there. */
  static Optional<ClusterTag> tag(Settings settings) {
    return settings.text(CLUSTER_TAG.name()).flatMap(ClusterTag::of);
  }
}
