// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** STS, asked by the vendor's own client. */
class LoopbackStsTest {
  private static final String REGION = "eu-west-1";
  private static final String SECRET = "hunter2-secret-7d1f";
  private static final AwsCredentials ADA = AwsBasicCredentials.create("AKIAADA", SECRET);

  private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

  /** Slow, so that keys can end before a signature of the real time is too old. */
  private final MovableClock slow = new MovableClock(clock.instant().minusSeconds(600));

  private final LoopbackAccount account = new LoopbackAccount(slow);
  private final FaultScript faults = new FaultScript(clock);
  private final Deque<SdkAutoCloseable> clients = new ArrayDeque<>();
  private LoopbackSts sts;
  private LoopbackEmr emr;

  @BeforeEach
  void start() throws IOException {
    account.addUser("ada", "AKIAADA", SECRET);
    sts = new LoopbackSts(REGION, account, faults, clock);
    emr = new LoopbackEmr(REGION, account, new HandBackEnd(), new FaultScript(clock), clock);
  }

  @AfterEach
  void close() {
    clients.forEach(SdkAutoCloseable::close);
    sts.close();
    emr.close();
  }

  private <
          C extends SdkAutoCloseable, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>>
      C built(B builder, AwsCredentials who) {
    C client =
        builder
            .region(Region.of(REGION))
            .credentialsProvider(StaticCredentialsProvider.create(who))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(conf -> conf.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    clients.push(client);
    return client;
  }

  private StsClient sts(AwsCredentials who) {
    return built(StsClient.builder().endpointOverride(sts.address()), who);
  }

  private EmrClient emr(AwsCredentials who) {
    return built(EmrClient.builder().endpointOverride(emr.address()), who);
  }

  private AwsSessionCredentials assumed(String role, String externalId) {
    Credentials given = sts(ADA).assumeRole(request(role, externalId)).credentials();
    return AwsSessionCredentials.create(
        given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
  }

  private static AssumeRoleRequest request(String role, String externalId) {
    return AssumeRoleRequest.builder()
        .roleArn(role)
        .roleSessionName("outrider")
        .externalId(externalId)
        .build();
  }

  private static void refused(ThrowingCallable call, int status, String code, String message) {
    AwsServiceException e = catchThrowableOfType(AwsServiceException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.awsErrorDetails().errorMessage()).contains(message);
    assertThat(e.statusCode()).isEqualTo(status);
  }

  @Test
  void whoAsksIsTold() {
    GetCallerIdentityResponse identity = sts(ADA).getCallerIdentity();

    assertThat(identity.account()).isEqualTo("123456789012");
    assertThat(identity.arn()).isEqualTo("arn:aws:iam::123456789012:user/ada");
    assertThat(identity.userId()).startsWith("AIDA");
  }

  @Test
  void theKeysOfARoleAreTakenByTheServicesOfTheAccountWithTheirTokenOnly() {
    String role = account.addRole("team/outrider", Optional.of("acme-7"));

    AwsSessionCredentials keys = assumed(role, "acme-7");

    assertThat(sts(keys).getCallerIdentity().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/team/outrider/outrider");
    assertThat(emr(keys).listClusters().clusters()).isEmpty();
    for (AwsCredentials other :
        new AwsCredentials[] {
          AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey()),
          AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), "other"),
          AwsSessionCredentials.create("AKIAADA", SECRET, keys.sessionToken())
        }) {
      refused(
          () -> emr(other).listClusters(), 400, "UnrecognizedClientException", "security token");
      refused(() -> sts(other).getCallerIdentity(), 403, "InvalidClientTokenId", "security token");
    }
  }

  @Test
  void aWrongExternalIdAndARoleThatIsNotThereAreRefusedInTheSameWords() {
    String role = account.addRole("outrider", Optional.of("acme-7"));
    String words =
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform:"
            + " sts:AssumeRole on resource: ";

    refused(() -> assumed(role, "acme-8"), 403, "AccessDenied", words + role);
    refused(() -> assumed(role, null), 403, "AccessDenied", words + role);
    refused(() -> assumed(role + "s", "acme-7"), 403, "AccessDenied", words + role + "s");
  }

  @Test
  void aRoleWithoutAnExternalIdTakesAny() {
    String role = account.addRole("outrider", Optional.empty());

    assertThat(assumed(role, null).accessKeyId()).startsWith("ASIA");
    assertThat(assumed(role, "acme-7").sessionToken()).isNotEmpty();
  }

  @Test
  void keysOfARoleEndAfterTheirTime() {
    String role = account.addRole("outrider", Optional.empty());
    AssumeRoleRequest request = request(role, null).toBuilder().durationSeconds(900).build();
    Credentials given = sts(ADA).assumeRole(request).credentials();
    assertThat(given.expiration()).isEqualTo(slow.instant().plusSeconds(900));
    AwsSessionCredentials keys =
        AwsSessionCredentials.create(
            given.accessKeyId(), given.secretAccessKey(), given.sessionToken());

    clock.move(Duration.ofSeconds(299));
    assertThat(sts(keys).getCallerIdentity().account()).isNotEmpty();
    clock.move(Duration.ofSeconds(1));

    refused(() -> sts(keys).getCallerIdentity(), 403, "ExpiredToken", "is expired");
    refused(() -> emr(keys).listClusters(), 400, "ExpiredTokenException", "is expired");
  }

  @Test
  void sessionsCanBeEndedAtOnceAndUsersStay() {
    AwsSessionCredentials keys = assumed(account.addRole("outrider", Optional.empty()), null);

    account.endSessions();

    refused(() -> sts(keys).getCallerIdentity(), 403, "ExpiredToken", "is expired");
    assertThat(sts(ADA).getCallerIdentity().account()).isNotEmpty();
  }

  @Test
  void whoIsNotProvedMayNotAsk() throws Exception {
    refused(
        () -> sts(AwsBasicCredentials.create("AKIAADA", "other")).getCallerIdentity(),
        403,
        "SignatureDoesNotMatch",
        "does not match the signature you provided");
    refused(
        () -> sts(AwsBasicCredentials.create("AKIABOB", SECRET)).getCallerIdentity(),
        403,
        "InvalidClientTokenId",
        "invalid");
    HttpRequest unsigned =
        HttpRequest.newBuilder(sts.address())
            .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .POST(
                HttpRequest.BodyPublishers.ofString("Action=GetCallerIdentity&Version=2011-06-15"))
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(unsigned, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .isEqualTo(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
                + "<Type>Sender</Type><Code>MissingAuthenticationToken</Code><Message>Missing"
                + " Authentication Token</Message></Error><RequestId>loopback-3</RequestId>"
                + "</ErrorResponse>");
  }

  @Test
  void theModelJudgesWhatIsSent() {
    String role = account.addRole("outrider", Optional.empty());

    refused(() -> assumed("arn:aws:iam::1:role", null), 400, "ValidationError", "at 'RoleArn'");
    refused(() -> assumed(role, "acme 7"), 400, "ValidationError", "at 'ExternalId'");
    refused(
        () -> sts(ADA).assumeRole(request(role, null).toBuilder().durationSeconds(899).build()),
        400,
        "ValidationError",
        "at 'DurationSeconds' failed to satisfy constraint: Member must have value greater than");
    refused(
        () -> sts(ADA).assumeRole(request(role, null).toBuilder().roleSessionName(null).build()),
        400,
        "ValidationError",
        "Value null at 'RoleSessionName'");
    refused(
        () ->
            sts(ADA)
                .assumeRole(
                    request(role, null).toBuilder()
                        .tags(tag -> tag.key("team").value("data"), tag -> tag.key("").value("x"))
                        .build()),
        400,
        "ValidationError",
        "at 'Tags[1].Key'");
    assertThat(
            sts(ADA)
                .assumeRole(
                    request(role, null).toBuilder()
                        .tags(tag -> tag.key("team").value("data + more"))
                        .build())
                .assumedRoleUser()
                .arn())
        .endsWith(":assumed-role/outrider/outrider");
  }

  @Test
  void whatIsNotInTheModelOrNotOnThisMachineIsRefused() throws ServiceException, IOException {
    ServiceException e =
        catchThrowableOfType(
            ServiceException.class,
            () ->
                QueryRequest.of("Action=GetCallerIdentity&Version=2011-06-15&Verbose=1")
                    .input(ServiceModel.sts(), "GetCallerIdentity"));
    assertThat(e).hasMessageContaining("at 'Verbose' failed to satisfy constraint: Member is not");
    refused(
        () -> sts(ADA).getSessionToken(), 400, "InvalidAction", "STS on this machine has no Get");
  }

  @Test
  void whatIsDeniedIsRefusedInTheWordsOfIam() {
    String role = account.addRole("outrider", Optional.empty());
    account.deny("elasticmapreduce:ListClusters");
    account.deny("sts:AssumeRole");

    refused(
        () -> emr(ADA).listClusters(),
        400,
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform:"
            + " elasticmapreduce:ListClusters on resource: * because no identity-based policy"
            + " allows the elasticmapreduce:ListClusters action");
    refused(() -> assumed(role, null), 403, "AccessDenied", "perform: sts:AssumeRole on resource");
    assertThat(emr.calls("ListClusters")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "THROTTLED, 400, Throttling, Rate exceeded",
    "UNAVAILABLE, 503, ServiceUnavailable, not available",
    "EXPIRED, 403, ExpiredToken, is expired",
    "FAILED_AFTERWARDS, 500, InternalFailure, internal error"
  })
  void faultsAreSaidInTheServicesWords(Fault fault, int status, String code, String message) {
    faults.next(Call.READ, fault);

    refused(() -> sts(ADA).getCallerIdentity(), status, code, message);
  }

  @Test
  void nothingThatIsKeptOrPrintedHasASecret() {
    AwsSessionCredentials keys = assumed(account.addRole("outrider", Optional.of("a7")), "a7");

    assertThat(String.join("\n", sts.seen()))
        .contains("ExternalId=a7")
        .doesNotContain(SECRET, keys.secretAccessKey(), keys.sessionToken());
    assertThat(account.key(keys.accessKeyId()).orElseThrow().toString())
        .doesNotContain(keys.secretAccessKey(), keys.sessionToken());
  }
}
