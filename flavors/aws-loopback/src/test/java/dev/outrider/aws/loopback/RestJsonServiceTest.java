// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.CallRates;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.EmrServerlessException;
import software.amazon.awssdk.services.emrserverless.model.JobDriver;
import software.amazon.awssdk.services.emrserverless.model.ResourceNotFoundException;

/** A service that is its operations only, with the vendor's model and asked by its client. */
class RestJsonServiceTest {
  private static final String REGION = "eu-west-1";
  private static final String ROLE = "arn:aws:iam::123456789012:role/jobs";
  private static final String ARN = "arn:aws:emr-serverless:eu-west-1:123456789012:/applications/";

  /** Signatures are made by the real time. */
  private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

  private final FaultScript faults = new FaultScript(clock);
  private final CallRates rates = new CallRates(clock);
  private final LoopbackAccount account = new LoopbackAccount(clock);
  private final List<JsonObject> asked = new ArrayList<>();
  private FaultyHttpServer server;
  private EmrServerlessClient client;

  /** Keeps what each operation was given, and answers what the model asks for. */
  private final class Applications implements ServiceOperations {

    @Override
    public Map<String, ServiceOperation> byName() {
      return Map.of(
          "CreateApplication", new ServiceOperation(Call.PROVISION, this::create),
          "StartJobRun", new ServiceOperation(Call.SUBMIT, this::start),
          "ListJobRuns", new ServiceOperation(Call.READ, this::list),
          "GetDashboardForJobRun", new ServiceOperation(Call.READ, this::dashboard),
          "ListTagsForResource", new ServiceOperation(Call.READ, this::tags));
    }

    @Override
    public ServiceException refusal(Fault fault, Fields request) {
      return fault == Fault.NO_CAPACITY
          ? ServiceException.refused("ServiceQuotaExceededException", "maximum vCPU")
          : ServiceException.refused(
              "ResourceNotFoundException",
              "Application " + request.text("applicationId").orElse("") + " does not exist");
    }

    private JsonObject create(Fields request, Optional<Fault> fault) {
      asked.add(request.json());
      return new JsonObject().add("applicationId", "00app").add("arn", ARN + "00app");
    }

    private JsonObject start(Fields request, Optional<Fault> fault) {
      asked.add(request.json());
      String application = request.required("applicationId");
      return new JsonObject()
          .add("applicationId", application)
          .add("jobRunId", "00job")
          .add("arn", ARN + application + "/jobruns/00job");
    }

    private JsonObject list(Fields request, Optional<Fault> fault) {
      asked.add(request.json());
      return new JsonObject().add("jobRuns", new JsonArray());
    }

    private JsonObject dashboard(Fields request, Optional<Fault> fault) {
      return new JsonObject().add("link", "https://…");
    }

    private JsonObject tags(Fields request, Optional<Fault> fault) {
      asked.add(request.json());
      return new JsonObject().add("tags", new JsonObject().add("team", "ada"));
    }
  }

  @BeforeEach
  void start() throws IOException {
    account.addUser("ada", "AKIAADA", "secret");
    JsonService service =
        new JsonService(
            ServiceModel.read("/models/emr-serverless-2021-07-13-model.json"),
            REGION,
            account,
            clock,
            rates,
            new Applications());
    server = new FaultyHttpServer(faults, service::call, service);
    client = client("secret");
  }

  private EmrServerlessClient client(String secret) {
    return EmrServerlessClient.builder()
        .endpointOverride(server.address())
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAADA", secret)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(conf -> conf.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static void refused(ThrowingCallable call, int status, String code, String message) {
    EmrServerlessException e = catchThrowableOfType(EmrServerlessException.class, call);
    assertThat(e.statusCode()).isEqualTo(status);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
  }

  private ThrowingCallable startIn(String application) {
    return () ->
        client.startJobRun(
            each ->
                each.applicationId(application)
                    .clientToken("token-1")
                    .name("r1-train-1")
                    .executionRoleArn(ROLE)
                    .jobDriver(
                        JobDriver.fromSparkSubmit(
                            spark -> spark.entryPoint("s3://b/a.jar").entryPointArguments("x"))));
  }

  private static JsonObject json(String text) {
    return Json.parse(text.replace('\'', '"')).asObject();
  }

  @Test
  void anApplicationIsMadeFromABody() {
    String id =
        client
            .createApplication(
                each ->
                    each.name("ada").type("SPARK").releaseLabel("emr-7.9.0").clientToken("token-1"))
            .applicationId();

    assertThat(id).isEqualTo("00app");
    assertThat(asked)
        .containsExactly(
            json(
                "{'name':'ada','releaseLabel':'emr-7.9.0','type':'SPARK','clientToken':'token-1'}"));
    assertThat(faults.calls(Call.PROVISION)).isEqualTo(1);
  }

  @Test
  void aJobRunIsStartedInTheApplicationOfThePath() throws Throwable {
    startIn("00app").call();

    assertThat(asked.get(0).getString("applicationId", "")).isEqualTo("00app");
    assertThat(asked.get(0).get("jobDriver"))
        .isEqualTo(
            json("{'sparkSubmit':{'entryPoint':'s3://b/a.jar','entryPointArguments':['x']}}"));
    assertThat(server.seen().get(0).path()).isEqualTo("/applications/00app/jobruns");
    assertThat(faults.calls(Call.SUBMIT)).isEqualTo(1);
  }

  @Test
  void listsAreAskedForByTheQuery() {
    client.listJobRuns(
        each ->
            each.applicationId("00app")
                .maxResults(20)
                .statesWithStrings("RUNNING", "PENDING")
                .nextToken("a_b-c=")
                .createdAtAfter(Instant.parse("2026-11-30T16:00:00Z")));

    assertThat(asked)
        .containsExactly(
            json(
                "{'applicationId':'00app','nextToken':'a_b-c=','maxResults':20,"
                    + "'createdAtAfter':1796054400.000,'states':['RUNNING','PENDING']}"));
  }

  @Test
  void aPartOfThePathMayHaveSlashesOfItsOwn() {
    assertThat(client.listTagsForResource(each -> each.resourceArn(ARN + "00app")).tags())
        .isEqualTo(Map.of("team", "ada"));
    assertThat(asked).containsExactly(new JsonObject().add("resourceArn", ARN + "00app"));
  }

  @Test
  void theModelJudgesPathQueryAndBody() {
    refused(
        startIn("00App"),
        400,
        "ValidationException",
        "Value '00App' at 'applicationId' failed to satisfy constraint: Member must satisfy"
            + " regular expression pattern");
    refused(
        () -> client.listJobRuns(each -> each.applicationId("00app").maxResults(51)),
        400,
        "ValidationException",
        "Value '51' at 'maxResults'");
    refused(
        () -> client.startJobRun(each -> each.applicationId("00app")),
        400,
        "ValidationException",
        "Value null at 'executionRoleArn'");
    refused(
        () ->
            client.listJobRuns(
                each ->
                    each.applicationId("00app")
                        .overrideConfiguration(o -> o.putRawQueryParameter("page", "2"))),
        400,
        "ValidationException",
        "Value at 'page' failed to satisfy constraint: Member is not known");
    refused(
        () ->
            client.startJobRun(
                each ->
                    each.applicationId("00app")
                        .executionRoleArn(ROLE)
                        .jobDriver(JobDriver.builder().build())),
        400,
        "ValidationException",
        "at 'jobDriver' failed to satisfy constraint: Exactly one member of the union");
    assertThat(asked).isEmpty();
  }

  @Test
  void operationsThatThisMachineOrTheModelDoesNotHaveAreRefused() throws Exception {
    refused(
        () -> client.getApplication(each -> each.applicationId("00app")),
        404,
        "UnknownOperationException",
        "EMR Serverless on this machine has no GetApplication.");

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.address().resolve("/clusters")).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .hasValue("UnknownOperationException");
    assertThat(answer.body()).contains("EMR Serverless has no operation for GET /clusters");
  }

  @Test
  void anAnswerThatTheServiceWouldNotGiveIsNotGiven() {
    assertThatThrownBy(
            () ->
                client.getDashboardForJobRun(
                    each -> each.applicationId("00app").jobRunId("00job").attempt(1)))
        .isInstanceOfSatisfying(
            EmrServerlessException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    assertThat(server.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          THROTTLED              | 429 | ThrottlingException           | Rate exceeded
          THROTTLED_FOR_A_SECOND | 429 | ThrottlingException           | Rate exceeded
          UNAVAILABLE            | 503 | ServiceUnavailableException   | not available
          EXPIRED                | 403 | ExpiredTokenException         | is expired
          REFUSED                | 400 | ValidationException           | not valid
          NO_CAPACITY            | 402 | ServiceQuotaExceededException | maximum vCPU
          NOT_FOUND              | 404 | ResourceNotFoundException     | Application 00app does not
          """)
  void faultsAreSaidInTheServicesWordsAndNothingHappens(
      Fault fault, int status, String code, String message) {
    faults.next(Call.SUBMIT, fault);

    refused(startIn("00app"), status, code, message);

    assertThat(asked).isEmpty();
  }

  @Test
  void aModelledErrorIsTheClientsOwnException() {
    faults.next(Call.SUBMIT, Fault.NOT_FOUND);

    assertThatThrownBy(startIn("00app")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aFailureAfterwardsHasStartedTheJob() {
    faults.next(Call.SUBMIT, Fault.FAILED_AFTERWARDS);

    refused(startIn("00app"), 500, "InternalServerException", "internal failure");

    assertThat(asked).hasSize(1);
  }

  @Test
  void whoHasAnotherSecretOrNoRightMayNotAsk() {
    client.close();
    client = client("other");
    refused(startIn("00app"), 403, "InvalidSignatureException", "does not match the signature");
    client.close();
    client = client("secret");
    account.deny("emr-serverless:StartJobRun");

    refused(startIn("00app"), 403, "AccessDeniedException", "emr-serverless:StartJobRun");

    assertThat(asked).isEmpty();
  }

  @Test
  void callsAreCountedAndThrottledByTheirNames() throws Throwable {
    rates.limit(new CallRates.Rate(9, 1), Map.of("StartJobRun", new CallRates.Rate(1, 1)));
    startIn("00app").call();

    refused(startIn("00app"), 429, "ThrottlingException", "Rate exceeded");

    assertThat(rates.calls("StartJobRun")).isEqualTo(2);
    assertThat(rates.throttled("StartJobRun")).isEqualTo(1);
  }
}
