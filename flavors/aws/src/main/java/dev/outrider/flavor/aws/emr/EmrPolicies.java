// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AccessPolicy;
import dev.outrider.flavor.base.request.ShellWord;
import dev.outrider.step.value.JsonForm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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

  private record Condition(String operator, String key, List<String> values) {}

  private record Statement(
      String sid, List<String> actions, String resource, Optional<Condition> condition) {
    Statement(String sid, String action, String resource) {
      this(sid, List.of(action), resource, Optional.empty());
    }

    Statement(String sid, String action, String resource, Condition condition) {
      this(sid, List.of(action), resource, Optional.of(condition));
    }
  }

  /**
   * The caller's policy, and that of the role whose rights the cluster's machines have.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   * @param key the KMS key that the orchestrator encrypts what it writes there with: an ARN, an id
   *     or an alias; empty where it names none
   */
  List<AccessPolicy> of(URI artifactStore, Optional<String> key) {
    String partition = region.startsWith("cn-") ? "aws-cn" : gov();
    String clusters = "arn:" + partition + ":elasticmapreduce:" + region + ":*:cluster/";
    List<Statement> caller = new ArrayList<>();
    caller.add(
        new Statement("Steps", ON_CLUSTER, clusters + cluster.orElse("*"), Optional.empty()));
    if (cluster.isEmpty()) {
      caller.add(new Statement("Clusters", ON_ALL, "*", Optional.empty()));
    }
    made.ifPresent(each -> caller.addAll(making(each, clusters, partition)));
    role.ifPresent(
        arn -> caller.add(new Statement("Role", List.of("sts:AssumeRole"), arn, Optional.empty())));
    List<Statement> job = new ArrayList<>();
    if ("s3".equals(artifactStore.getScheme())) {
      caller.addAll(folder("Artifacts", artifactStore, ON_OBJECTS, partition));
      job.addAll(folder("Artifacts", artifactStore, ON_OBJECTS, partition));
      key.map(each -> using(each, partition))
          .ifPresent(
              each -> {
                caller.add(each);
                job.add(each);
              });
    }
    logs.map(LogPlace::of)
        .ifPresent(
            place -> {
              caller.addAll(
                  folder(
                      "Logs", place.bucket(), place.folder(), List.of("s3:GetObject"), partition));
              job.addAll(
                  folder(
                      "Logs", place.bucket(), place.folder(), List.of("s3:PutObject"), partition));
            });
    if (made.map(each -> each.settings().hasGpus()).orElse(false)) {
      job.add(
          new Statement(
              "BootstrapAction",
              "s3:GetObject",
              "arn:" + partition + ":s3:::" + ClusterSoftware.bucket(region) + "/*"));
    }
    List<AccessPolicy> policies = new ArrayList<>();
    policies.add(policy(AccessPolicy.TITLES.get(0), "outrider-run", json(caller), role));
    if (!job.isEmpty()) {
      policies.add(
          policy(AccessPolicy.TITLES.get(1), "outrider-jobs", json(job), Optional.empty()));
    }
    return policies;
  }

  /**
   * @param role the ARN of the role that needs it, where it is known; else the policy is made, for
   *     a person to attach
   */
  private static AccessPolicy policy(
      String title, String name, String json, Optional<String> role) {
    String document = json.lines().map(String::strip).collect(Collectors.joining(" "));
    String command =
        role.map(arn -> "put-role-policy --role-name " + arn.substring(arn.lastIndexOf('/') + 1))
            .orElse("create-policy");
    return new AccessPolicy(
        title,
        json,
        List.of(
            "aws iam "
                + command
                + " --policy-name "
                + name
                + " --policy-document "
                + ShellWord.of(document)));
  }

  private static List<Statement> making(Made made, String clusters, String partition) {
    Condition mine =
        new Condition(
            "StringEquals",
            "elasticmapreduce:ResourceTag/" + ClusterRequest.OPERATOR_TAG,
            List.of(made.operator()));
    return List.of(
        new Statement("MakeClusters", MAKING, "*", Optional.empty()),
        new Statement("EndClusters", "elasticmapreduce:TerminateJobFlows", clusters + "*", mine),
        passing("ServiceRole", made.settings().serviceRole(), "elasticmapreduce", partition),
        passing("InstanceProfile", made.settings().instanceProfile(), "ec2", partition),
        new Statement(
            "CleanupRole",
            "iam:CreateServiceLinkedRole",
            ("arn:%s:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*"
                    + "/AWSServiceRoleForEMRCleanup*")
                .formatted(partition),
            new Condition(
                "StringEquals",
                "iam:AWSServiceName",
                List.of("elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn"))));
  }

  /**
   * The right to give a role to a service. A role is told by its name, which may have a path, or by
   * its ARN; an instance profile usually has its role's name.
   */
  private static Statement passing(String sid, String role, String service, String partition) {
    return new Statement(
        "Pass" + sid,
        "iam:PassRole",
        role.startsWith("arn:")
            ? role.replace(":instance-profile/", ":role/")
            : "arn:" + partition + ":iam::*:role/" + role,
        new Condition("StringLike", "iam:PassedToService", List.of(service + ".amazonaws.com*")));
  }

  /**
   * Writing asks for a new data key, reading and the parts of a large object for the old ones:
   * "Using server-side encryption with AWS KMS keys", Amazon S3 User Guide. An alias is no resource
   * of these actions, but can be a condition.
   */
  private Statement using(String key, String partition) {
    String keys = "arn:" + partition + ":kms:" + region + ":*:key/";
    int alias = key.indexOf("alias/");
    String resource = keys + key;
    if (alias >= 0) {
      resource = keys + "*";
    } else if (key.startsWith("arn:")) {
      resource = key;
    }
    return new Statement(
        "ArtifactKey",
        List.of("kms:Decrypt", "kms:GenerateDataKey"),
        resource,
        alias < 0
            ? Optional.empty()
            : Optional.of(
                new Condition(
                    "ForAnyValue:StringEquals",
                    "kms:ResourceAliases",
                    List.of(key.substring(alias)))));
  }

  private String gov() {
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  private static List<Statement> folder(
      String name, URI folder, List<String> actions, String partition) {
    return folder(name, folder.getAuthority(), folder.getPath().substring(1), actions, partition);
  }

  private static List<Statement> folder(
      String name, String bucketName, String path, List<String> actions, String partition) {
    String bucket = "arn:" + partition + ":s3:::" + bucketName;
    return List.of(
        new Statement(name, actions, bucket + "/" + path + "*", Optional.empty()),
        new Statement(
            "List" + name,
            "s3:ListBucket",
            bucket,
            new Condition("StringLike", "s3:prefix", List.of(path + "*"))));
  }

  private static String json(List<Statement> statements) {
    return statements.stream()
        .map(EmrPolicies::json)
        .collect(
            Collectors.joining(
                ",\n", "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n", "\n  ]\n}"));
  }

  private static String json(Statement statement) {
    List<String> members = new ArrayList<>();
    members.add("\"Sid\": " + text(statement.sid()));
    members.add("\"Effect\": \"Allow\"");
    members.add("\"Action\": " + list(statement.actions()));
    members.add("\"Resource\": " + text(statement.resource()));
    statement
        .condition()
        .ifPresent(
            each ->
                members.add(
                    "\"Condition\": {"
                        + text(each.operator())
                        + ": {"
                        + text(each.key())
                        + ": "
                        + (each.values().size() == 1
                            ? text(each.values().get(0))
                            : list(each.values()))
                        + "}}"));
    return members.stream()
        .map(each -> "      " + each)
        .collect(Collectors.joining(",\n", "    {\n", "\n    }"));
  }

  private static String list(List<String> values) {
    return values.stream().map(EmrPolicies::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(String value) {
    return JsonForm.write(value, String.class, "policy");
  }
}
