// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.step.attempt.DraftFolder;
import dev.outrider.step.value.JsonForm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one child of a work folder. What is known of it is in the folder, written by {@code
 * launch.sh}: an object of this class is no more than a way to look there, and may be made anew at
 * any time, in any process of the machine.
 */
final class LocalChild {

  private static final String CANCEL = "cancel.json";
  private static final int FORMAT = 1;
  private static final int TAKEN = 75;

  private final Path work;
  private final Machine machine;
  private final InstantSource clock;

  /**
   * @param work the folder; may be missing
   */
  LocalChild(Path work, Machine machine, InstantSource clock) {
    this.work = work;
    this.machine = machine;
    this.clock = clock;
  }

  /**
   * Starts a child, unless one was started in the folder already. When this returns, the folder
   * tells of the child.
   *
   * @param request the hash of the request
   * @param command the program and its arguments, never put together as text
   * @param environment variables on top of this process's own
   * @param leftOut variables of this process that the child does not inherit
   * @throws IOException when nothing was started
   */
  void start(
      String request, List<String> command, Map<String, String> environment, Set<String> leftOut)
      throws IOException, InterruptedException {
    makeFolder(work);
    if (state() instanceof ChildState.NeverStarted) {
      // a launcher that has died before it started anything
      Files.deleteIfExists(work.resolve("launcher.json"));
    }
    Path launcher = launcher();
    List<String> words = new ArrayList<>();
    // privileged: BASH_ENV, SHELLOPTS and exported functions are the child's, not the launcher's
    words.addAll(List.of("bash", "-p", launcher.toString()));
    words.addAll(
        List.of(
            work.toString(),
            machine.host(),
            machine.boot(),
            machine.namespace().orElse(""),
            request));
    Path errors = work.resolve("launcher.err");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeAll(leftOut);
    builder.environment().putAll(environment);
    words.addAll(shellOptions(builder.environment()));
    words.addAll(command);
    builder.directory(work.toFile()).redirectError(errors.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      // what else stands there is of whoever writes to every shell's output
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.equals("started")) {
          return;
        }
      }
    }
    int code = process.waitFor();
    if (code != TAKEN) {
      throw new IOException(
          "No process was started in %s: the launcher ended with %s. %s"
              .formatted(work, code, Files.readString(errors).strip()));
    }
  }

  /** The two variables that even a privileged bash replaces by its own options. */
  private static List<String> shellOptions(Map<String, String> environment) {
    List<String> words = new ArrayList<>();
    for (String name : List.of("SHELLOPTS", "BASHOPTS")) {
      if (environment.containsKey(name)) {
        words.add(name + "=" + environment.get(name));
      }
    }
    if (!words.isEmpty()) {
      words.add(0, "env");
    }
    return words;
  }

  /** Makes a work folder for this user alone: what a child prints and reads may be secret. */
  static void makeFolder(Path work) throws IOException {
    Files.createDirectories(
        work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The launcher's script, in the folder itself: it must be there as long as the child is. */
  private Path launcher() throws IOException {
    try (InputStream in = LocalChild.class.getResourceAsStream("launch.sh")) {
      // never changed under the feet of a bash that reads it
      return replace("launch.sh", in.readAllBytes());
    }
  }

  /** At once: whoever looks sees the old file or the new one, whole. */
  private Path replace(String name, byte[] content) throws IOException {
    try (DraftFolder drafts = DraftFolder.in(work)) {
      Path writing = Files.createTempFile(drafts.path(), name, null);
      Files.write(writing, content);
      return Files.move(writing, work.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The hash of the request that the child was started for; empty of an earlier version's. */
  Optional<String> request() throws IOException {
    return read("process.json", ProcessRecord.class).flatMap(ProcessRecord::request);
  }

  /** What the folder and the process table tell. */
  ChildState state() throws IOException {
    Optional<ProcessRecord> launcher = read("launcher.json", ProcessRecord.class);
    if (launcher.isEmpty()) {
      return new ChildState.NeverStarted();
    }
    Optional<String> place = elsewhere(launcher.get());
    if (place.isPresent()) {
      // what its launcher has written counts here too
      return read("exit.json", ExitRecord.class)
          .<ChildState>map(exit -> new ChildState.Ended(exit.exitCode()))
          .orElseGet(() -> new ChildState.Elsewhere(place.get()));
    }
    // The launcher first: when it is gone, what it has written is all there is.
    boolean launching = runs(launcher.get());
    Optional<ProcessRecord> child = read("process.json", ProcessRecord.class);
    if (child.isEmpty()) {
      return launching ? new ChildState.Starting() : new ChildState.NeverStarted();
    }
    boolean running = runs(child.get());
    Optional<ExitRecord> exit = read("exit.json", ExitRecord.class);
    if (exit.isPresent()) {
      return new ChildState.Ended(exit.get().exitCode());
    }
    if (running || launching) {
      return new ChildState.Running();
    }
    return new ChildState.Gone(
        child.get().boot().equals(machine.boot())
            ? "the process is gone and left no exit code"
            : "machine '" + machine.host() + "' was started again while the process ran");
  }

  /**
   * Where a process was started whose number means nothing here; empty if it was here, or before
   * this machine was started again. An earlier version recorded no namespace: its host's name is
   * all there is.
   */
  private Optional<String> elsewhere(ProcessRecord process) {
    boolean sameHost = process.host().equals(machine.host());
    boolean sameNamespace =
        process.namespace().isEmpty() || process.namespace().equals(machine.namespace());
    if (process.boot().equals(machine.boot()) && process.namespace().isPresent()) {
      return sameNamespace
          ? Optional.empty()
          : Optional.of("in another container, '" + process.host() + "'");
    }
    if (sameHost && sameNamespace) {
      return Optional.empty();
    }
    return Optional.of(
        "on machine '%s'%s"
            .formatted(
                process.host(), sameHost ? " under another boot, in another container" : ""));
  }

  /** Whether any process that the child has started in its group still runs. */
  boolean groupRuns() throws IOException {
    Optional<ProcessRecord> child = read("process.json", ProcessRecord.class);
    return child.isPresent()
        && elsewhere(child.get()).isEmpty()
        && child.get().boot().equals(machine.boot())
        && machine.groupRuns(child.get().pid())
        && !isReused(child.get());
  }

  /** Another process leads the group: the number was given away again. */
  private boolean isReused(ProcessRecord child) {
    return machine.startTime(child.pid()).filter(at -> !at.equals(child.started())).isPresent();
  }

  /** Whether the child was asked to end. */
  boolean isCancelled() {
    return Files.exists(work.resolve(CANCEL));
  }

  /** Asks the child to end. A second call does no harm. */
  void requestCancel() throws IOException {
    if (isCancelled()) {
      return;
    }
    CancelRecord record = new CancelRecord(FORMAT, clock.instant());
    // a process that is killed halfway must not leave half a record: nobody could go on from it
    replace(
        CANCEL,
        JsonForm.write(record, CancelRecord.class, "cancel").getBytes(StandardCharsets.UTF_8));
    signal("TERM");
  }

  /** Ends by force a child that was asked to end longer ago than this. */
  void killWhenOverdue(Duration grace) throws IOException {
    Optional<CancelRecord> cancel = read(CANCEL, CancelRecord.class);
    if (cancel.isPresent() && !clock.instant().isBefore(cancel.get().at().plus(grace))) {
      signal("KILL");
    }
  }

  private void signal(String signal) throws IOException {
    if (groupRuns()) {
      machine.signalGroup(read("process.json", ProcessRecord.class).orElseThrow().pid(), signal);
    }
  }

  private boolean runs(ProcessRecord process) {
    return process.boot().equals(machine.boot())
        && machine.startTime(process.pid()).filter(process.started()::equals).isPresent();
  }

  private <T> Optional<T> read(String name, Class<T> type) throws IOException {
    Path file = work.resolve(name);
    try {
      return Optional.of(
          type.cast(JsonForm.readTolerantly(Files.readString(file), type, file.toString())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
