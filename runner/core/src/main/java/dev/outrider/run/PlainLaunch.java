// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.step.FailureKind;
import dev.outrider.step.MissingSecretException;
import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.Parts;
import dev.outrider.step.value.StepSignature;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.MDC;

/**
 * One launch of a plain step in this process. It leaves the same attempt folder as a Spark step's:
 * the claim first, then what it logs and reports while it runs, the result last. The outputs and
 * the result are on the disk before the step counts as done. The rest need not be: a loss of power
 * ends this process, and with it the launch that the claim is of.
 */
final class PlainLaunch {
  private final AttemptContext context;
  private final String id;
  private final ClassLoader loader;
  private final ArtifactStore store;
  private final Map<String, String> environment;
  private final String host;
  private final InstantSource clock;
  private final URI folder;
  private final PlainLog log;
  private final PlainEvents events;
  private final LaunchChunks chunks;

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
    this.id = id;
    this.loader = loader;
    this.store = store;
    this.environment = environment;
    this.host = host;
    this.clock = clock;
    this.folder = context.folder().resolve(id + "/");
    this.log = new PlainLog(context.step(), clock);
    this.events = new PlainEvents(context.step(), clock);
    this.chunks =
        new LaunchChunks(store.withoutSync(), folder, log, events, threads, context.heartbeat());
  }

  /** Another launch of the attempt has begun, in an orchestrator that is gone. */
  static final class ClaimedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Runs the step.
   *
   * @return empty when it succeeded, otherwise what went wrong
   * @throws ClaimedException when the attempt was begun before; nothing is done
   * @throws IOException when the attempt folder cannot be written
   */
  Optional<ErrorRecord> run() throws IOException, ClaimedException {
    Instant started = clock.instant();
    Claim claim = new Claim(Formats.CURRENT, id, host, started);
    if (!store
        .withoutSync()
        .putIfAbsent(context.folder().resolve(AttemptLayout.CLAIM), bytes(claim))) {
      throw new ClaimedException();
    }
    try (chunks) {
      events.started();
      chunks.start();
      return run(started);
    }
  }

  private Optional<ErrorRecord> run(Instant started) throws IOException {
    Map<String, OutputRecord> outputs = new LinkedHashMap<>();
    Optional<ErrorRecord> error = Optional.empty();
    WorkFolder work = new WorkFolder();
    enter();
    try {
      outputs = attempt(work);
    } catch (Throwable thrown) {
      outputs = Map.of();
      log.stackTrace(thrown);
      error = Optional.of(record(thrown));
    } finally {
      leave();
      // a cancelled step may have thrown something else: its result is written all the same
      Thread.interrupted();
      work.close();
    }
    finish(started, outputs, error);
    return error;
  }

  /** From here on this thread is the step's; an embedding program's lines tell by the MDC. */
  private void enter() {
    StepThreads.enter(log);
    MDC.put("run", context.run());
    MDC.put("step", context.step());
    MDC.put("attempt", Integer.toString(context.attempt()));
  }

  private void leave() {
    StepThreads.leave(log);
    List.of("run", "step", "attempt").forEach(MDC::remove);
  }

  private Map<String, OutputRecord> attempt(WorkFolder work) throws Exception {
    Class<?> type = Class.forName(context.stepClass(), true, loader);
    StepSignature signature = StepSignature.of(type);
    Object step = JsonForm.read(context.parameters().text(), type, "step '" + context.step() + "'");
    PlainArtifacts artifacts = new PlainArtifacts(store, work);
    List<Object> values = new ArrayList<>();
    for (Map.Entry<String, Type> each : signature.inputs(Set.of()).entrySet()) {
      values.add(
          artifacts.read(
              each.getKey(),
              each.getValue(),
              Optional.ofNullable(context.inputs().get(each.getKey()))));
    }
    Object output = call(step, input(signature, values), work);
    if (Thread.interrupted()) {
      throw new InterruptedException("The step was cancelled, and did not care");
    }
    Map<String, OutputRecord> outputs = new LinkedHashMap<>();
    Map<String, Type> declared = signature.outputs(Set.of());
    for (Map.Entry<String, Type> each : declared.entrySet()) {
      Object value = signature.hasWholeOutput(Set.of()) ? output : part(signature, output, each);
      outputs.put(
          each.getKey(),
          artifacts.write(
              each.getKey(),
              each.getValue(),
              value,
              folder.resolve(AttemptLayout.OUTPUTS + each.getKey() + "/")));
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

  private static ErrorRecord record(Throwable thrown) {
    FailureKind kind = FailureKind.USER;
    if (thrown instanceof MissingSecretException) {
      kind = FailureKind.CONFIGURATION;
    } else if (thrown instanceof NoWorkFolderException) {
      kind = FailureKind.PLATFORM;
    } else if (thrown instanceof OutOfMemoryError || thrown instanceof DiskFullException) {
      kind = FailureKind.RESOURCE;
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return new ErrorRecord(
        kind,
        thrown.getClass().getName(),
        Optional.ofNullable(thrown.getMessage()).orElse("no message"),
        trace.toString());
  }

  private void finish(
      Instant started, Map<String, OutputRecord> outputs, Optional<ErrorRecord> error)
      throws IOException {
    String status = error.isPresent() ? Result.FAILED : Result.SUCCEEDED;
    events.ended(status);
    chunks.storeRest();
    Result result =
        new Result(
            Formats.CURRENT,
            status,
            context.run(),
            context.pipeline(),
            context.step(),
            context.attempt(),
            context.key(),
            id,
            started,
            clock.instant(),
            outputs,
            events.metrics(),
            here(),
            error);
    store.put(folder.resolve(AttemptLayout.RESULT), bytes(result));
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

  private static byte[] bytes(Object document) {
    return Formats.write(document).getBytes(StandardCharsets.UTF_8);
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
      events.metric(name, value);
    }

    @Override
    public String secret(String name) {
      String reference = context.secrets().getOrDefault(name, "");
      try {
        if (reference.startsWith("env:") && environment.containsKey(reference.substring(4))) {
          return environment.get(reference.substring(4));
        }
        if (reference.startsWith("file:")) {
          return Files.readString(Path.of(reference.substring(5))).strip();
        }
      } catch (IOException e) {
        throw new MissingSecretException(name, "Secret '" + name + "' cannot be read: " + e);
      }
      throw new MissingSecretException(
          name,
          "The step asks for secret '"
              + name
              + "', which is not there for plain steps; run it on a step operator that has it.");
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
