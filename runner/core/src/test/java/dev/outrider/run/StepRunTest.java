// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.outrider.config.ConfigurationException;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.StepNode;
import dev.outrider.plan.PlanningException;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.step.FailureKind;
import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps that a program runs alone, plain ones: in this process, without Spark. */
@Timeout(60)
class StepRunTest {
  @TempDir Path folder;
  private Outrider outrider;
  private String gate;

  record Divide(int dividend) implements Step<Divide.In, Divide.Out> {
    record In(int divisor, Optional<String> name, List<Double> weights) {}

    record Out(int quotient, Optional<String> name, List<Double> weights) {}

    @Override
    public Out run(In in, StepContext context) {
      context.log().info("{} / {}", dividend, in.divisor());
      return new Out(dividend / in.divisor(), in.name(), in.weights());
    }
  }

  record WriteText(String text) implements Step<NoInput, WriteText.Out> {
    record Out(Path file, long length) {}

    @Override
    public Out run(NoInput in, StepContext context) throws IOException {
      Path file = Files.writeString(context.workFolder().resolve("text.txt"), text);
      return new Out(file, text.length());
    }
  }

  record Nothing() implements Step<NoInput, NoOutput> {
    @Override
    public NoOutput run(NoInput in, StepContext context) {
      return NoOutput.NONE;
    }
  }

  record Twice() implements Step<Double, Double> {
    @Override
    public Double run(Double in, StepContext context) {
      return 2 * in;
    }
  }

  /** Ends when its gate is opened. */
  record Wait(String gate) implements Step<NoInput, String> {
    @Override
    public String run(NoInput in, StepContext context) throws InterruptedException {
      Gate mine = Gate.GATES.get(gate);
      mine.thread.complete(Thread.currentThread());
      mine.reached.countDown();
      try {
        mine.open.await();
      } catch (InterruptedException e) {
        mine.end.complete("interrupted");
        throw e;
      }
      mine.end.complete("opened");
      return "opened";
    }
  }

  /** A step is made anew from its JSON where it runs, and meets its test here. */
  private static final class Gate {
    static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    final CompletableFuture<String> end = new CompletableFuture<>();
    final CompletableFuture<Thread> thread = new CompletableFuture<>();
  }

  @BeforeEach
  void open() throws IOException {
    gate = folder.getFileName().toString();
    Gate.GATES.put(gate, new Gate());
    Path properties =
        Files.writeString(
            folder.resolve("outrider.properties"), "artifact-store = store\nrun-store = runs.db\n");
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new Flavors(List.of(), new PluginLoader(folder.resolve("plugins"))),
            folder.resolve("cache"),
            new Machine("here", Optional.of("boot"), System::nanoTime, Duration.ofSeconds(60)),
            InstantSource.system(),
            new Random(7),
            new JobPoller(InstantSource.system()));
    outrider = new Outrider(properties, surroundings, Thread::new);
  }

  @AfterEach
  void close() {
    Gate.GATES.remove(gate).open.countDown();
    outrider.close();
  }

  private Gate gate() {
    return Gate.GATES.get(gate);
  }

  private List<RunRecord> runs() {
    try (RunStore store = RunStore.open(folder.resolve("runs.db"))) {
      return store.runs(RunQuery.newest(50));
    }
  }

  private SingleStep<Divide.In, Divide.Out> divide(int divisor) {
    return outrider
        .step("divide", new Divide(42))
        .input(Divide.In::divisor)
        .from(outrider.value(divisor))
        .listInput(Divide.In::weights)
        .from(List.of(outrider.value(0.5), outrider.value(1.5)));
  }

  private static StepState end(StepRun<?> run) {
    return run.ended().toCompletableFuture().join();
  }

  @Test
  void aStepAloneEndsAndGivesItsOutputsTyped() throws Exception {
    StepRun<Divide.Out> run =
        divide(5).optionalInput(Divide.In::name).from(outrider.value("five")).submit();

    assertThat(end(run).phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(run.status()).isEqualTo(end(run));
    assertThat(run.status().attempt()).isEqualTo(1);
    int quotient = run.output(Divide.Out::quotient).value();
    Optional<String> name = run.output(Divide.Out::name).value();
    List<Double> weights = run.output(Divide.Out::weights).value();
    Divide.Out whole = run.output().value();
    assertThat(quotient).isEqualTo(8);
    assertThat(name).contains("five");
    assertThat(weights).containsExactly(0.5, 1.5);
    assertThat(whole).isEqualTo(new Divide.Out(8, Optional.of("five"), List.of(0.5, 1.5)));
    assertThat(run.output(Divide.Out::quotient).rows()).isEmpty();
    assertThat(run.output(Divide.Out::quotient).schema()).isEmpty();
    assertThat(Path.of(run.output(Divide.Out::quotient).uri()).resolve("value.json"))
        .content()
        .isEqualToIgnoringNewLines("8");
    assertThat(Path.of(run.output().uri()).resolve("name/value.json")).exists();
    assertThat(run.logs()).endsWith(" INFO  42 / 5\n");
  }

  @Test
  void itIsARunOfAPipelineWithOneStepInTheRunStore() throws Exception {
    StepRun<Divide.Out> run = divide(5).submit();
    end(run);

    assertThat(runs())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.id()).isEqualTo(run.run());
              assertThat(record.pipeline()).isEqualTo("divide");
              assertThat(record.outcome()).isEqualTo("succeeded");
              assertThat(record.owner()).isEmpty();
            });
    try (RunStore store = RunStore.open(folder.resolve("runs.db"))) {
      assertThat(store.steps(run.run()))
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.step()).isEqualTo("divide");
                assertThat(step.state().text()).contains("\"quotient\":8");
              });
      // no job that could outlive its orchestrator
      assertThat(store.attempts(run.run())).isEmpty();
    }
  }

  @Test
  void eachSubmitIsARunOfItsOwn() throws Exception {
    SingleStep<Double, Double> step = outrider.step("twice", new Twice()).from(outrider.value(4.0));

    StepRun<Double> first = step.submit();
    StepRun<Double> second = step.submit();

    assertThat(end(first).phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(end(second).phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(first.output().value()).isEqualTo(8.0);
    assertThat(first.run()).isNotEqualTo(second.run());
    assertThat(runs()).hasSize(2);
  }

  @Test
  void aStepThatRunsHasAStatusAndNoOutputs() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();
    gate().reached.await();

    assertThat(run.ended().toCompletableFuture()).isNotDone();
    assertThat(run.status().phase().isFinal()).isFalse();
    assertThat(run.status().attempt()).isEqualTo(1);
    assertThatThrownBy(run::output)
        .isInstanceOf(IllegalStateException.class)
        .message()
        .matches(
            "Step 'wait' of run r[0-9a-z]{12} has no outputs: it is (submitting|following). Wait"
                + " until it has ended\\.");

    gate().open.countDown();
    assertThat(end(run).phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(run.output().value()).isEqualTo("opened");
  }

  @Test
  void aStepThatThrowsEndsAsFailedWithItsKindAndReason() throws Exception {
    StepRun<Divide.Out> run = divide(0).submit();

    StepState end = end(run);

    assertThat(end.phase()).isEqualTo(Phase.FAILED);
    assertThat(end.kind()).contains(FailureKind.USER);
    assertThat(end.reason()).isEqualTo("java.lang.ArithmeticException: / by zero");
    assertThatThrownBy(() -> run.output(Divide.Out::quotient))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Step 'divide' of run "
                + run.run()
                + " has no outputs: it is failed, java.lang.ArithmeticException: / by zero.");
  }

  @Test
  void cancelStopsTheStepAndIsConfirmed() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();
    gate().reached.await();

    run.cancel();

    assertThat(end(run).phase()).isEqualTo(Phase.CANCELLED);
    assertThat(end(run).reason()).isEqualTo("stopped: its work is over");
    assertThat(gate().end.get()).isEqualTo("interrupted");
    assertThat(runs().get(0).outcome()).isEqualTo("cancelled");
  }

  @Test
  void cancelOfAnEndedStepChangesNothing() throws Exception {
    StepRun<Double> run = outrider.step("twice", new Twice()).from(outrider.value(4.0)).submit();
    StepState end = end(run);

    run.cancel();

    assertThat(run.status()).isEqualTo(end);
    assertThat(run.output().value()).isEqualTo(8.0);
    assertThat(runs().get(0).cancelling()).isFalse();
  }

  @Test
  void nobodyButTheRunEndsItsStage() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();

    run.ended().toCompletableFuture().cancel(true);

    assertThat(run.ended().toCompletableFuture()).isNotDone();
  }

  @Test
  void everyProblemOfTheStepIsToldAtOnceAndNothingIsRun() {
    SingleStep<Divide.In, Divide.Out> step =
        outrider.step("divide", new Divide(42)).deadlines(d -> d.run(Duration.ZERO));
    step.optionalInput(Divide.In::name);
    step.listInput(Divide.In::weights);

    assertThatThrownBy(step::submit)
        .isInstanceOf(PlanningException.class)
        .hasMessage(
            "4 problems in pipeline 'divide':\n"
                + "  Input 'name' of step 'divide' is not connected: .optionalInput"
                + "(StepRunTest.Divide.In::name) is not followed by .from(...).\n"
                + "  Input 'weights' of step 'divide' is not connected: .listInput"
                + "(StepRunTest.Divide.In::weights) is not followed by .from(...).\n"
                + "  Input 'divisor' of step 'divide' is not connected; add"
                + " .input(StepRunTest.Divide.In::divisor).from(...).\n"
                + "  Step 'divide': deadline.run was 'PT0S' but must be a duration from 1ms on.");
    assertThat(folder.resolve("runs.db")).doesNotExist();
  }

  @Test
  void aStepOperatorThatIsNotThereIsRefusedBeforeAnythingIsRun() {
    Throwable refused = catchThrowable(() -> divide(5).on("gpu").submit());

    assertThat(refused)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Step 'divide'")
        .hasMessageContaining("'gpu'");
    assertThat(folder.resolve("runs.db")).doesNotExist();
  }

  @Test
  void anOutputThatIsNoValueStaysWhereItIs() throws Exception {
    StepRun<WriteText.Out> run = outrider.step("files", new WriteText("text")).submit();
    end(run);
    Output<Path> file = run.output(WriteText.Out::file);

    assertThat(Path.of(file.uri()).resolve("text.txt")).hasContent("text");
    assertThatThrownBy(file::value)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Output 'file' of step 'files' is files and no value with a JSON form. Read it as files"
                + " from uri(), "
                + file.uri()
                + ".");
    assertThatThrownBy(() -> run.output().value())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "The output of step 'files' has 'file', which is files and no value with a JSON form."
                + " Read it as files from uri(), "
                + file.uri()
                + ", or take one component by .output(component).");
  }

  @Test
  void aStepWithoutOutputHasNone() throws Exception {
    StepRun<NoOutput> run = outrider.step("nothing", new Nothing()).submit();
    end(run);

    assertThatThrownBy(run::output).hasMessage("Step 'nothing' gives no output.");
  }

  @Test
  void aComponentIsNamedByItsAccessorAlone() throws Exception {
    StepRun<Divide.Out> run = divide(5).submit();
    StepRun<Double> twice = outrider.step("twice", new Twice()).from(outrider.value(4.0)).submit();
    end(run);
    end(twice);

    int quotient = run.output(out -> out.quotient()).value();
    assertThat(quotient).isEqualTo(8);
    assertThatThrownBy(() -> run.output(out -> out.quotient() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "An output of step 'divide' must be a method reference such as"
                + " StepRunTest.Divide.Out::quotient; this lambda does more than read one"
                + " component.");
    assertThatThrownBy(() -> run.output(Divide.Out::hashCode))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "An output of step 'divide' is named by StepRunTest.Divide.Out::hashCode, but"
                + " dev.outrider.run.StepRunTest$Divide$Out has the components [quotient, name,"
                + " weights]; name one of these.");
    assertThatThrownBy(() -> twice.output(Double::longValue))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Step 'twice' gives one value, a java.lang.Double; use .output() without a component.");
  }

  @Test
  void closeWaitsForWhatItHasBegunAndCancelsNothing() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();
    gate().reached.await();
    Thread closing = new Thread(outrider::close);
    closing.start();
    awaitWaiting(closing);

    assertThat(run.ended().toCompletableFuture()).isNotDone();
    gate().open.countDown();
    closing.join();

    assertThat(run.ended().toCompletableFuture()).isDone();
    assertThat(run.status().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(run.output().value()).isEqualTo("opened");
  }

  @Test
  void closeThatIsInterruptedDetachesAndCancelsNothing() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();
    gate().reached.await();

    Thread.currentThread().interrupt();
    outrider.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> run.ended().toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(DetachedException.class)
        .hasMessage(
            "Step 'wait' of run "
                + run.run()
                + " is followed no more: Outrider.close() was interrupted. Nothing was cancelled; a"
                + " job that its platform runs goes on. 'outrider runs show "
                + run.run()
                + "' tells how it was left.");
    RunRecord left = runs().get(0);
    assertThat(left.outcome()).isEqualTo("running");
    assertThat(left.cancelling()).isFalse();
    assertThat(left.owner()).isEmpty();
    gate().open.countDown();
    assertThat(gate().end.get()).isEqualTo("opened");
    gate().thread.get().join(); // it still writes into the folder
  }

  @Test
  void closeAsTheLastThingOfARunDoesNotWaitForItself() throws Exception {
    StepRun<String> run = outrider.step("wait", new Wait(gate)).submit();
    CompletableFuture<Void> closed = run.ended().thenRun(outrider::close).toCompletableFuture();

    gate().open.countDown();

    closed.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatIsClosedBeginsNothing() {
    outrider.close();

    String closed =
        "This Outrider is closed and begins nothing more; open another with Outrider.open.";
    assertThatThrownBy(() -> divide(5).submit())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(closed);
    assertThatThrownBy(() -> outrider.run(sums(), Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(closed);
    assertThat(folder.resolve("runs.db")).doesNotExist();
  }

  private static Pipeline sums() {
    return Pipeline.define(
        "sums",
        p -> {
          var divide =
              p.step("divide", new Divide(42))
                  .input(Divide.In::divisor)
                  .from(p.value(5))
                  .input(Divide.In::weights)
                  .from(p.value(List.of(2.5)));
          p.step("double-it", new Twice()).from(p.value(1.5)).after(divide);
        });
  }

  @Test
  void theOutputsOfARunAreReadThroughTheClassesOfItsSteps() throws Exception {
    RunResult result = outrider.run(sums(), Map.of());

    int quotient = result.step("divide", Divide.class).output(Divide.Out::quotient).value();
    double doubled = result.step("double-it", Twice.class).output().value();
    assertThat(quotient).isEqualTo(8);
    assertThat(doubled).isEqualTo(3.0);
    assertThat(result.step("divide", Divide.class).status())
        .isEqualTo(result.steps().get("divide"));
    assertThatThrownBy(() -> result.step("divide", Twice.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Step 'divide' of run "
                + result.run()
                + " is a dev.outrider.run.StepRunTest$Divide, not a"
                + " dev.outrider.run.StepRunTest$Twice; name its own class.");
    assertThatThrownBy(() -> result.step("double", Twice.class))
        .hasMessage("Run " + result.run() + " has no step 'double'; it has [divide, double-it].");
  }

  @Test
  void whatAPipelineSaysOfAStepCanBeSaidOfAStepAlone() {
    assertThat(sentence(SingleStep.class)).contains("submit");
    Set<String> pipeline = sentence(StepNode.class);
    pipeline.remove("after"); // there is no other step
    Set<String> alone = sentence(SingleStep.class);
    alone.remove("submit");

    assertThat(alone).isEqualTo(pipeline);
  }

  /** The methods that return the step itself or one of its inputs, or that submit it. */
  private static Set<String> sentence(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(each -> Modifier.isPublic(each.getModifiers()))
        .filter(
            each ->
                each.getReturnType() == type
                    || each.getReturnType().getDeclaringClass() == type
                    || each.getReturnType() == StepRun.class)
        .map(Method::getName)
        .collect(Collectors.toSet());
  }

  @Test
  void aRunOfAProgramsOwnPipelineCannotBePlannedByAnotherProcess() throws Exception {
    end(divide(5).submit());
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new Flavors(List.of(), new PluginLoader(folder.resolve("plugins"))),
            folder.resolve("cache"),
            new Machine("here", Optional.of("boot"), System::nanoTime, Duration.ofSeconds(60)),
            InstantSource.system(),
            new Random(7),
            new JobPoller(InstantSource.system()));

    assertThatThrownBy(() -> ConfiguredPlan.of(Orchestrator.project(runs().get(0)), surroundings))
        .isInstanceOf(PlanningException.class)
        .hasMessage(
            "The pipeline was made by a Java program and has no class that it could be planned from"
                + " again; only that program can run it. Begin it anew there.");
  }

  private static void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).as("%s waits", thread).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
