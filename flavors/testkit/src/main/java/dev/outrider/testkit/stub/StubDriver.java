// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.stub;

import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A launch of an attempt without Spark. It reads {@code context.json} of an artifact store on disk,
 * plays what the step's parameters are, and writes what a step application writes. Each start
 * leaves a file in {@link #STARTS} of the attempt's folder, so that starts can be counted.
 *
 * <p>As a program it takes the arguments of the step application; in a process, one object is one
 * launch.
 */
public final class StubDriver {
  /** The folder below the attempt's with a file for each start. */
  public static final String STARTS = "starts";

  private static final int BAD_INPUT = 2;
  private static final int TAKEN = 75;
  private static final int TERMINATED = 143;
  private static final long LOOK_NANOS = 5_000_000;
  private static final EnvironmentRecord NOWHERE =
      new EnvironmentRecord(
          "stub",
          "17",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "UTC",
          "UTF-8",
          "",
          Optional.empty());

  private final Consumer<String> out;
  private final String launch;
  private final Instant started;
  private final AtomicReference<Optional<Path>> lingers = new AtomicReference<>(Optional.empty());
  private volatile boolean killed;

  /**
   * A launch.
   *
   * @param out takes each line that is printed
   */
  public StubDriver(Consumer<String> out) {
    this.out = out;
    this.launch = "l" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    this.started = Instant.now();
  }

  /** Runs a launch, and ends the process with its exit code. */
  public static void main(String... arguments) {
    StubDriver driver = new StubDriver(System.out::println);
    Thread launch = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (launch.isAlive()) {
                    driver.linger();
                  }
                }));
    System.exit(driver.run(List.of(arguments)));
  }

  /**
   * Plays the step. An interrupt asks it to end.
   *
   * @return the exit code
   */
  public int run(List<String> arguments) {
    try {
      int at = arguments.indexOf("--context");
      if (at < 0 || at + 1 >= arguments.size()) {
        out.accept("The stub needs --context URI, but was given " + arguments + ".");
        return BAD_INPUT;
      }
      String text = Files.readString(Path.of(URI.create(arguments.get(at + 1))));
      AttemptContext context = Formats.read(text, AttemptContext.class, "context");
      Play play =
          (Play) JsonForm.readTolerantly(context.parameters().text(), Play.class, "parameters");
      Path folder = Path.of(context.folder());
      Files.createDirectories(folder.resolve(STARTS));
      Files.createFile(folder.resolve(STARTS).resolve(launch));
      return play(play, context, folder);
    } catch (InterruptedException e) {
      linger();
      return TERMINATED;
    } catch (IOException | IllegalArgumentException e) {
      out.accept(e.toString());
      return 1;
    }
  }

  /** Ends it despite any order to linger, once its thread is interrupted. */
  public void kill() {
    killed = true;
  }

  private int play(Play play, AttemptContext context, Path folder)
      throws IOException, InterruptedException {
    for (String line : play.play()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "claim" -> {
          if (!claim(folder)) {
            out.accept("another launch has this attempt");
            return TAKEN;
          }
        }
        case "print" -> out.accept(words[1]);
        case "lines" -> {
          for (int i = 1; i <= Integer.parseInt(words[1]); i++) {
            out.accept("line " + i);
          }
        }
        case "long" -> out.accept("x".repeat(Integer.parseInt(words[1])));
        case "await" -> await(Path.of(words[1]));
        case "linger" -> lingers.set(Optional.of(Path.of(words[1])));
        case "result" -> result(words[1], context, folder);
        case "mark" -> mark(context);
        case "exit" -> {
          return Integer.parseInt(words[1]);
        }
        default -> throw new IllegalArgumentException("The stub cannot '" + line + "'.");
      }
    }
    return 0;
  }

  private static void await(Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Waits as long as ordered, even if asked to end. */
  private void linger() {
    Optional<Path> file = lingers.get();
    while (file.isPresent() && !killed && !Files.exists(file.get())) {
      LockSupport.parkNanos(LOOK_NANOS);
      Thread.interrupted();
    }
  }

  private boolean claim(Path folder) throws IOException {
    Claim claim = new Claim(Formats.CURRENT, launch, "stub", started);
    Path draft = folder.resolve(STARTS).resolve(launch + ".claim");
    Files.writeString(draft, Formats.write(claim));
    try {
      Files.createLink(folder.resolve(AttemptLayout.CLAIM), draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(draft);
    }
  }

  private void result(String status, AttemptContext context, Path folder) throws IOException {
    Path mine = folder.resolve(launch);
    boolean failed = status.equals(Result.FAILED);
    Map<String, OutputRecord> outputs = new TreeMap<>();
    if (!failed) {
      for (String name : context.outputs()) {
        outputs.put(name, output(mine.resolve(AttemptLayout.OUTPUTS).resolve(name)));
      }
    }
    Result result =
        new Result(
            Formats.CURRENT,
            failed ? Result.FAILED : Result.SUCCEEDED,
            context.run(),
            context.pipeline(),
            context.step(),
            context.attempt(),
            context.key(),
            launch,
            started,
            Instant.now(),
            outputs,
            Map.of(),
            NOWHERE,
            failed
                ? Optional.of(
                    new ErrorRecord(FailureKind.USER, "acme.Broken", "the stub was told to", ""))
                : Optional.empty());
    String text = Formats.write(result);
    Files.createDirectories(mine);
    Files.writeString(
        mine.resolve(AttemptLayout.RESULT),
        status.equals("cut") ? text.substring(0, text.length() / 2) : text);
  }

  private static OutputRecord output(Path folder) throws IOException {
    byte[] value = "\"stub\"".getBytes(StandardCharsets.UTF_8);
    Files.createDirectories(folder);
    Files.write(folder.resolve(AttemptLayout.VALUE), value);
    try {
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
      return new OutputRecord(
          "value",
          folder.toUri(),
          "json",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          value.length,
          1,
          "sha256:" + hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private void mark(AttemptContext context) throws IOException {
    Mark mark = new Mark(Formats.CURRENT, launch, Instant.now(), Optional.of(Result.SUCCEEDED));
    if (context.marks().isPresent()) {
      Path folder = Path.of(context.marks().get());
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(AttemptLayout.done(context.key())),
          Formats.write(mark),
          StandardOpenOption.CREATE);
    }
  }
}
