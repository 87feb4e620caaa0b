// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonServiceTest {

  private Reply reply = Reply.json(200, "{\"id\": \"a\", \"newer\": 1}");
  private FaultyHttpServer server;
  private JsonService service;

  record Job(String id) {}

  @BeforeEach
  void start() throws IOException {
    server =
        new FaultyHttpServer(
            new FaultScript(InstantSource.system()),
            request -> Call.READ,
            (request, fault) -> reply);
    service = service(server.address() + "/");
  }

  private static JsonService service(String endpoint) {
    List<Setting> declared = new ArrayList<>(CommonSettings.NETWORK);
    declared.add(Setting.of("token", SettingType.TEXT, "proves who asks").isSecret());
    return new JsonService(
        Settings.of(declared, Map.of("endpoint", endpoint, "token", "t-1")),
        new Refusals("near"),
        "token",
        "message");
  }

  @AfterEach
  void stop() {
    service.close();
    server.close();
  }

  private Exception thrown() {
    try {
      throw new AssertionError("it answers " + service.post("/jobs", "{}", Job.class));
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void anAnswerIsReadAndMembersThatAreNewerAreIgnored() throws Exception {
    assertThat(service.get("/jobs/a", Job.class)).isEqualTo(new Job("a"));
    assertThat(server.seen().get(0).path()).isEqualTo("/jobs/a");
    assertThat(server.seen().get(0).header("Authorization")).contains("Bearer t-1");
  }

  @Test
  void aRefusalHasTheStatusAndTheWordsOfTheService() {
    reply = Reply.json(404, "{\"message\": \"no job a\"}");

    Exception thrown = thrown();

    assertThat(thrown).hasMessage("The platform of 'near' answers 404, no job a.");
    assertThat(JsonService.status(thrown)).isEqualTo(404);
    reply = Reply.json(403, "{\"message\": 1}");
    assertThat(thrown())
        .hasMessage("The platform of 'near' answers 403. Set 'step-operator.near.token'.");
    reply = Reply.json(500, "{\"message\": \"" + "a".repeat(501) + "\"}");
    assertThat(thrown())
        .hasMessage("The platform of 'near' answers 500, " + "a".repeat(500) + "….");
  }

  @Test
  void aStatusSaysWhetherThereMayBeAJob() {
    for (int status : List.of(400, 401, 403, 404, 409, 413)) {
      assertAnswer(status, Answer.Refused.class);
    }
    assertAnswer(429, Answer.Throttled.class);
    for (int status : List.of(201, 302, 408, 500, 503)) {
      assertAnswer(status, Answer.Unknown.class);
    }
  }

  private void assertAnswer(int status, Class<? extends Answer> type) {
    reply = Reply.json(status, "{\"message\": \"no\"}");
    Exception thrown = thrown();
    Answer answer = JsonService.answer(thrown);
    assertThat(answer).as("of " + status).isInstanceOf(type);
    assertThat(answer.reason()).isEqualTo(thrown.getMessage());
  }

  @Test
  void aServerThatIsNotReachedWasSurelyNotAsked() {
    server.close();

    assertThat(JsonService.answer(thrown()))
        .isInstanceOfSatisfying(
            Answer.NotSent.class, no -> assertThat(no.kind()).isEqualTo(FailureKind.PLATFORM));
  }

  @Test
  void aPageOfAProxyIsNoAnswer() {
    reply = Reply.json(200, "<html>Sign in</html>");
    Exception thrown = thrown();

    assertThat(thrown)
        .hasMessageStartingWith(
            "What came from " + server.address() + " is no answer of the platform: ");
    assertThat(JsonService.answer(thrown)).isInstanceOf(Answer.Unknown.class);
    reply = Reply.json(200, "null");
    assertThat(thrown()).hasMessage("What came from " + server.address() + " is empty.");
  }

  @Test
  void onlyWhatIsMissingStandsForNothing() throws Exception {
    reply = Reply.json(404, "{}");
    assertThat(((JsonService.RefusedException) thrown()).ifMissing(Optional.empty())).isEmpty();

    reply = Reply.json(400, "{}");
    JsonService.RefusedException refused = (JsonService.RefusedException) thrown();
    assertThatThrownBy(() -> refused.ifMissing(Optional.empty())).isSameAs(refused);
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithItsKey() {
    assertThatThrownBy(() -> service("ftp://host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'step-operator.near.endpoint' is 'ftp://host' but must be an address such as"
                + " http://127.0.0.1:6066.");
  }
}
