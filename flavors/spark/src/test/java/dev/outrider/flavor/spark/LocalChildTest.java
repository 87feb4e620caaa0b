// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real children of this machine: one for a folder, followed and ended by whoever looks there. */
class LocalChildTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final String REQUEST = "h" + "1".repeat(40);

  @TempDir Path folder;
  private final Machine machine = new ThisMachine();
  private Instant now = Instant.parse("2026-01-31T12:00:00Z");

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (child().groupRuns()) {
      machine.signalGroup(record("process.json").pid(), "KILL");
    }
  }

  @Test
  void aChildLeavesItsOutputAndItsExitCode() throws Exception {
    start("echo \"$GREETING\"; echo trouble >&2; exit 3", Map.of("GREETING", "hello 'you' $1"));

    awaitState(new ChildState.Ended(3));
    assertThat(work().resolve(ChildOutput.NAME)).hasContent("hello 'you' $1\ntrouble\n");
    assertThat(child().groupRuns()).isFalse();
  }

  @Test
  void theRequestThatTheChildWasStartedForStaysWithIt() throws Exception {
    start("exit 0");
    awaitState(new ChildState.Ended(0));

    child().start("h" + "2".repeat(40), List.of("true"), Map.of(), Set.of());

    assertThat(child().request()).contains(REQUEST);
  }

  @Test
  void aChildWhoseStarterDiesBeforeItIsToldRunsOn() throws Exception {
    Path script = folder.resolve("launch.sh");
    try (InputStream from = LocalChild.class.getResourceAsStream("launch.sh")) {
      Files.copy(from, script);
    }
    Files.createDirectories(work());
    // a writer to a pipe that nobody reads dies of signal 13, which is code 141
    String child = "yes 2>/dev/null | head -n 1 >/dev/null; exit $((PIPESTATUS[0] - 134))";

    int launcher =
        new ProcessBuilder(
                "bash",
                "-c",
                "bash -p \"$0\" \"$@\" | :",
                script.toString(),
                work().toString(),
                "host",
                "boot",
                "",
                REQUEST,
                "bash",
                "-c",
                child)
            .start()
            .waitFor();

    assertThat(launcher).isZero();
    assertThat(work().resolve("exit.json")).content().contains("\"exitCode\": 7}");
  }

  @Test
  void anArgumentArrivesAsItWasGiven() throws Exception {
    String odd = "a b\t\"c\" 'd' $HOME `e` \\ * \n last";

    child().start(REQUEST, List.of("printf", "%s|", odd, "", "-n"), Map.of(), Set.of());

    awaitState(new ChildState.Ended(0));
    assertThat(work().resolve(ChildOutput.NAME)).hasContent(odd + "||-n|");
  }

  @Test
  void aChildThatASignalEndedSaysWhich() throws Exception {
    start("kill -KILL $$");

    awaitState(new ChildState.Ended(137));
  }

  @Test
  void aProgramThatIsNotThereEndsAsAShellSays() throws Exception {
    child().start(REQUEST, List.of("/no/such/program"), Map.of(), Set.of());

    awaitState(new ChildState.Ended(127));
    assertThat(work().resolve(ChildOutput.NAME)).content().contains("/no/such/program");
  }

  @Test
  void ofSeveralThatStartInOneFolderExactlyOneDoes() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path shared = folder.resolve("shared" + round);
      CyclicBarrier together = new CyclicBarrier(4);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<?>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          starts.add(
              threads.submit(
                  () -> {
                    together.await();
                    child(shared)
                        .start(
                            REQUEST,
                            List.of("bash", "-c", "echo ran >>" + shared + "/count"),
                            Map.of(),
                            Set.of());
                    return null;
                  }));
        }
        for (Future<?> each : starts) {
          each.get();
        }
      } finally {
        threads.shutdownNow();
      }
      await().atMost(LIMIT).until(() -> child(shared).state(), new ChildState.Ended(0)::equals);
      child(shared)
          .start(
              REQUEST,
              List.of("bash", "-c", "echo late >>" + shared + "/count"),
              Map.of(),
              Set.of());
      assertThat(shared.resolve("count")).hasContent("ran");
    }
  }

  @Test
  void aChildThatHasEndedIsNotStartedAgain() throws Exception {
    start("exit 0");
    awaitState(new ChildState.Ended(0));

    start("exit 1");

    assertThat(child().state()).isEqualTo(new ChildState.Ended(0));
  }

  @Test
  void aLauncherThatDiedBeforeItStartedAnythingStandsInNobodysWay() throws Exception {
    Files.createDirectories(work());
    write(
        "launcher.json",
        new ProcessRecord(
            1, machine.host(), machine.boot(), Optional.empty(), Optional.empty(), 4_194_999, "1"));
    assertThat(child().state()).isEqualTo(new ChildState.NeverStarted());

    start("exit 0");

    awaitState(new ChildState.Ended(0));
  }

  @Test
  void whileALauncherIsAtWorkItIsNotSaidThatThereIsNoChild() throws Exception {
    Files.createDirectories(work());
    long pid = ProcessHandle.current().pid();
    write(
        "launcher.json",
        new ProcessRecord(
            1,
            machine.host(),
            machine.boot(),
            Optional.empty(),
            Optional.empty(),
            pid,
            machine.startTime(pid).orElseThrow()));

    assertThat(child().state()).isEqualTo(new ChildState.Starting());
  }

  @Test
  void theChildOutlivesItsLauncherAndIsStillFollowed() throws Exception {
    start("while [ ! -e go ]; do sleep 0.05; done");
    ProcessHandle launcher = ProcessHandle.of(record("launcher.json").pid()).orElseThrow();

    launcher.destroyForcibly();
    await().atMost(LIMIT).until(() -> machine.startTime(launcher.pid()).isEmpty());

    assertThat(child().state()).isEqualTo(new ChildState.Running());
    Files.createFile(work().resolve("go"));
    awaitState(new ChildState.Gone("the process is gone and left no exit code"));
  }

  @Test
  void anInterruptOfTheTerminalDoesNotReachTheChildAndItsExitCodeIsStillWritten() throws Exception {
    start("while [ ! -e go ]; do sleep 0.05; done; exit 7");
    long launcher = record("launcher.json").pid();

    for (String signal : List.of("INT", "HUP", "TERM")) {
      new ProcessBuilder("bash", "-c", "kill -s " + signal + " " + launcher).start().waitFor();
    }

    assertThat(child().state()).isEqualTo(new ChildState.Running());
    Files.createFile(work().resolve("go"));
    awaitState(new ChildState.Ended(7));
  }

  @Test
  void whatAShellsStartPrintsOrRedefinesDisturbsNoLaunchAndTheChildKeepsIt() throws Exception {
    Path noisy = Files.writeString(folder.resolve("noisy.sh"), "echo Welcome; exec >/dev/null\n");
    Map<String, String> environment =
        Map.of(
            "BASH_ENV",
            noisy.toString(),
            "SHELLOPTS",
            "braceexpand:hashall:xtrace",
            "BASHOPTS",
            "cmdhist:nullglob",
            "BASH_FUNC_echo%%",
            "() { builtin echo noise; }",
            "BASH_FUNC_printf%%",
            "() { :; }");

    child().start(REQUEST, List.of("env"), environment, Set.of());

    awaitState(new ChildState.Ended(0));
    List<String> printed = Files.readAllLines(work().resolve(ChildOutput.NAME));
    environment.forEach(
        (name, value) ->
            assertThat(printed).contains((name + "=" + value).lines().toList().get(0)));
    assertThat(printed).noneMatch(line -> line.equals("Welcome") || line.equals("noise"));
    assertThat(work().resolve("launcher.err")).isEmptyFile();
  }

  @Test
  void whatTheChildLeavesInItsGroupIsEndedWithItAndNamed() throws Exception {
    start("sleep 300 & exit 3");

    awaitState(new ChildState.Ended(3));
    assertThat(child().groupRuns()).isFalse();
    assertThat(work().resolve(ChildOutput.NAME))
        .content()
        .matches(
            "outrider: the step left processes behind, which are ended now: sleep \\(pid \\d+\\)\n");
  }

  @Test
  void whatIsLeftAndDoesNotListenIsKilled() throws Exception {
    start(
        "(trap '' TERM; touch ready; while :; do sleep 0.05; done) &"
            + " while [ ! -e ready ]; do sleep 0.05; done");

    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> child().state(), new ChildState.Ended(0)::equals);
    await().atMost(LIMIT).until(() -> !child().groupRuns());
  }

  @Test
  void cancelReachesEveryProcessOfTheGroup() throws Exception {
    start("sleep 300 & sleep 300 & wait");
    awaitChildren(2);

    child().requestCancel();

    await().atMost(LIMIT).until(() -> !child().groupRuns());
    awaitState(new ChildState.Ended(143));
    assertThat(child().isCancelled()).isTrue();
  }

  /** A process that is killed halfway must leave nothing that the next cannot go on from. */
  @Test
  void aCancelIsWrittenDownWholeOrNotAtAll() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 300; round++) {
        Path work = Files.createDirectory(folder.resolve("cancelled" + round));
        Path record = work.resolve("cancel.json");
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> cancel =
            thread.submit(
                () -> {
                  together.await();
                  child(work).requestCancel();
                  return null;
                });
        together.await();
        while (!Files.exists(record) && !cancel.isDone()) {
          Thread.onSpinWait();
        }
        assertThat(record).as("round " + round).isNotEmptyFile();
        cancel.get();
      }
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aChildThatDoesNotEndIsEndedByForceWhenTheGracePeriodIsOver() throws Exception {
    start("trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & touch ready; wait");
    await().atMost(LIMIT).until(() -> Files.exists(work().resolve("ready")));
    child().requestCancel();

    now = now.plus(GRACE).minusMillis(1);
    child().killWhenOverdue(GRACE);
    child().requestCancel();
    assertThat(child().groupRuns()).isTrue();

    now = now.plusMillis(1);
    child().killWhenOverdue(GRACE);
    await().atMost(LIMIT).until(() -> !child().groupRuns());
    awaitState(new ChildState.Ended(137));
  }

  @Test
  void whatAnotherMachineOrAnEarlierBootHasStartedIsSaidAndNotGuessed() throws Exception {
    Files.createDirectories(work());
    write(
        "launcher.json",
        new ProcessRecord(1, "other", machine.boot(), Optional.empty(), Optional.empty(), 1, "1"));
    write(
        "process.json",
        new ProcessRecord(1, "other", machine.boot(), Optional.empty(), Optional.empty(), 1, "1"));
    assertThat(child().state()).isEqualTo(new ChildState.Elsewhere("on machine 'other'"));
    assertThat(child().groupRuns()).isFalse();

    long pid = ProcessHandle.current().pid();
    String started = machine.startTime(pid).orElseThrow();
    write(
        "launcher.json",
        new ProcessRecord(
            1, machine.host(), "earlier", Optional.empty(), Optional.empty(), pid, started));
    write(
        "process.json",
        new ProcessRecord(
            1, machine.host(), "earlier", Optional.empty(), Optional.empty(), pid, started));
    assertThat(child().state())
        .isEqualTo(
            new ChildState.Gone(
                "machine '" + machine.host() + "' was started again while the process ran"));
    assertThat(child().groupRuns()).isFalse();
  }

  @Test
  void aNumberOfAnotherPidNamespaceIsNotJudgedHere() throws Exception {
    Files.createDirectories(work());
    long pid = ProcessHandle.current().pid();
    String started = machine.startTime(pid).orElseThrow();
    for (String boot : List.of(machine.boot(), "earlier")) {
      // the same name, number and start: a container may have them all
      ProcessRecord other =
          new ProcessRecord(
              1, machine.host(), boot, Optional.of("4026530000"), Optional.empty(), pid, started);
      write("launcher.json", other);
      write("process.json", other);

      assertThat(child().state())
          .isEqualTo(
              new ChildState.Elsewhere(
                  boot.equals("earlier")
                      ? "on machine '"
                          + machine.host()
                          + "' under another boot, in another container"
                      : "in another container, '" + machine.host() + "'"));
      assertThat(child().groupRuns()).isFalse();
    }

    Files.writeString(work().resolve("exit.json"), "{\"format\": 1, \"exitCode\": 3}");
    assertThat(child().state()).isEqualTo(new ChildState.Ended(3));
  }

  @Test
  void aChildIsKnownInItsNamespaceWhateverTheHostIsCalledNow() throws Exception {
    start("sleep 60");
    ProcessRecord launcher = record("launcher.json");
    ProcessRecord child = record("process.json");
    assertThat(child.namespace()).isEqualTo(machine.namespace()).isPresent();
    assertThat(launcher.namespace()).isEqualTo(machine.namespace());
    write("launcher.json", renamed(launcher));
    write("process.json", renamed(child));

    assertThat(child().state()).isEqualTo(new ChildState.Running());
    child().requestCancel();
    awaitState(new ChildState.Ended(143));
  }

  private static ProcessRecord renamed(ProcessRecord process) {
    return new ProcessRecord(
        1,
        "renamed",
        process.boot(),
        process.namespace(),
        process.request(),
        process.pid(),
        process.started());
  }

  @Test
  void aNumberThatAnotherProcessHasNowIsNotTakenForTheChild() throws Exception {
    Files.createDirectories(work());
    long pid = ProcessHandle.current().pid();
    write(
        "launcher.json",
        new ProcessRecord(
            1, machine.host(), machine.boot(), Optional.empty(), Optional.empty(), pid, "1"));
    write(
        "process.json",
        new ProcessRecord(
            1, machine.host(), machine.boot(), Optional.empty(), Optional.empty(), pid, "1"));

    assertThat(child().state())
        .isEqualTo(new ChildState.Gone("the process is gone and left no exit code"));
    assertThat(child().groupRuns()).isFalse();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Files.writeString(work(), "a file");

    assertThatThrownBy(() -> start("exit 0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(work().toString());
    Files.delete(work());
  }

  private void start(String script) throws Exception {
    start(script, Map.of());
  }

  private void start(String script, Map<String, String> environment) throws Exception {
    child().start(REQUEST, List.of("bash", "-c", script), environment, Set.of());
  }

  /** A new one each time: what is known is in the folder. */
  private LocalChild child() {
    return child(work());
  }

  private LocalChild child(Path work) {
    return new LocalChild(work, machine, () -> now);
  }

  private Path work() {
    return folder.resolve("work");
  }

  private void awaitState(ChildState expected) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(child().state()).isEqualTo(expected));
  }

  private void awaitChildren(int count) throws IOException {
    ProcessHandle leader = ProcessHandle.of(record("process.json").pid()).orElseThrow();
    await().atMost(LIMIT).until(() -> leader.children().count() == count);
  }

  private ProcessRecord record(String name) throws IOException {
    return (ProcessRecord)
        JsonForm.read(Files.readString(work().resolve(name)), ProcessRecord.class, name);
  }

  private void write(String name, ProcessRecord record) throws IOException {
    Files.writeString(work().resolve(name), JsonForm.write(record, ProcessRecord.class, name));
  }
}
