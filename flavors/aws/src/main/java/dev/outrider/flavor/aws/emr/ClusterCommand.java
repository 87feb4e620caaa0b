// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.request.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.BootstrapActionConfig;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.Tag;

/**
 * The command {@code aws emr create-cluster} that makes the same cluster as a request:
 * "create-cluster", AWS CLI Command Reference. Pure.
 */
final class ClusterCommand {
  private final List<String> words = new ArrayList<>(List.of("aws", "emr", "create-cluster"));

  private ClusterCommand() {}

  /**
   * As a line for a shell.
   *
   * @param options of the CLI: {@code --region}
   */
  static String of(RunJobFlowRequest request, List<String> options) {
    ClusterCommand command = new ClusterCommand();
    command.words.addAll(options);
    command.add("--name", request.name());
    command.add("--log-uri", request.logUri());
    command.add("--release-label", request.releaseLabel());
    command.words.add("--applications");
    for (Application each : request.applications()) {
      command.words.add("Name=" + each.name());
    }
    command.add("--instance-fleets", RequestJson.line(request.instances().instanceFleets()));
    command.add("--ec2-attributes", RequestJson.line(attributes(request)));
    command.add("--service-role", request.serviceRole());
    command.add("--security-configuration", request.securityConfiguration());
    if (request.hasBootstrapActions()) {
      command.add(
          "--bootstrap-actions",
          RequestJson.line(
              request.bootstrapActions().stream().map(ClusterCommand::action).toList()));
    }
    if (request.hasConfigurations()) {
      command.add("--configurations", RequestJson.line(request.configurations()));
    }
    command.words.add("--tags");
    for (Tag each : request.tags()) {
      command.words.add(each.key() + "=" + each.value());
    }
    command.add("--step-concurrency-level", request.stepConcurrencyLevel().toString());
    command.add(
        "--auto-termination-policy",
        "IdleTimeout=" + request.autoTerminationPolicy().idleTimeout());
    command.words.add("--no-termination-protected");
    return ShellWord.line(command.words);
  }

  private void add(String option, String value) {
    if (value != null) {
      words.add(option);
      words.add(value);
    }
  }

  private static Map<String, Object> attributes(RunJobFlowRequest request) {
    JobFlowInstancesConfig instances = request.instances();
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("InstanceProfile", request.jobFlowRole());
    if (instances.ec2KeyName() != null) {
      attributes.put("KeyName", instances.ec2KeyName());
    }
    if (instances.hasEc2SubnetIds()) {
      attributes.put("SubnetIds", instances.ec2SubnetIds());
    }
    return attributes;
  }

  private static Map<String, Object> action(BootstrapActionConfig action) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("Name", action.name());
    shown.put("Path", action.scriptBootstrapAction().path());
    if (action.scriptBootstrapAction().hasArgs()) {
      shown.put("Args", action.scriptBootstrapAction().args());
    }
    return shown;
  }
}
