// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.pipeline.Resources;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An order is written once, and what was written is what is submitted. */
class FrozenOrdersTest {
  private static final String RUN = "r0k3v9m2x4q7t";
  private static final Path RECORDED =
      Path.of("../../spark-jobs/step/src/test/resources/formats/1/made/step/1/order");

  private final World world = new World(1, Set.of(), 0, Map.of(), false);
  private final World.Process process = new World.Process(world, "orchestrator", Duration.ZERO);
  private final SimulatedStore store = new SimulatedStore(world);
  private final FrozenOrders orders = new FrozenOrders(store);
  private final Plan plan = SimulatedPipeline.wide(1, "slow");
  private final AttemptFolders folders = new AttemptFolders(SimulatedPipeline.STORE, RUN);
  private final URI attempt = folders.attempt("s0", 1);
  private final URI file = attempt.resolve(AttemptLayout.ORDER);
  private final Tuned operator = new Tuned();
  private final Deque<RunEvent> events = new ArrayDeque<>();
  private final RunCore core =
      new RunCore(
          plan,
          RunPolicy.standard(
              Map.of("slow", new OperatorPolicy(Optional.empty(), Duration.ZERO, false))));
  private RunState state;

  @Test
  void anOrderIsReadAsItWasWritten() throws IOException {
    Order order = order("4g", Map.of("manifest.txt", "one\ntwo\n", "conf.json", "{}"));

    assertThat(orders.read(attempt)).isEmpty();
    assertThat(orders.write(attempt, order)).isEqualTo(order);

    assertThat(orders.read(attempt)).contains(order);
    assertThat(text(attempt.resolve("order/manifest.txt"))).isEqualTo("one\ntwo\n");
  }

  @Test
  void anOrderThatExistsIsNeverRewritten() throws IOException {
    Order first = orders.write(attempt, order("4g", Map.of()));

    assertThat(orders.write(attempt, order("8g", Map.of()))).isEqualTo(first);
    assertThat(orders.read(attempt)).contains(first);
  }

  @Test
  void anOrderThatWasChangedIsRefused() throws IOException {
    Order order = orders.write(attempt, order("4g", Map.of("manifest.txt", "one")));
    String written = text(file);

    put(file, written.replace("memory=4g", "memory=8g"));
    assertThatThrownBy(() -> orders.read(attempt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "The request of " + key() + " has the hash h[0-9a-f]{40}, not '" + order.hash() + "'.");
    put(file, written);
    put(attempt.resolve("order/manifest.txt"), "two");
    assertThatThrownBy(() -> orders.read(attempt)).hasMessageContaining(order.hash());
    store.delete(List.of(attempt.resolve("order/manifest.txt")));
    assertThatThrownBy(() -> orders.read(attempt)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anOrderOfANewerFormatIsRefusedByName() throws IOException {
    orders.write(attempt, order("4g", Map.of()));
    put(file, text(file).replace("\"format\": 1", "\"format\": 2"));

    assertThatThrownBy(() -> orders.read(attempt))
        .hasMessage(
            file
                + " has format 2, but this version of Outrider reads formats up to 1. Use the"
                + " version that wrote it, or a newer one.");
  }

  @Test
  void theRecordedOrderIsRead() throws IOException {
    for (String name : List.of("order.json", "manifest.txt")) {
      put(attempt.resolve("order/" + name), Files.readString(RECORDED.resolve(name)));
    }

    Order order = orders.read(attempt).orElseThrow();

    assertThat(order).isEqualTo(recorded());
    assertThat(order.hash()).isEqualTo("h1c48dda261abe50dd1a2a48b101d15cc41930e7f");
  }

  @Test
  void theHashIsOverBodyAndFilesAlone() {
    RenderedRequest request = new RenderedRequest("a", "body", List.of("n"), Map.of("f", "x"));

    assertThat(Order.hash(new RenderedRequest("b", "body", List.of(), Map.of("f", "x"))))
        .isEqualTo(Order.hash(request))
        .matches("h[0-9a-f]{40}");
    for (RenderedRequest other :
        List.of(
            new RenderedRequest("a", "body2", List.of(), Map.of("f", "x")),
            new RenderedRequest("a", "body", List.of(), Map.of("f", "y")),
            new RenderedRequest("a", "body", List.of(), Map.of("g", "x")),
            new RenderedRequest("a", "body", List.of(), Map.of("f", "x", "g", "")),
            new RenderedRequest("a", "body", List.of()))) {
      assertThat(Order.hash(other)).isNotEqualTo(Order.hash(request));
    }
  }

  @Test
  void aFileHasAPlainNameThatIsNotOutriders() {
    for (String name : List.of("order.json", "entry.json", "../x", "a/b", "", ".x")) {
      assertThatThrownBy(() -> new RenderedRequest("", "", List.of(), Map.of(name, "")))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'" + name + "' cannot be the name of a file of a request");
    }
  }

  @Test
  void beforeAnythingIsSentTheOrderAndItsFilesAreInTheAttemptsFolder() throws IOException {
    operator.files = Map.of("manifest.txt", "one");

    begin();
    tell(events.remove());

    Order sent = operator.sent.get(0);
    assertThat(orders.read(attempt)).contains(sent);
    assertThat(sent.request().files()).isEqualTo(operator.files);
    assertThat(state.step("s0").request()).contains(sent.hash());
    assertThat(state.step("s0").phase()).isEqualTo(Phase.SUBMITTING);
  }

  @Test
  void anAttemptThatIsPreparedAgainKeepsItsOrder() throws IOException {
    begin();
    Order first = orders.read(attempt).orElseThrow();
    events.clear();
    operator.memory = "8g";

    begin();

    assertThat(events).containsExactly(new RunEvent.Prepared("s0", 1, first.hash()));
    assertThat(orders.read(attempt)).contains(first);
  }

  @Test
  void whereSettingsHaveChangedNothingElseIsSentThanWhatWasPrepared() {
    begin();
    RunEvent.Prepared prepared = (RunEvent.Prepared) events.remove();
    operator.memory = "8g";

    tell(prepared);
    tell(events.remove());

    assertThat(operator.sent).isEmpty();
    StepState step = state.step("s0");
    assertThat(step.phase()).isEqualTo(Phase.FAILED);
    assertThat(step.kind()).contains(FailureKind.CONFIGURATION);
    assertThat(step.reason())
        .isEqualTo(
            "the attempt was prepared with request "
                + prepared.request()
                + ", and step operator 'slow' makes "
                + Order.hash(operator.render(submission()))
                + " of it now: its settings or its version have changed, and nothing was submitted."
                + " Make a new attempt with 'outrider runs retry "
                + RUN
                + "'");
  }

  @Test
  void anOrderThatWasReplacedIsNotSent() throws IOException {
    begin();
    RunEvent.Prepared prepared = (RunEvent.Prepared) events.remove();
    operator.memory = "8g";
    store.delete(List.of(file));
    Order other = orders.write(attempt, Order.of(submission(), operator.render(submission())));

    tell(prepared);
    tell(events.remove());

    assertThat(operator.sent).isEmpty();
    assertThat(state.step("s0").kind()).contains(FailureKind.CONFIGURATION);
    assertThat(state.step("s0").reason())
        .contains(file.toString(), other.hash(), prepared.request(), "the file was replaced");
  }

  @Test
  void anAttemptThatAnEarlierVersionHasPreparedIsSubmitted() throws IOException {
    begin();
    RunEvent.Prepared prepared = (RunEvent.Prepared) events.remove();
    store.delete(List.of(file));
    String ofEarlierVersion = "5".repeat(64);

    tell(new RunEvent.Prepared("s0", 1, ofEarlierVersion));
    tell(events.remove());

    assertThat(operator.sent).extracting(Order::hash).containsExactly(prepared.request());
    assertThat(state.step("s0").phase()).isEqualTo(Phase.FOLLOWING);
  }

  /** Begins the run, or takes it up again. */
  private void begin() {
    state = core.initial(RUN, world.now(), Optional.empty());
    tell(new RunEvent.Begun());
  }

  private void tell(RunEvent event) {
    RunCore.Decision decision = core.apply(state, List.of(event), world.now());
    state = decision.state();
    EffectRunner effects = effects();
    decision.effects().stream()
        .filter(each -> !(each instanceof Effect.Follow))
        .forEach(each -> effects.begin(each, state));
  }

  private EffectRunner effects() {
    SimulatedLedger written = new SimulatedLedger(world, row -> {});
    written.create(
        new RunRecord(
            RUN,
            "simulated",
            new JsonText("{}"),
            "",
            world.now(),
            Optional.empty(),
            "running",
            false,
            Optional.of(new Owner("host", 1, Optional.empty(), Optional.empty())),
            1,
            Optional.of(world.now()),
            List.of()),
        List.of());
    Ledger ledger = written.writtenBy(process);
    Workers now =
        new Workers() {
          @Override
          public void execute(String what, Runnable work) {
            work.run();
          }

          @Override
          public void schedule(String what, Duration delay, Runnable work) {
            throw new IllegalStateException("nothing waits");
          }
        };
    return new EffectRunner(
        new EffectRunner.Context(
            plan.steps().stream().collect(Collectors.toMap(PlannedStep::name, s -> s)),
            SimulatedPipeline.orders(),
            Map.of("slow", operator),
            null,
            store,
            new Judging(store),
            ledger,
            folders,
            new AttemptKeys(ledger.id(), RUN),
            RUN,
            1),
        now,
        new JobPoller(now, process).join(events::add, warning -> {}),
        events::add,
        warning -> {});
  }

  private AttemptKey key() {
    return AttemptKey.of("simulated", RUN, "s0", 1);
  }

  private Submission submission() {
    return SimulatedPipeline.orders().submission(key(), RUN, plan.steps().get(0), 1, Map.of());
  }

  private Order order(String memory, Map<String, String> files) {
    Tuned tuned = new Tuned();
    tuned.memory = memory;
    tuned.files = files;
    return Order.of(submission(), tuned.render(submission()));
  }

  /** What the recorded documents were made of. */
  private static Order recorded() {
    URI folder = URI.create("file:///store/runs/" + RUN + "/step/1/");
    AttemptKey key = new AttemptKey(RUN + "-step-1-0123456789");
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            RUN,
            "recorded",
            "step",
            1,
            key.value(),
            "acme.Step",
            new JsonText("{\"number\":1}"),
            Map.of(),
            List.of("output"),
            folder,
            Optional.of(URI.create("file:///store/runs/" + RUN + "/marks/")),
            Map.of("warehouse", "env:WAREHOUSE"),
            Optional.of(Duration.ofMinutes(10)),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.of("emr"));
    Submission submission =
        new Submission(
            key,
            context,
            folder.resolve("context.json"),
            new BundleFiles(
                URI.create("file:///store/bundles/sha256/a.jar"),
                "acme.Main",
                List.of(URI.create("file:///store/bundles/sha256/b.jar"))),
            Resources.unspecified().executors(2).memory("4g"),
            Map.of("spark.sql.shuffle.partitions", "8"),
            Map.of("LEVEL", "1"),
            Map.of("run", RUN, "step", "step"));
    return Order.of(
        submission,
        new RenderedRequest(
            "a job", "{\"job\": 1}\n", List.of("a note"), Map.of("manifest.txt", "one\ntwo\n")));
  }

  private String text(URI object) throws IOException {
    return new Judging(store).text(object).orElseThrow();
  }

  private void put(URI object, String text) {
    store.put(object, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An operator whose requests depend on its settings. */
  private static final class Tuned implements StepOperator {
    private final List<Order> sent = new ArrayList<>();
    private String memory = "4g";
    private Map<String, String> files = Map.of();

    @Override
    public Optional<Platform> platform() {
      return Optional.empty();
    }

    @Override
    public RenderedRequest render(Submission submission) {
      return new RenderedRequest("a job", "memory=" + memory, List.of(), files);
    }

    @Override
    public FindResult.Found submit(Order order, Ownership ownership) {
      sent.add(order);
      return new FindResult.Found(
          new JobHandle("tuned", 1, new JsonText("1")), Optional.of(order.hash()));
    }

    @Override
    public FindResult find(AttemptKey key) {
      return new FindResult.NotThere();
    }

    @Override
    public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) {
      return Map.of();
    }

    @Override
    public void requestCancel(JobHandle job) {}

    @Override
    public LogPage logs(JobHandle job, LogCursor from) {
      return new LogPage(List.of(), from);
    }

    @Override
    public void close() {}
  }
}
