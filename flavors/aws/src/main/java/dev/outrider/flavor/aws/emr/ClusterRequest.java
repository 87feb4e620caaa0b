// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.InstanceFleetConfig;
import software.amazon.awssdk.services.emr.model.InstanceFleetType;
import software.amazon.awssdk.services.emr.model.InstanceTypeConfig;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.OnDemandProvisioningAllocationStrategy;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.SpotProvisioningAllocationStrategy;
import software.amazon.awssdk.services.emr.model.SpotProvisioningTimeoutAction;
import software.amazon.awssdk.services.emr.model.Tag;

/**
 * What makes the cluster of a run. All steps of the run share it, so that it depends on the
 * operator's settings, not on what one step asks for. Pure.
 *
 * @param request as the SDK sends it
 */
record ClusterRequest(RunJobFlowRequest request) {

  /** The tag that says which operator has made the cluster; rights can be limited by it. */
  static final String OPERATOR_TAG = "outrider-operator";

  /**
   * "AmazonEMRServicePolicy_v2 … depends on scoped access to resources that are tagged with" it:
   * "Service role for Amazon EMR", EMR Management Guide.
   */
  private static final String MANAGED_TAG = "for-use-with-amazon-emr-managed-policies";

  /** "Tag restrictions", Amazon EC2 User Guide: the machines have the cluster's tags. */
  private static final int MOST_TAGS = 50;

  private static final Pattern TAG_KEY =
      Pattern.compile("(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}");
  private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}");

  /**
   * The name of the cluster of a run; no other run's and no other operator's is the same.
   *
   * @param operator the operator's name in the configuration
   */
  static String name(String run, String operator) {
    return "outrider-" + run + "-" + operator;
  }

  /**
   * @param operator the operator's name in the configuration
   * @param region where the cluster is made
   * @throws NotAcceptedException when EMR would refuse it, or the submission asks for what its
   *     machines do not have
   */
  static ClusterRequest of(
      String run, Submission submission, String operator, String region, TransientSettings asked)
      throws NotAcceptedException {
    checkGpus(submission, operator, asked);
    RunJobFlowRequest.Builder request =
        RunJobFlowRequest.builder()
            .name(name(run, operator))
            .logUri(asked.logUri().orElse(null))
            .releaseLabel(asked.releaseLabel())
            .applications(each -> each.name("Hadoop"), each -> each.name("Spark"))
            .instances(instances(asked))
            .jobFlowRole(asked.instanceProfile())
            .serviceRole(asked.serviceRole())
            .securityConfiguration(asked.securityConfiguration().orElse(null))
            .tags(tags(submission, operator))
            .stepConcurrencyLevel(asked.stepConcurrency())
            .autoTerminationPolicy(policy -> policy.idleTimeout(asked.idleTimeout().toSeconds()));
    new ClusterSoftware(asked, region).addTo(request);
    return new ClusterRequest(request.build());
  }

  private static void checkGpus(Submission submission, String operator, TransientSettings asked)
      throws NotAcceptedException {
    int wanted = submission.resources().gpus().orElse(0);
    if (wanted > asked.gpusOfWorker()) {
      Map<String, Integer> known = new LinkedHashMap<>();
      asked.workerTypes().forEach(each -> known.put(each, GpuInstances.of(each)));
      throw new Refusals(operator)
          .of(
              submission,
              ("it asks for %s%s for each executor, and of '%s' these have GPUs: %s. Set it"
                      + " to types that have as many, such as g5.2xlarge with 1 or g5.12xlarge with 4.")
                  .formatted(
                      wanted,
                      wanted == 1 ? " GPU" : " GPUs",
                      new Refusals(operator).key(TransientSettings.WORKER_TYPES.name()),
                      known));
    }
  }

  private static JobFlowInstancesConfig instances(TransientSettings asked) {
    return JobFlowInstancesConfig.builder()
        .instanceFleets(primary(asked), workers(asked))
        .ec2KeyName(asked.keyName().orElse(null))
        .keepJobFlowAliveWhenNoSteps(true)
        .terminationProtected(false)
        .ec2SubnetIds(asked.subnets().isEmpty() ? null : asked.subnets())
        .build();
  }

  private static InstanceFleetConfig primary(TransientSettings asked) {
    return InstanceFleetConfig.builder()
        .name("primary")
        .instanceFleetType(InstanceFleetType.MASTER)
        .targetOnDemandCapacity(1)
        .instanceTypeConfigs(each -> each.instanceType(asked.primaryType()))
        .build();
  }

  /** Each worker counts one, whatever its type. */
  private static InstanceFleetConfig workers(TransientSettings asked) {
    InstanceFleetConfig.Builder fleet =
        InstanceFleetConfig.builder()
            .name("workers")
            .instanceFleetType(InstanceFleetType.CORE)
            .instanceTypeConfigs(
                asked.workerTypes().stream()
                    .map(
                        type ->
                            InstanceTypeConfig.builder()
                                .instanceType(type)
                                .weightedCapacity(1)
                                .build())
                    .toList());
    if (asked.market() == WorkerMarket.ON_DEMAND) {
      return fleet
          .targetOnDemandCapacity(asked.workers())
          .launchSpecifications(
              launch ->
                  launch.onDemandSpecification(
                      each ->
                          each.allocationStrategy(
                              OnDemandProvisioningAllocationStrategy.LOWEST_PRICE)))
          .build();
    }
    return fleet
        .targetSpotCapacity(asked.workers())
        .launchSpecifications(
            launch ->
                launch.spotSpecification(
                    each ->
                        each.timeoutDurationMinutes((int) asked.spotTimeout().toMinutes())
                            .timeoutAction(
                                asked.market() == WorkerMarket.SPOT
                                    ? SpotProvisioningTimeoutAction.TERMINATE_CLUSTER
                                    : SpotProvisioningTimeoutAction.SWITCH_TO_ON_DEMAND)
                            .allocationStrategy(
                                SpotProvisioningAllocationStrategy.PRICE_CAPACITY_OPTIMIZED)))
        .build();
  }

  /** The labels that all steps of the run have, and those of Outrider and EMR. */
  private static List<Tag> tags(Submission submission, String operator)
      throws NotAcceptedException {
    Map<String, String> labels = new TreeMap<>(submission.labels());
    labels.remove("step");
    labels.remove("attempt");
    labels.put(OPERATOR_TAG, operator);
    labels.put(MANAGED_TAG, "true");
    if (labels.size() > MOST_TAGS) {
      throw new Refusals(operator)
          .of(
              submission,
              "its cluster would have %s tags, and EC2 takes %s. Set fewer below 'tag.'."
                  .formatted(labels.size(), MOST_TAGS));
    }
    List<Tag> tags = new ArrayList<>();
    for (Map.Entry<String, String> each : labels.entrySet()) {
      if (!TAG_KEY.matcher(each.getKey()).matches()
          || !TAG_VALUE.matcher(each.getValue()).matches()) {
        throw new Refusals(operator)
            .of(
                submission,
                ("its cluster would have the tag '%s' with the value '%s', and EC2 takes"
                        + " letters, digits, blanks and _.:/=+-@ only, 128 in a key and 256 in a value.")
                    .formatted(each.getKey(), each.getValue()));
      }
      tags.add(Tag.builder().key(each.getKey()).value(each.getValue()).build());
    }
    return tags;
  }

  /** The JSON that is sent, and that of a step of the cluster, by their operations. */
  String json(AddJobFlowStepsRequest step) {
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("RunJobFlow", request);
    both.put("AddJobFlowSteps", step);
    return RequestJson.lines(both);
  }

  /** What does the same by the AWS CLI, as a line for a shell. */
  String awsCommand(List<String> options) {
    return ClusterCommand.of(request, options);
  }
}
