// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.plan.ExitCall;
import dev.outrider.step.FailureKind;
import dev.outrider.step.MissingSecretException;
import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.FailureText;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.text.Masks;
import dev.outrider.step.text.SmallFile;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.Parts;
import dev.outrider.step.value.StepSignature;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.MDC;

/**
 * One launch of a plain step in this process. What it gives is its result record with the small
 * values among its outputs; files and large values are on the disk by then. A launch that logs,
 * reports, fails or takes long leaves the same attempt folder as a Spark step's. What lies in it
 * for people may be lost with the power: the state of the run has what counts.
 */
final class PlainLaunch {
  private final AttemptContext context;
  private final Claim claim;
  private final ClassLoader loader;
  private final ArtifactStore store;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final LaunchFolder folder;
  private final PlainLog log;
  private final PlainEvents events;
  private final Masks masks = new Masks();
  private final LaunchChunks chunks;
  private Optional<ExitCall> exit = Optional.empty(); // guarded by this
  private Optional<Thread> thread = Optional.empty(); // guarded by this

  PlainLaunch(
      AttemptContext context,
      String id,
      ClassLoader loader,
      ArtifactStore store,
      Map<String, String> environment,
      String host,
      InstantSource clock,
      ThreadFactory threads) {
    this.context = context;
    this.claim = new Claim(Formats.CURRENT, id, host, clock.instant());
    this.loader = loader;
    this.store = store;
    this.environment = environment;
    this.clock = clock;
    this.folder = new LaunchFolder(store, context, claim);
    this.log = new PlainLog(context.step(), clock, masks);
    this.events = new PlainEvents(context.step(), clock, masks);
    this.chunks = new LaunchChunks(folder, log, events, threads, context.heartbeat());
  }

  /** The launch's folder; it need not be there. */
  URI folder() {
    return folder.uri();
  }

  /** Whether the step's class, or one inside of it, is on a stack. */
  boolean isOn(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassName)
        .anyMatch(
            each -> each.equals(context.stepClass()) || each.startsWith(context.stepClass() + "$"));
  }

  /** From now on what the step logs and reports is stored while it works. */
  void storeMeanwhile() {
    chunks.start();
  }

  /**
   * Runs the step.
   *
   * @param cancelled whether Outrider has interrupted the step: its thread's flag may be the step's
   *     own
   * @return what it has given, or what went wrong
   * @throws IOException when what it leaves cannot be written
   */
  KeptResult run(BooleanSupplier cancelled) throws IOException {
    try (chunks) {
      events.started();
      return launch(cancelled);
    }
  }

  private KeptResult launch(BooleanSupplier cancelled) throws IOException {
    Map<String, OutputRecord> outputs = new LinkedHashMap<>();
    Optional<ErrorRecord> error = Optional.empty();
    WorkFolder work = new WorkFolder();
    PlainArtifacts artifacts = new PlainArtifacts(store, work);
    enter();
    try {
      outputs = attempt(work, artifacts, cancelled);
    } catch (Throwable thrown) {
      outputs = Map.of();
      Throwable failure = exitOr(thrown);
      log.stackTrace(failure);
      error = Optional.of(record(failure));
    } finally {
      leave();
      // a cancelled step may have thrown something else: its result is written all the same
      Thread.interrupted();
      work.close();
    }
    return finish(outputs, artifacts.kept(), error);
  }

  /** From here on this thread is the step's; an embedding program's lines tell by the MDC. */
  private void enter() {
    synchronized (this) {
      thread = Optional.of(Thread.currentThread());
    }
    StepThreads.enter(log, this::exitCalled);
    MDC.put("run", context.run());
    MDC.put("step", context.step());
    MDC.put("attempt", Integer.toString(context.attempt()));
  }

  private void leave() {
    StepThreads.leave(log);
    synchronized (this) {
      thread = Optional.empty();
    }
    MDC.clear();
  }

  /** The step would have ended here: it fails, whatever it makes of the error. */
  private synchronized void exitCalled(ExitCall call) {
    exit = exit.or(() -> Optional.of(call));
    thread.filter(each -> each != Thread.currentThread()).ifPresent(Thread::interrupt);
  }

  private synchronized Throwable exitOr(Throwable thrown) {
    return exit.isPresent() ? exit.get() : thrown;
  }

  private synchronized void checkExit() {
    if (exit.isPresent()) {
      throw exit.get();
    }
  }

  private Map<String, OutputRecord> attempt(
      WorkFolder work, PlainArtifacts artifacts, BooleanSupplier cancelled) throws Exception {
    Class<?> type = Class.forName(context.stepClass(), true, loader);
    StepSignature signature = StepSignature.of(type);
    Object step = JsonForm.read(context.parameters().text(), type, "step '" + context.step() + "'");
    List<Object> values = new ArrayList<>();
    for (Map.Entry<String, Type> each : signature.inputs(Set.of()).entrySet()) {
      values.add(
          artifacts.read(
              each.getKey(),
              each.getValue(),
              Optional.ofNullable(context.inputs().get(each.getKey()))));
    }
    Object output = call(step, input(signature, values), work);
    checkExit();
    // a flag that is still set must not break off the writing of the outputs
    Thread.interrupted();
    if (cancelled.getAsBoolean()) {
      throw new InterruptedException("The step ignored the cancellation.");
    }
    Map<String, OutputRecord> outputs = new LinkedHashMap<>();
    Map<String, Type> declared = signature.outputs(Set.of());
    for (Map.Entry<String, Type> each : declared.entrySet()) {
      Object value = signature.hasWholeOutput(Set.of()) ? output : part(signature, output, each);
      outputs.put(each.getKey(), artifacts.write(each.getKey(), each.getValue(), value, folder));
      events.output(each.getKey());
    }
    return outputs;
  }

  @SuppressWarnings("unchecked")
  private Object call(Object step, Object input, WorkFolder work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return ((Step<Object, Object>) step).run(input, new Context(work));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Object input(StepSignature signature, List<Object> values) {
    if (signature.input() == NoInput.class) {
      return NoInput.NONE;
    }
    return signature.hasWholeInput(Set.of())
        ? values.get(0)
        : Parts.of(JsonForm.raw(signature.input()), "input").construct(values.toArray());
  }

  private Object part(StepSignature signature, Object output, Map.Entry<String, Type> declared) {
    if (output == null) {
      throw new IllegalArgumentException(
          "Step '"
              + context.step()
              + "' returned null. A step gives its output, or NoOutput.NONE.");
    }
    Parts parts = Parts.of(JsonForm.raw(signature.output()), "output");
    return parts.list().stream()
        .filter(part -> part.name().equals(declared.getKey()))
        .map(part -> parts.get(output, part))
        .findFirst()
        .orElse(null);
  }

  private ErrorRecord record(Throwable thrown) {
    FailureKind kind = kind(thrown);
    String trace = masks.mask(FailureText.trace(thrown));
    if (thrown instanceof ExitCall call) {
      return new ErrorRecord(
          kind,
          "java.lang." + call.method(),
          "Step '"
              + context.step()
              + "' called "
              + call.method()
              + " at "
              + call.place()
              + ". A step returns or throws; its process is not its own to end.",
          trace);
    }
    String message = FailureText.message(thrown);
    return new ErrorRecord(
        kind,
        thrown.getClass().getName(),
        masks.mask(message.isEmpty() ? "no message" : message),
        trace);
  }

  /** As of a Spark step: what the step threw is its own unless a cause says more. */
  private static FailureKind kind(Throwable thrown) {
    for (Throwable each : FailureText.causes(thrown)) {
      if (each instanceof MissingSecretException) {
        return FailureKind.CONFIGURATION;
      } else if (each instanceof NoWorkFolderException) {
        return FailureKind.PLATFORM;
      } else if (each instanceof OutOfMemoryError || each instanceof DiskFullException) {
        return FailureKind.RESOURCE;
      }
    }
    return FailureKind.USER;
  }

  private KeptResult finish(
      Map<String, OutputRecord> outputs, Map<String, JsonText> values, Optional<ErrorRecord> error)
      throws IOException {
    String status = error.isPresent() ? Result.FAILED : Result.SUCCEEDED;
    events.ended(status);
    boolean leaves = error.isPresent() || log.hasLines() || events.hasReports();
    if (leaves || folder.isMade()) {
      chunks.storeRest();
    }
    Result record =
        new Result(
            Formats.CURRENT,
            status,
            context.run(),
            context.pipeline(),
            context.step(),
            context.attempt(),
            context.key(),
            claim.launch(),
            claim.at(),
            clock.instant(),
            outputs,
            events.metrics(),
            here(),
            error);
    KeptResult result = new KeptResult(record, error.isPresent() ? Map.of() : values);
    if (folder.isMade()) {
      result.lay(store, folder.uri());
    }
    return result;
  }

  private static EnvironmentRecord here() {
    return new EnvironmentRecord(
        Optional.ofNullable(PlainLaunch.class.getPackage().getImplementationVersion())
            .orElse("unknown"),
        System.getProperty("java.version"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TimeZone.getDefault().getID(),
        Charset.defaultCharset().name(),
        Locale.getDefault().toString(),
        Optional.empty());
  }

  /** The machine has no room for a step's files, or no right to them. */
  private static final class NoWorkFolderException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    NoWorkFolderException(IOException cause) {
      super("The step's work folder cannot be made: " + cause.getMessage(), cause);
    }
  }

  /** What the step sees. */
  private final class Context implements StepContext {
    private final WorkFolder work;

    Context(WorkFolder work) {
      this.work = work;
    }

    @Override
    public String run() {
      return context.run();
    }

    @Override
    public String step() {
      return context.step();
    }

    @Override
    public int attempt() {
      return context.attempt();
    }

    @Override
    public Logger log() {
      return log;
    }

    @Override
    public void progress(double fraction, String message) {
      events.progress(fraction, message);
    }

    @Override
    public void metric(String name, double value) {
      if (events.metric(name, value)) {
        log.warn(
            "Step '{}' records metric '{}' as {}. Check what it is computed from.",
            context.step(),
            name,
            value);
      }
    }

    @Override
    public String secret(String name) {
      String reference = context.secrets().getOrDefault(name, "");
      try {
        if (reference.startsWith("env:") && environment.containsKey(reference.substring(4))) {
          return masked(environment.get(reference.substring(4)));
        }
        if (reference.startsWith("file:")) {
          return masked(SmallFile.read(Path.of(reference.substring(5))).strip());
        }
      } catch (IOException e) {
        throw new MissingSecretException(
            name,
            "Secret '"
                + name
                + "' cannot be read from "
                + reference
                + ": "
                + SmallFile.problem(e)
                + ".");
      }
      throw new MissingSecretException(
          name,
          "The step asks for secret '"
              + name
              + "', which is not there for plain steps; run it on a step operator that has it.");
    }

    private String masked(String secret) {
      masks.add(secret);
      return secret;
    }

    @Override
    public Path workFolder() {
      try {
        return work.folder("work");
      } catch (IOException e) {
        throw new NoWorkFolderException(e);
      }
    }
  }
}
