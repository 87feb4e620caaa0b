// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eclipsesource.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServiceModelTest {
  private static final String RUNNER = "'HadoopJarStep':{'Jar':'command-runner.jar'}";

  private static ServiceModel model;

  @BeforeAll
  static void readModel() throws IOException {
    model = ServiceModel.emr();
  }

  private static void check(String operation, String json) throws ServiceException {
    model.check(operation, Json.parse(json.replace('\'', '"')));
  }

  private static void refuses(String operation, String json, String code, String message) {
    assertThatThrownBy(() -> check(operation, json))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static void violates(String operation, String json, String message) {
    refuses(operation, json, "ValidationException", message);
  }

  @Test
  void aWholeRequestIsValid() {
    assertThatCode(
            () ->
                check(
                    "AddJobFlowSteps",
                    "{'JobFlowId':'j-1','Steps':[{'Name':'a','ActionOnFailure':'CONTINUE',"
                        + "'HadoopJarStep':{'Jar':'command-runner.jar','MainClass':null,"
                        + "'Properties':[{'Key':'a','Value':'b'}],'Args':['spark-submit']}}]}"))
        .doesNotThrowAnyException();
  }

  @Test
  void everyOperationOfTheModelIsKnown() {
    assertThat(model.has("RunJobFlow")).isTrue();
    assertThat(model.has("RunJobFlows")).isFalse();
  }

  @Test
  void whatIsMissingIsNamedByItsPath() {
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1','Steps':[{'Name':'a'}]}",
        "Value null at 'Steps[0].HadoopJarStep' failed to satisfy constraint: Member must not be"
            + " null");
    violates("DescribeStep", "{'ClusterId':'j-1','StepId':null}", "at 'StepId'");
  }

  @Test
  void aMemberThatIsNotInTheModelIsRefused() {
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1','Steps':[{'Name':'a','Label':1," + RUNNER + "}]}",
        "Value '1' at 'Steps[0].Label' failed to satisfy constraint: Member is not known");
  }

  @Test
  void aWordThatIsNotInTheEnumerationIsRefused() {
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1','Steps':[{'Name':'a','ActionOnFailure':'STOP'," + RUNNER + "}]}",
        "Value 'STOP' at 'Steps[0].ActionOnFailure'");
  }

  @Test
  void textsHaveTheLengthsOfTheModel() {
    String name = "n".repeat(256);
    assertThatCode(
            () ->
                check(
                    "AddJobFlowSteps",
                    "{'JobFlowId':'j-1','Steps':[{'Name':'" + name + "'," + RUNNER + "}]}"))
        .doesNotThrowAnyException();
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1','Steps':[{'Name':'n" + name + "'," + RUNNER + "}]}",
        "at 'Steps[0].Name' failed to satisfy constraint: Member must have length less than or"
            + " equal to 256");
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1','ExecutionRoleArn':'arn:aws','Steps':[]}",
        "Member must have length greater than or equal to 20");
  }

  @Test
  void textsHaveThePatternsOfTheModel() {
    violates(
        "AddJobFlowSteps",
        "{'JobFlowId':'j-1\\u0001','Steps':[]}",
        "at 'JobFlowId' failed to satisfy constraint: Member must satisfy regular expression");
    assertThatCode(() -> check("AddJobFlowSteps", "{'JobFlowId':'\\ud83d\\ude00\\n','Steps':[]}"))
        .doesNotThrowAnyException();
  }

  @Test
  void valuesOfAnotherTypeCannotBeRead() {
    refuses("DescribeCluster", "{'ClusterId':1}", "SerializationException", "'ClusterId'");
    refuses("DescribeCluster", "[]", "SerializationException", "not a structure");
    refuses(
        "ListSteps",
        "{'ClusterId':'j','StepIds':'s'}",
        "SerializationException",
        "'StepIds' is not a list");
    refuses(
        "ListClusters",
        "{'CreatedAfter':'2026'}",
        "SerializationException",
        "'CreatedAfter' is not a number of seconds");
    refuses(
        "ModifyCluster",
        "{'ClusterId':'j','StepConcurrencyLevel':1.5}",
        "SerializationException",
        "not a whole number");
  }
}
