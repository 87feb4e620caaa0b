// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.EmrException;

class EmrProtocolTest {
  private static final AttemptKey KEY = new AttemptKey("r0-kit-1-abc");

  private EmrBench bench;
  private String cluster;

  @BeforeEach
  void start() throws IOException {
    bench = new EmrBench();
    cluster = bench.emr().addCluster("nightly", "emr-7.9.0", 2);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static void refused(ThrowingCallable call, int status, String code, String message) {
    EmrException e = catchThrowableOfType(EmrException.class, call);
    assertThat(e.statusCode()).isEqualTo(status);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
  }

  private ThrowingCallable add(EmrClient client) {
    return () ->
        client.addJobFlowSteps(each -> each.jobFlowId(cluster).steps(EmrBench.step(KEY.value())));
  }

  /** One whose requests have another body, which it signs. */
  private EmrClient sending(String json) {
    ExecutionInterceptor other =
        new ExecutionInterceptor() {
          @Override
          public SdkHttpRequest modifyHttpRequest(
              Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder()
                .putHeader("Content-Length", Integer.toString(json.length()))
                .build();
          }

          @Override
          public Optional<RequestBody> modifyHttpContent(
              Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return Optional.of(RequestBody.fromString(json.replace('\'', '"')));
          }
        };
    return bench.client(
        EmrBench.REGION,
        EmrBench.KEY_ID,
        EmrBench.SECRET,
        ClientOverrideConfiguration.builder()
            .retryStrategy(AwsRetryStrategy.doNotRetry())
            .addExecutionInterceptor(other));
  }

  @Test
  void aLostReplyMakesTwoStepsWhereTheClientTriesAgainByItself() {
    EmrClient retrying =
        bench.client(
            EmrBench.REGION,
            EmrBench.KEY_ID,
            EmrBench.SECRET,
            AwsRetryStrategy.standardRetryStrategy());
    bench.emr().faults().next(Call.SUBMIT, Fault.REPLY_LOST);

    retrying.addJobFlowSteps(each -> each.jobFlowId(cluster).steps(EmrBench.step(KEY.value())));

    assertThat(bench.emr().jobs(KEY)).isEqualTo(2);
  }

  @Test
  void aLostReplyMakesOneStepWhereTheClientDoesNotTryAgain() {
    bench.emr().faults().next(Call.SUBMIT, Fault.REPLY_LOST);

    assertThatThrownBy(add(bench.client())).isInstanceOf(SdkClientException.class);

    assertThat(bench.emr().jobs(KEY)).isEqualTo(1);
  }

  @Test
  void whoHasAnotherSecretMayNotAsk() {
    refused(
        add(bench.client(EmrBench.REGION, EmrBench.KEY_ID, "other", AwsRetryStrategy.doNotRetry())),
        400,
        "InvalidSignatureException",
        "does not match the signature you provided");
    assertThat(bench.emr().jobs(KEY)).isZero();
    assertThat(bench.emr().calls("AddJobFlowSteps")).isZero();
  }

  @Test
  void whoIsNotKnownOrAsksForAnotherRegionMayNotAsk() {
    refused(
        add(
            bench.client(
                EmrBench.REGION, "AKIAOTHER", EmrBench.SECRET, AwsRetryStrategy.doNotRetry())),
        400,
        "UnrecognizedClientException",
        "security token");
    refused(
        add(
            bench.client(
                "us-east-1", EmrBench.KEY_ID, EmrBench.SECRET, AwsRetryStrategy.doNotRetry())),
        400,
        "InvalidSignatureException",
        "valid region, not 'us-east-1'");
  }

  @Test
  void aClockThatIsSixteenMinutesAheadFindsSignaturesExpired() {
    bench.clock().move(Duration.ofMinutes(16));

    refused(add(bench.client()), 400, "InvalidSignatureException", "Signature expired");
  }

  @Test
  void aRequestWithoutASignatureIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(bench.emr().address())
            .header("X-Amz-Target", "ElasticMapReduce.ListClusters")
            .header("Content-Type", "application/x-amz-json-1.1")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.1");
    assertThat(answer.body())
        .isEqualTo(
            "{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing"
                + " Authentication Token\"}");
  }

  @Test
  void theModelJudgesWhatIsSent() {
    refused(
        add(sending("{'JobFlowId':'j-1','Steps':[],'Token':'x'}")),
        400,
        "ValidationException",
        "at 'Token' failed to satisfy constraint: Member is not known");
    refused(add(sending("{")), 400, "SerializationException", "no JSON");
    refused(
        () -> bench.client().describeStep(each -> each.clusterId(cluster)),
        400,
        "ValidationException",
        "Value null at 'StepId'");
    refused(
        () ->
            bench
                .client()
                .addJobFlowSteps(
                    each ->
                        each.jobFlowId(cluster)
                            .steps(EmrBench.step("a").toBuilder().actionOnFailure("STOP").build())),
        400,
        "ValidationException",
        "Value 'STOP' at 'Steps[0].ActionOnFailure'");
    refused(
        () -> bench.add(cluster, EmrBench.step("n".repeat(257))),
        400,
        "ValidationException",
        "at 'Steps[0].Name'");
    assertThat(bench.drivers()).isEmpty();
  }

  @Test
  void operationsThatThisMachineDoesNotHaveAreRefused() {
    refused(
        () -> bench.client().listInstances(each -> each.clusterId(cluster)),
        400,
        "UnknownOperationException",
        "EMR on this machine has no ListInstances");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          THROTTLED              | 400 | ThrottlingException         | Rate exceeded
          THROTTLED_FOR_A_SECOND | 400 | ThrottlingException         | Rate exceeded
          UNAVAILABLE            | 503 | ServiceUnavailableException | not available
          EXPIRED                | 400 | ExpiredTokenException       | is expired
          REFUSED                | 400 | ValidationException         | not valid
          NO_CAPACITY            | 400 | ValidationException         | Maximum number of active steps
          NOT_FOUND              | 400 | InvalidRequestException     | Step id
          """)
  void faultsAreSaidInTheServicesWordsAndNothingHappens(
      Fault fault, int status, String code, String message) {
    bench.emr().faults().next(Call.SUBMIT, fault);

    refused(add(bench.client()), status, code, message);

    assertThat(bench.emr().jobs(KEY)).isZero();
  }

  @Test
  void aFailureAfterwardsLeavesAStep() {
    bench.emr().faults().next(Call.SUBMIT, Fault.FAILED_AFTERWARDS);

    refused(add(bench.client()), 500, "InternalServerError", "internal failure");

    assertThat(bench.emr().jobs(KEY)).isEqualTo(1);
  }

  @Test
  void aStepThatIsNotFoundIsNamed() {
    String step = bench.add(cluster, EmrBench.step("a"));
    bench.emr().faults().next(Call.READ, Fault.NOT_FOUND);

    refused(
        () -> bench.state(cluster, step),
        400,
        "InvalidRequestException",
        "Step id '" + step + "' is not valid.");
  }

  @Test
  void listsMayBeEmptyAndStatesUnknown() {
    String step = bench.add(cluster, EmrBench.step("a"));
    bench.emr().faults().next(Call.READ, Fault.EMPTY_LIST);
    bench.emr().faults().next(Call.READ, Fault.EMPTY_LIST);
    bench.emr().faults().next(Call.READ, Fault.UNKNOWN_STATE);

    assertThat(bench.client().listSteps(each -> each.clusterId(cluster)).steps()).isEmpty();
    assertThat(bench.client().listClusters().clusters()).isEmpty();
    assertThat(bench.state(cluster, step)).isEqualTo("REBALANCING");
    assertThat(bench.client().listSteps(each -> each.clusterId(cluster)).steps()).hasSize(1);
  }

  @Test
  void quotasThrottleTheEleventhCallAtOnce() {
    bench.emr().limitCalls();
    for (int i = 0; i < 10; i++) {
      bench.client().listSteps(each -> each.clusterId(cluster));
    }

    refused(
        () -> bench.client().listSteps(each -> each.clusterId(cluster)),
        400,
        "ThrottlingException",
        "Rate exceeded");

    assertThat(bench.emr().calls("ListSteps")).isEqualTo(11);
    assertThat(bench.emr().throttled("ListSteps")).isEqualTo(1);
    bench.clock().move(Duration.ofSeconds(2));
    assertThat(bench.client().listSteps(each -> each.clusterId(cluster)).steps()).isEmpty();
  }

  @Test
  void whatWasAskedIsKeptWithoutWhatProvesWho() {
    bench.add(cluster, EmrBench.step("a-step"));

    assertThat(bench.emr().seen())
        .singleElement()
        .asString()
        .startsWith("AddJobFlowSteps\n{")
        .contains("a-step")
        .doesNotContain(EmrBench.KEY_ID)
        .doesNotContain(EmrBench.SECRET);
  }
}
