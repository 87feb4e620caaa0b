// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AccessPolicy;
import dev.outrider.flavor.base.request.ShellWord;
import dev.outrider.step.value.JsonForm;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The least that IAM must allow for steps on a cluster. Actions and the resources that they can be
 * limited to are those of the pages "Actions, resources, and condition keys for Amazon EMR" and "…
 * for Amazon S3" of the Service Authorization Reference; those of roles are as in EMR's managed
 * policy {@code AmazonEMRFullAccessPolicy_v2}. Pure.
 *
 * @param region of the cluster
 * @param cluster the cluster's id; empty where it is looked up by its name
 * @param role the role that the caller assumes
 * @param logs where the cluster's logs are; empty where the cluster is asked for it
 * @param made what the operator's own clusters are like; empty where it makes none
 */
record EmrPolicies(
    String region,
    Optional<String> cluster,
    Optional<String> role,
    Optional<String> logs,
    Optional<Made> made) {

  /**
   * Clusters that are made.
   *
   * @param operator the operator's name in the configuration
   */
  record Made(String operator, TransientSettings settings) {}

  /** Calls about one cluster. */
  private static final List<String> ON_CLUSTER =
      List.of(
          "elasticmapreduce:AddJobFlowSteps",
          "elasticmapreduce:CancelSteps",
          "elasticmapreduce:DescribeCluster",
          "elasticmapreduce:DescribeStep",
          "elasticmapreduce:ListSteps");

  /** A list of clusters cannot be limited to some of them. */
  private static final List<String> ON_ALL = List.of("elasticmapreduce:ListClusters");

  /** A cluster that is not there yet has no name to limit it by. */
  private static final List<String> MAKING =
      List.of("elasticmapreduce:AddTags", "elasticmapreduce:RunJobFlow");

  private static final List<String> ON_OBJECTS =
      List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject");

  private record Statement(
      String sid, List<String> actions, String resource, Map<String, Map<String, ?>> condition) {
    Statement(String sid, List<String> actions, String resource) {
      this(sid, actions, resource, Map.of());
    }

    /**
     * @param values a text, or a list of them
     */
    Statement when(String operator, String key, Object values) {
      return new Statement(sid, actions, resource, Map.of(operator, Map.of(key, values)));
    }

    String json() {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("Sid", sid);
      members.put("Effect", "Allow");
      members.put("Action", actions);
      members.put("Resource", resource);
      if (!condition.isEmpty()) {
        members.put("Condition", condition);
      }
      return members.entrySet().stream()
          .map(each -> "      " + line(each.getKey()) + ": " + line(each.getValue()))
          .collect(Collectors.joining(",\n", "    {\n", "\n    }"));
    }
  }

  /** JSON on one line, of maps, lists and texts. */
  private static String line(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> line(each.getKey()) + ": " + line(each.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(EmrPolicies::line).collect(Collectors.joining(", ", "[", "]"));
    }
    return JsonForm.write((String) value, String.class, "policy");
  }

  /**
   * The caller's policy, and that of the role whose rights the cluster's machines have.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   * @param key the KMS key that the orchestrator encrypts what it writes there with: an ARN, an id
   *     or an alias; empty where it names none
   */
  List<AccessPolicy> of(URI artifactStore, Optional<String> key) {
    String clusters = arn("elasticmapreduce:" + region + ":*:cluster/");
    List<Statement> caller = new ArrayList<>();
    caller.add(new Statement("Steps", ON_CLUSTER, clusters + cluster.orElse("*")));
    if (cluster.isEmpty()) {
      caller.add(new Statement("Clusters", ON_ALL, "*"));
    }
    made.ifPresent(each -> caller.addAll(making(each, clusters)));
    role.ifPresent(arn -> caller.add(new Statement("Role", List.of("sts:AssumeRole"), arn)));
    List<Statement> job = new ArrayList<>();
    if ("s3".equals(artifactStore.getScheme())) {
      List<Statement> artifacts = new ArrayList<>();
      artifacts.addAll(
          folder(
              "Artifacts",
              artifactStore.getAuthority(),
              artifactStore.getPath().substring(1),
              ON_OBJECTS));
      key.map(this::using).ifPresent(artifacts::add);
      caller.addAll(artifacts);
      job.addAll(artifacts);
    }
    logs.map(LogPlace::of)
        .ifPresent(
            at -> {
              caller.addAll(folder("Logs", at.bucket(), at.folder(), List.of("s3:GetObject")));
              job.addAll(folder("Logs", at.bucket(), at.folder(), List.of("s3:PutObject")));
            });
    if (made.map(each -> each.settings().hasGpus()).orElse(false)) {
      job.add(
          new Statement(
              "BootstrapAction",
              List.of("s3:GetObject"),
              arn("s3:::" + ClusterSoftware.bucket(region) + "/*")));
    }
    List<AccessPolicy> policies = new ArrayList<>();
    policies.add(policy(AccessPolicy.TITLES.get(0), "outrider-run", caller, role));
    if (!job.isEmpty()) {
      policies.add(policy(AccessPolicy.TITLES.get(1), "outrider-jobs", job, Optional.empty()));
    }
    return policies;
  }

  /**
   * @param role the ARN of the role that needs it, where it is known; else the policy is made, for
   *     a person to attach
   */
  private static AccessPolicy policy(
      String title, String name, List<Statement> statements, Optional<String> role) {
    String json =
        statements.stream()
            .map(Statement::json)
            .collect(
                Collectors.joining(
                    ",\n", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n", "\n  ]\n}"));
    String document = json.lines().map(String::strip).collect(Collectors.joining(" "));
    String command =
        role.map(arn -> "put-role-policy --role-name " + arn.substring(arn.lastIndexOf('/') + 1))
            .orElse("create-policy");
    return new AccessPolicy(
        title,
        json,
        List.of(
            "aws iam %s --policy-name %s --policy-document %s"
                .formatted(command, name, ShellWord.of(document))));
  }

  private List<Statement> making(Made made, String clusters) {
    return List.of(
        new Statement("MakeClusters", MAKING, "*"),
        new Statement("EndClusters", List.of("elasticmapreduce:TerminateJobFlows"), clusters + "*")
            .when(
                "StringEquals",
                "elasticmapreduce:ResourceTag/" + ClusterRequest.OPERATOR_TAG,
                made.operator()),
        passing("ServiceRole", made.settings().serviceRole(), "elasticmapreduce"),
        passing("InstanceProfile", made.settings().instanceProfile(), "ec2"),
        new Statement(
                "CleanupRole",
                List.of("iam:CreateServiceLinkedRole"),
                arn(
                    "iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*"
                        + "/AWSServiceRoleForEMRCleanup*"))
            .when(
                "StringEquals",
                "iam:AWSServiceName",
                List.of("elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn")));
  }

  /**
   * The right to give a role to a service. A role is told by its name, which may have a path, or by
   * its ARN; an instance profile usually has its role's name.
   */
  private Statement passing(String sid, String role, String service) {
    return new Statement(
            "Pass" + sid,
            List.of("iam:PassRole"),
            role.startsWith("arn:")
                ? role.replace(":instance-profile/", ":role/")
                : arn("iam::*:role/" + role))
        .when("StringLike", "iam:PassedToService", service + ".amazonaws.com*");
  }

  /**
   * Writing asks for a new data key, reading and the parts of a large object for the old ones:
   * "Using server-side encryption with AWS KMS keys", Amazon S3 User Guide. An alias is no resource
   * of these actions, but can be a condition.
   */
  private Statement using(String key) {
    int alias = key.indexOf("alias/");
    String named = alias < 0 ? key : "*";
    Statement use =
        new Statement(
            "ArtifactKey",
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            named.startsWith("arn:") ? named : arn("kms:" + region + ":*:key/" + named));
    return alias < 0
        ? use
        : use.when("ForAnyValue:StringEquals", "kms:ResourceAliases", key.substring(alias));
  }

  private List<Statement> folder(String name, String bucket, String path, List<String> actions) {
    return List.of(
        new Statement(name, actions, arn("s3:::" + bucket + "/" + path + "*")),
        new Statement("List" + name, List.of("s3:ListBucket"), arn("s3:::" + bucket))
            .when("StringLike", "s3:prefix", path + "*"));
  }

  /** In the partition of the region. */
  private String arn(String rest) {
    String gov = region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return "arn:" + (region.startsWith("cn-") ? "aws-cn" : gov) + ":" + rest;
  }
}
