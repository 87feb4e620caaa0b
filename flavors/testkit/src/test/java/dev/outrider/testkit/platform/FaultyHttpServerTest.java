// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyHttpServerTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private final FaultScript script = new FaultScript(InstantSource.system());
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<Fault> played = new CopyOnWriteArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FaultyHttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new FaultyHttpServer(
            script,
            request -> request.method().equals("POST") ? Call.SUBMIT : Call.READ,
            (request, fault) -> {
              done.add(request.text());
              fault.ifPresent(played::add);
              if (request.path().equals("/broken")) {
                throw new IllegalStateException("it \"broke\"");
              }
              return Reply.json(200, "{\"answer\":\"to " + request.text() + "\"}");
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return client.send(request(path, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .header("X-Word", "hello")
        .timeout(Duration.ofSeconds(20))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void withoutAFaultTheHandlersAnswerComes() throws Exception {
    HttpResponse<String> response = post("/jobs%20all?a=b%26c&d", "this");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"answer\":\"to this\"}");
    assertThat(script.calls(Call.SUBMIT)).isEqualTo(1);
  }

  @Test
  void everythingThatCameIsKept() throws Exception {
    post("/jobs%20all?a=b%26c&d", "this");

    FaultyHttpServer.Request seen = server.seen().get(0);
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.path()).isEqualTo("/jobs all");
    assertThat(seen.query()).isEqualTo(Map.of("a", "b&c", "d", ""));
    assertThat(seen.header("x-WORD")).isEqualTo(Optional.of("hello"));
    assertThat(seen.text()).isEqualTo("this");
  }

  @Test
  void aHandlerThatIsBrokenAnswers500() throws Exception {
    HttpResponse<String> response = post("/broken", "");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .isEqualTo("{\"error\":\"java.lang.IllegalStateException: it \\\"broke\\\"\"}");
  }

  @Test
  void aLostRequestChangesNothingAndHasNoAnswer() {
    script.next(Call.SUBMIT, Fault.REQUEST_LOST);

    assertThatThrownBy(() -> post("/", "this")).isInstanceOf(IOException.class);

    assertThat(done).isEmpty();
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void aLostReplyIsOfACallThatWasDone() {
    script.next(Call.SUBMIT, Fault.REPLY_LOST);

    assertThatThrownBy(() -> post("/", "this")).isInstanceOf(IOException.class);

    assertThat(done).containsExactly("this");
  }

  @Test
  void afterACutConnectionTheNextCallIsAnswered() throws Exception {
    script.next(Call.SUBMIT, Fault.REPLY_LOST);
    assertThatThrownBy(() -> post("/", "this")).isInstanceOf(IOException.class);

    assertThat(post("/", "that").statusCode()).isEqualTo(200);
  }

  @Test
  void aCallMayFailAfterItWasDone() throws Exception {
    script.next(Call.SUBMIT, Fault.FAILED_AFTERWARDS);

    assertThat(post("/", "this").statusCode()).isEqualTo(500);

    assertThat(done).containsExactly("this");
  }

  @ParameterizedTest
  @CsvSource({
    "THROTTLED, 429",
    "THROTTLED_FOR_A_SECOND, 429",
    "UNAVAILABLE, 503",
    "EXPIRED, 401",
    "REFUSED, 400",
    "NO_CAPACITY, 409",
    "NOT_FOUND, 404"
  })
  void aRefusalIsAStatusAndChangesNothing(Fault fault, int status) throws Exception {
    script.next(Call.SUBMIT, fault);

    HttpResponse<String> response = post("/", "this");

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Retry-After"))
        .isEqualTo(fault == Fault.THROTTLED_FOR_A_SECOND ? Optional.of("1") : Optional.empty());
    assertThat(done).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY_LIST", "UNKNOWN_STATE"})
  void theHandlerPlaysWhatIsInTheAnswer(Fault fault) throws Exception {
    script.next(Call.SUBMIT, fault);

    post("/", "this");

    assertThat(played).containsExactly(fault);
  }

  @Test
  void aCutReplyEndsInItsMiddle() {
    script.next(Call.SUBMIT, Fault.CUT_REPLY);

    assertThatThrownBy(() -> post("/", "this"))
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("fixed content-length");

    assertThat(done).containsExactly("this");
  }

  @Test
  void garbageIsAPageOfSomebodyElse() throws Exception {
    script.next(Call.SUBMIT, Fault.GARBAGE);

    HttpResponse<String> response = post("/", "this");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).isEqualTo(Optional.of("text/html"));
    assertThat(response.body()).startsWith("<!DOCTYPE html>");
    assertThat(done).isEmpty();
  }

  @Test
  void aCallThatHangsIsAnsweredWhenTheScriptIsCleared() throws Exception {
    script.next(Call.SUBMIT, Fault.HANG);
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("/", "this"), HttpResponse.BodyHandlers.ofString());
    await("the call").atMost(LIMIT).until(() -> done.equals(List.of("this")));
    assertThat(answer).isNotDone();

    script.clear();

    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void aCallThatHangsLongerThanItsClientWaitsTimesOut() {
    script.always(Fault.HANG);
    HttpRequest impatient =
        HttpRequest.newBuilder(server.address()).timeout(Duration.ofMillis(100)).build();

    assertThatThrownBy(() -> client.send(impatient, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void closingCutsCallsThatHangAndLeavesNoThread() {
    script.always(Fault.HANG);
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("/", "this"), HttpResponse.BodyHandlers.ofString());
    await("the call").atMost(LIMIT).until(() -> done.equals(List.of("this")));

    server.close();

    assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    await("the end of its threads")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(
                        name -> name.startsWith("faulty-http") || name.equals("HTTP-Dispatcher")));
  }
}
