// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.value.JsonForm;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.ShellLine;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.SparkArguments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform accepts and refuses, asked without its operator. */
class LoopbackPlatformTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final AttemptKey KEY = new AttemptKey("a-1");
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private StubbedPlatform stubbed;
  private LoopbackPlatform platform;

  @BeforeEach
  void start() throws IOException {
    stubbed = new StubbedPlatform();
    platform = stubbed.platform();
    platform.jobs().hold();
  }

  @AfterEach
  void stop() {
    stubbed.close();
  }

  @Test
  void theCurlLineOfAPlanSendsWhatTheOperatorSends() throws Exception {
    LoopbackFlavor flavor = new LoopbackFlavor();
    Submission step =
        Orders.order(Resources.unspecified().cores(2), Map.of("spark.a", "it's $HOME \"y\" \\ é"));
    try (StepOperator operator =
        flavor.open(
            Settings.of(
                flavor.info().settings(),
                Map.of("endpoint", platform.address().toString(), "token", StubbedPlatform.TOKEN)),
            new OperatorContext("near", folder, folder, Map.of(), Clock.systemUTC()))) {
      List<RenderedRequest.Command> commands = operator.render(step).commands();
      Ordered.submit(operator, step, () -> true);
      platform.jobs().forget(Orders.KEY.value());
      ShellLine.run(commands.get(0).line(), Map.of("TOKEN", StubbedPlatform.TOKEN));

      assertThat(commands).noneMatch(each -> each.line().contains(StubbedPlatform.TOKEN));
      List<JobRequest> sent =
          platform.requests().stream()
              .filter(each -> each.method().equals("POST"))
              .map(each -> (JobRequest) JsonForm.read(each.text(), JobRequest.class, "request"))
              .toList();
      assertThat(sent).hasSize(2);
      assertThat(sent.get(1)).isEqualTo(without(sent.get(0), Order.TAG));
    }
  }

  private static JobRequest without(JobRequest request, String label) {
    Map<String, String> labels = new TreeMap<>(request.labels());
    assertThat(labels.remove(label)).isNotNull();
    return new JobRequest(
        request.token(),
        request.mainClass(),
        request.application(),
        request.jars(),
        request.arguments(),
        request.conf(),
        request.environment(),
        labels,
        request.machines(),
        request.timeoutSeconds());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.header("Authorization", "Bearer " + StubbedPlatform.TOKEN).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(platform.address() + path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(at(path));
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(at(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JobRequest request(
      String token, Map<String, String> environment, Map<String, String> labels) {
    return new JobRequest(
        token,
        "acme.Main",
        URI.create("file:///app.jar"),
        List.of(),
        List.of(),
        Map.of(),
        environment,
        labels,
        LoopbackRequest.machines(Resources.unspecified()),
        Optional.empty());
  }

  private static String body(String token) {
    return LoopbackRequest.text(request(token, Map.of(), Map.of()));
  }

  @Test
  void aTokenMakesOneJobHoweverOftenItComes() throws Exception {
    HttpResponse<String> first = post("/v1/jobs", body("a-1"));
    HttpResponse<String> second = post("/v1/jobs", body("a-1"));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(stubbed.jobs(KEY)).isEqualTo(1);
  }

  @Test
  void whoHasNotTheTokenIsSentAway() throws Exception {
    HttpResponse<String> response =
        client.send(
            at("/v1/jobs").header("Authorization", "Bearer guess").build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("{\"error\":\"the bearer token is not right\"}");
  }

  @Test
  void aMemberThatIsNotKnownOrMissingIsRefused() throws Exception {
    String good = body("a-1");

    assertThat(post("/v1/jobs", good.replace("\"token\"", "\"tokens\"")).statusCode())
        .isEqualTo(400);
    assertThat(post("/v1/jobs", good.replaceFirst("\\{", "{\"more\": 1,")).body()).contains("more");
    assertThat(post("/v1/jobs", "no json").statusCode()).isEqualTo(400);
    assertThat(post("/v1/jobs", "null").statusCode()).isEqualTo(400);
    assertThat(stubbed.jobs(KEY)).isZero();
  }

  @Test
  void whatIsAtALimitIsAcceptedAndWhatIsBeyondIsRefused() throws Exception {
    assertLimit(63, n -> LoopbackRequest.text(request("a".repeat(n), Map.of(), Map.of())));
    assertLimit(50, n -> labels(many(n)));
    assertLimit(63, n -> labels(Map.of("a".repeat(n), "a")));
    assertLimit(63, n -> labels(Map.of("a", "a".repeat(n))));
    assertLimit(100, n -> environment(many(n)));
    assertLimit(128, n -> environment(Map.of("A".repeat(n), "a")));
    assertLimit(512, n -> environment(Map.of("A", "a".repeat(n))));
    assertLimit(
        4096,
        n -> {
          Map<String, String> eight = new TreeMap<>();
          for (int i = 0; i < 7; i++) {
            eight.put("V" + i, "a".repeat(510)); // 512 bytes each
          }
          eight.put("V7", "a".repeat(n - 7 * 512 - 2));
          return environment(eight);
        });
    assertLimit(65_536, n -> body("a-2") + " ".repeat(n - body("a-2").length()));
  }

  private interface Body {
    String of(int size);
  }

  private void assertLimit(int most, Body body) throws Exception {
    assertThat(post("/v1/jobs", body.of(most)).statusCode()).as("at " + most).isEqualTo(200);
    assertThat(post("/v1/jobs", body.of(most + 1)).statusCode()).as("above").isEqualTo(400);
  }

  private static Map<String, String> many(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "n" + i, i -> "", (a, b) -> a, LinkedHashMap::new));
  }

  private static String labels(Map<String, String> labels) {
    return LoopbackRequest.text(request("a-1", Map.of(), labels));
  }

  private static String environment(Map<String, String> environment) {
    return LoopbackRequest.text(request("a-1", environment, Map.of()));
  }

  @Test
  void alphabetsAreLimitedToo() throws Exception {
    for (String each :
        List.of(
            body("A-1"),
            labels(Map.of("Team", "a")),
            labels(Map.of("team", "Red")),
            environment(Map.of("1A", "a")))) {
      assertThat(post("/v1/jobs", each).body()).contains("does not match");
    }
  }

  @Test
  void aListHasAHundredJobsAPage() throws Exception {
    post("/v1/jobs", body("a-1"));
    platform.crowd(250);

    JobView.Page first = page("/v1/jobs");
    JobView.Page last = page("/v1/jobs?page=2&token=a-1");

    assertThat(first.jobs()).hasSize(100);
    assertThat(first.next()).isEqualTo(Optional.of("1"));
    assertThat(page("/v1/jobs?token=a-1")).isEqualTo(new JobView.Page(List.of(), first.next()));
    assertThat(last.next()).isEmpty();
    assertThat(last.jobs()).extracting(JobView::token).containsExactly("a-1");
  }

  private JobView.Page page(String path) throws IOException, InterruptedException {
    return (JobView.Page) JsonForm.read(get(path).body(), JobView.Page.class, "page");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    for (String each : List.of("/", "/v1/jobs/job-7", "/v1/jobs/job-7/log", "/v2/jobs")) {
      assertThat(get(each).statusCode()).as(each).isEqualTo(404);
    }
    assertThat(send(at("/v1/jobs").DELETE()).statusCode()).isEqualTo(405);
    String ids = "job-1" + ",job-1".repeat(100);
    assertThat(get("/v1/jobs?ids=" + ids).statusCode()).isEqualTo(400);
  }

  @Test
  void aJobThatRunsLongerThanItMayIsEnded() throws Exception {
    stubbed.close();
    stubbed = new StubbedPlatform(new Endless());
    platform = stubbed.platform();

    post("/v1/jobs", body("a-1").replaceFirst("\\{", "{\"timeoutSeconds\": 0,"));

    await("its end")
        .atMost(Duration.ofMinutes(1))
        .until(() -> page("/v1/jobs").jobs().get(0).state(), "TIMED_OUT"::equals);
  }

  /** Drivers that end when they are asked to. */
  private static final class Endless implements BackEnd {

    @Override
    public Execution start(SparkArguments what) {
      AtomicBoolean isKilled = new AtomicBoolean();
      return new Execution() {
        @Override
        public OptionalInt exitCode() {
          return isKilled.get() ? OptionalInt.of(143) : OptionalInt.empty();
        }

        @Override
        public void kill() {
          isKilled.set(true);
        }

        @Override
        public List<String> log(int from) {
          return List.of();
        }
      };
    }

    @Override
    public void close() {}
  }

  @Test
  void aDriverThatCannotBeStartedIsAFailureWithAReason() throws Exception {
    platform.jobs().release();
    post("/v1/jobs", body("a-1"));

    await("its end")
        .atMost(LIMIT)
        .until(() -> page("/v1/jobs?ids=job-1").jobs().get(0).exitCode().isPresent());

    assertThat(page("/v1/jobs?ids=job-1").jobs().get(0).state()).isEqualTo("FAILED");
  }

  @Test
  void faultsArePlayed() throws Exception {
    platform.faults().next(Call.READ, Fault.THROTTLED_FOR_A_SECOND);
    platform.faults().next(Call.CANCEL, Fault.UNAVAILABLE);

    assertThat(get("/v1/jobs").statusCode()).isEqualTo(429);
    assertThat(post("/v1/jobs/job-1/cancel", "").statusCode()).isEqualTo(503);
    assertThat(get("/v1/jobs").statusCode()).isEqualTo(200);
  }
}
