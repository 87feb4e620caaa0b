// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;

class AwsClientsTest {
  private static final String PREFIX = "step-operator.far.";
  private static final String ROLE = "arn:aws:iam::123456789012:role/outrider";

  private final FaultScript faults = new FaultScript(InstantSource.system());
  private FaultyHttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server =
        new FaultyHttpServer(faults, request -> Call.SUBMIT, (request, fault) -> answer(request));
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private static Reply answer(Request request) {
    if (request.text().contains("Action=AssumeRole")) {
      String xml =
          "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
              + "<AssumeRoleResult><Credentials><AccessKeyId>AKIAROLE</AccessKeyId>"
              + "<SecretAccessKey>role-key</SecretAccessKey><SessionToken>role-token</SessionToken>"
              + "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>"
              + "</AssumeRoleResponse>";
      return new Reply(
          200, Map.of("Content-Type", "text/xml"), xml.getBytes(StandardCharsets.UTF_8));
    }
    return Reply.json(200, "{\"Steps\":[]}");
  }

  private static Settings settings(Map<String, String> given) {
    List<Setting> declared = new ArrayList<>(AwsSettings.IDENTITY);
    declared.addAll(CommonSettings.NETWORK);
    return Settings.of(declared, given);
  }

  private Map<String, String> here(String... more) {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "endpoint", server.address().toString(),
                "region", "eu-west-1",
                "access-key-id", "AKIAOWN",
                "secret-access-key", "own-key"));
    for (int i = 0; i < more.length; i += 2) {
      given.put(more[i], more[i + 1]);
    }
    return given;
  }

  private static AwsClients clients(Map<String, String> given) {
    return new AwsClients(settings(given), Map.of(), PREFIX);
  }

  private static void ask(AwsClients clients) {
    EmrClient emr = clients.emr();
    emr.listSteps(list -> list.clusterId("j-1"));
  }

  private String authorization(int request) {
    return server.seen().get(request).header("Authorization").orElseThrow();
  }

  @Test
  void clustersAreSeenInTheConsoleUnlessAnotherEmrIsAsked() {
    Settings usual = settings(Map.of("region", "eu-west-1"));
    String other = server.address().toString();

    try (AwsClients clients = new AwsClients(usual, Map.of(), PREFIX);
        AwsClients bySetting = new AwsClients(settings(here()), Map.of(), PREFIX);
        AwsClients byVariable =
            new AwsClients(usual, Map.of("AWS_ENDPOINT_URL_EMR", other), PREFIX);
        AwsClients otherSts =
            new AwsClients(
                settings(Map.of("region", "eu-west-1", "sts-endpoint", other)), Map.of(), PREFIX)) {
      assertThat(clients.pages().cluster("j-1")).isPresent();
      assertThat(bySetting.pages().cluster("j-1")).isEmpty();
      assertThat(byVariable.pages().cluster("j-1")).isEmpty();
      assertThat(otherSts.pages().cluster("j-1")).isPresent();
      assertThat(otherSts.pages("sts-endpoint").cluster("j-1")).isEmpty();
    }
  }

  @Test
  void aFixedKeyAsksInTheRegionThatIsSet() {
    try (AwsClients clients = clients(here())) {
      ask(clients);
    }

    assertThat(authorization(0)).contains("Credential=AKIAOWN/").contains("/eu-west-1/");
    assertThat(server.seen().get(0).header("User-Agent").orElseThrow()).endsWith("outrider");
  }

  @Test
  void aRoleIsAssumedWithItsExternalIdAndAsksThen() {
    Map<String, String> given =
        here(
            "assume-role",
            ROLE,
            "external-id",
            "acme-7",
            "sts-endpoint",
            server.address().toString());
    try (AwsClients clients = clients(given)) {
      ask(clients);
      ask(clients);
    }

    assertThat(server.seen()).hasSize(3);
    assertThat(server.seen().get(0).text())
        .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Foutrider")
        .contains("ExternalId=acme-7");
    assertThat(authorization(0)).contains("Credential=AKIAOWN/");
    assertThat(authorization(1)).contains("Credential=AKIAROLE/");
    assertThat(server.seen().get(1).header("X-Amz-Security-Token")).contains("role-token");
  }

  @Test
  void emrIsAskedOnceWhateverItAnswers() {
    for (Fault each :
        List.of(Fault.REPLY_LOST, Fault.UNAVAILABLE, Fault.THROTTLED, Fault.FAILED_AFTERWARDS)) {
      int before = server.seen().size();
      faults.next(Call.SUBMIT, each);
      try (AwsClients clients = clients(here())) {
        assertThatThrownBy(() -> ask(clients)).as(each.name()).isInstanceOf(SdkException.class);
      }
      assertThat(server.seen().size() - before).as("calls after " + each).isEqualTo(1);
    }
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUpInTime() {
    faults.always(Call.SUBMIT, Fault.HANG);
    try (AwsClients clients = clients(here("request-timeout", "300ms"))) {
      assertThatThrownBy(() -> ask(clients)).isInstanceOf(SdkException.class);
    }
    faults.clear();
  }

  @Test
  void theWayIsByTheProxyThatIsSet() {
    try (AwsClients clients =
        clients(here("endpoint", "http://emr.example", "proxy", server.address().toString()))) {
      ask(clients);
    }

    assertThat(server.seen()).hasSize(1);
    assertThat(server.seen().get(0).header("Host")).contains("emr.example");
  }

  @Test
  void theRegionMayComeFromAVariable() {
    Map<String, String> given = here();
    given.remove("region");

    try (AwsClients clients =
        new AwsClients(settings(given), Map.of("AWS_REGION", "us-east-2"), PREFIX)) {
      assertThat(clients.region()).hasToString("us-east-2");
    }
  }

  @Test
  void settingsThatDoNotGoTogetherAreRefusedByTheirNames() {
    refused(Map.of("region", "r", "access-key-id", "AKIA"), "step-operator.far.secret-access-key");
    refused(Map.of("region", "r", "secret-access-key", "k"), "step-operator.far.access-key-id");
    refused(Map.of("region", "r", "session-token", "t"), "step-operator.far.access-key-id");
    refused(here("profile", "p"), "step-operator.far.profile");
    refused(here("external-id", "x"), "step-operator.far.assume-role");
    refused(here("assume-role", "outrider"), "arn:aws:iam::123456789012:role/outrider");
    refused(here("ca-file", "/no/such/file.pem"), "step-operator.far.ca-file");
  }

  private static void refused(Map<String, String> given, String named) {
    assertThatThrownBy(() -> clients(given).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void noTextShowsASecret() {
    try (AwsClients clients = clients(here("session-token", "own-token"))) {
      assertThat(clients.toString() + clients.asker())
          .doesNotContain("own-key", "own-token", "AKIAOWN");
    }
  }
}
