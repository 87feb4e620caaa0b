// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.outrider.flavor.AccessPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

class EmrPoliciesTest {
  private static final URI STORE = URI.create("s3://acme/outrider/");
  private static final EmrPolicies BY_ID =
      new EmrPolicies(
          "eu-west-1",
          Optional.of("j-1"),
          Optional.empty(),
          Optional.of("s3://acme-logs/emr"),
          Optional.empty());
  private static final EmrPolicies BY_NAME =
      new EmrPolicies(
          "eu-west-1",
          Optional.empty(),
          Optional.of("arn:aws:iam::123456789012:role/outrider"),
          Optional.empty(),
          Optional.empty());
  private static final EmrPolicies MADE = making(Transients.gpus());

  private static EmrPolicies making(TransientSettings settings) {
    return new EmrPolicies(
        "eu-west-1",
        Optional.empty(),
        Optional.of("arn:aws:iam::123456789012:role/outrider"),
        Optional.of("s3://acme-logs/emr"),
        Optional.of(new EmrPolicies.Made("far", settings)));
  }

  /** What S3 asks rights for where the action is named otherwise than the call. */
  private static final Map<String, String> S3_ACTIONS =
      Map.of(
          "s3:HeadObject", "s3:GetObject",
          "s3:ListObjectsV2", "s3:ListBucket",
          "s3:DeleteObjects", "s3:DeleteObject",
          "s3:CreateMultipartUpload", "s3:PutObject",
          "s3:UploadPart", "s3:PutObject",
          "s3:CompleteMultipartUpload", "s3:PutObject");

  private static final Map<Class<?>, String> SERVICES =
      Map.of(
          EmrClient.class, "elasticmapreduce:",
          S3Client.class, "s3:",
          StsClient.class, "sts:");

  /** "No permissions are required": GetCallerIdentity, STS API Reference. */
  private static final Set<String> FREE = Set.of("sts:GetCallerIdentity");

  private static final Set<String> NO_CALLS =
      Set.of("close", "builder", "serviceName", "serviceClientConfiguration");

  @Test
  void theCallersPolicyAllowsEveryCallThatTheCodeMakes() {
    Set<String> made = new TreeSet<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.outrider.flavor.aws")) {
      for (JavaMethodCall call : each.getMethodCallsFromSelf()) {
        SERVICES.forEach(
            (client, prefix) -> {
              if (call.getTargetOwner().isEquivalentTo(client)
                  && !NO_CALLS.contains(call.getName())) {
                String name = call.getName();
                String action = prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
                made.add(S3_ACTIONS.getOrDefault(action, action));
              }
            });
      }
    }

    assertThat(made)
        .contains(
            "elasticmapreduce:AddJobFlowSteps",
            "elasticmapreduce:ListSteps",
            "elasticmapreduce:RunJobFlow",
            "elasticmapreduce:TerminateJobFlows",
            "s3:GetObject");
    made.removeAll(FREE);
    String allowed = MADE.of(STORE, Optional.empty()).get(0).text();
    for (String each : made) {
      assertThat(allowed).contains("\"" + each + "\"");
    }
  }

  @Test
  void theCallersPolicyIsLimitedToTheClusterTheStoreAndTheLogs() {
    List<AccessPolicy> policies = BY_ID.of(STORE, Optional.empty());

    assertThat(policies)
        .extracting(AccessPolicy::title)
        .containsExactly("whoever runs Outrider", "the jobs");
    assertThat(policies.get(0).text())
        .contains(
            "\"Resource\": \"arn:aws:elasticmapreduce:eu-west-1:*:cluster/j-1\"",
            "\"Resource\": \"arn:aws:s3:::acme/outrider/*\"",
            "\"Condition\": {\"StringLike\": {\"s3:prefix\": \"outrider/*\"}}",
            "\"Resource\": \"arn:aws:s3:::acme-logs/emr/*\"")
        .doesNotContain("ListClusters", "AssumeRole", "\"Resource\": \"*\"");
    assertThat(policies.get(1).text()).contains("s3:PutObject").doesNotContain("elasticmapreduce");
  }

  @Test
  void aShellReadsThePolicyBackFromItsCommand() throws Exception {
    List<AccessPolicy> policies = MADE.of(STORE, Optional.empty());

    assertThat(policies.get(0).commands().get(0))
        .startsWith("aws iam put-role-policy --role-name outrider --policy-name outrider-run ");
    assertThat(policies.get(1).commands().get(0))
        .startsWith("aws iam create-policy --policy-name outrider-jobs ");
    for (AccessPolicy each : policies) {
      Process shell =
          new ProcessBuilder(
                  "bash", "-c", "aws() { printf %s \"${@: -1}\"; }; " + each.commands().get(0))
              .start();
      String document = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(document.replaceAll("\\s", "")).isEqualTo(each.text().replaceAll("\\s", ""));
    }
  }

  @Test
  void aClusterThatIsNamedAndARoleNeedMore() {
    String policy = BY_NAME.of(STORE, Optional.empty()).get(0).text();

    assertThat(policy)
        .contains(
            "\"Action\": [\"elasticmapreduce:ListClusters\"]",
            "\"Resource\": \"arn:aws:iam::123456789012:role/outrider\"",
            "arn:aws:elasticmapreduce:eu-west-1:*:cluster/*");
  }

  @Test
  void clustersThatAreMadeNeedTheRightToMakeThemAndToGiveTheirRolesAway() {
    assertThat(MADE.of(STORE, Optional.empty()).get(0).text())
        .contains(
            String.join(
                "\n      ",
                "\"Sid\": \"MakeClusters\",",
                "\"Effect\": \"Allow\",",
                "\"Action\": [\"elasticmapreduce:AddTags\", \"elasticmapreduce:RunJobFlow\"],",
                "\"Resource\": \"*\""),
            "\"Resource\": \"arn:aws:iam::*:role/EMR_DefaultRole_V2\"",
            "{\"StringLike\": {\"iam:PassedToService\": \"elasticmapreduce.amazonaws.com*\"}}",
            "\"Resource\": \"arn:aws:iam::123456789012:role/workers\"",
            "{\"StringLike\": {\"iam:PassedToService\": \"ec2.amazonaws.com*\"}}",
            "{\"StringEquals\": {\"iam:AWSServiceName\": [\"elasticmapreduce.amazonaws.com\","
                + " \"elasticmapreduce.amazonaws.com.cn\"]}}");
  }

  @Test
  void onlyClustersOfTheOperatorMayBeEnded() {
    assertThat(MADE.of(STORE, Optional.empty()).get(0).text())
        .contains(
            "\"Action\": [\"elasticmapreduce:TerminateJobFlows\"],\n"
                + "      \"Resource\": \"arn:aws:elasticmapreduce:eu-west-1:*:cluster/*\",\n"
                + "      \"Condition\": {\"StringEquals\":"
                + " {\"elasticmapreduce:ResourceTag/outrider-operator\": \"far\"}}");
  }

  @Test
  void machinesWithGpusReadTheirBootstrapAction() {
    assertThat(MADE.of(STORE, Optional.empty()).get(1).text())
        .contains("\"arn:aws:s3:::eu-west-1.elasticmapreduce/*\"");
    assertThat(making(Transients.plain()).of(STORE, Optional.empty()).get(1).text())
        .doesNotContain("elasticmapreduce");
  }

  @Test
  void theKeyOfTheArtifactStoreMayBeUsedByBothAndNoOther() {
    Map<String, String> resources =
        Map.of(
            "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
            "\"Resource\": \"arn:aws:kms:eu-west-1:123456789012:key/1234abcd\"",
            "1234abcd",
            "\"Resource\": \"arn:aws:kms:eu-west-1:*:key/1234abcd\"",
            "arn:aws:kms:eu-west-1:123456789012:alias/data",
            "\"Condition\": {\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/data\"}}");
    resources.forEach(
        (key, resource) ->
            assertThat(BY_ID.of(STORE, Optional.of(key)))
                .hasSize(2)
                .allSatisfy(
                    each ->
                        assertThat(each.text())
                            .contains("[\"kms:Decrypt\", \"kms:GenerateDataKey\"]", resource)));
    assertThat(BY_ID.of(STORE, Optional.empty()).toString()).doesNotContain("kms:");
  }

  @Test
  void otherPartitionsHaveOtherNames() {
    for (Map.Entry<String, String> each :
        Map.of("cn-north-1", "arn:aws-cn:", "us-gov-west-1", "arn:aws-us-gov:").entrySet()) {
      EmrPolicies policies =
          new EmrPolicies(
              each.getKey(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(new EmrPolicies.Made("far", Transients.plain())));
      assertThat(policies.of(STORE, Optional.empty()).get(0).text())
          .contains(each.getValue())
          .doesNotContain("arn:aws:");
    }
  }
}
