// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.log.DriverOutput;
import dev.outrider.application.log.LogBuffer;
import dev.outrider.application.materialize.Artifacts;
import dev.outrider.application.materialize.SparkFiles;
import dev.outrider.application.store.Stores;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.DraftFolder;
import dev.outrider.step.attempt.ExitCode;
import dev.outrider.step.attempt.FailureText;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.text.Masks;
import dev.outrider.step.text.TextLimit;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * One start of a driver for an attempt: claims it, runs the step, writes the outputs and the
 * result.
 */
final class Launch {

  private final AttemptContext context;
  private final Order order;
  private final Stores stores;
  private final Configuration configuration;
  private final Map<String, String> environment;
  private final Clock clock;
  private final PrintStream err;
  private final String id;
  private final LaunchFiles files;

  /** How the step is found, and what is shown at the end. */
  interface Order {
    /** Whether the step runs without an orchestrator. */
    boolean isAlone();

    LoadedStep step() throws BadInputException;

    /** Called with the session, if the step has one, after the result is written. */
    void show(Optional<SparkSession> spark, Map<String, OutputRecord> outputs);
  }

  Launch(
      AttemptContext context,
      Order order,
      Stores stores,
      Configuration configuration,
      Map<String, String> environment,
      Clock clock,
      Random random,
      PrintStream err) {
    this.context = context;
    this.order = order;
    this.stores = stores;
    this.configuration = configuration;
    this.environment = environment;
    this.clock = clock;
    this.err = err;
    this.id = LaunchId.draw(random);
    this.files = new LaunchFiles(stores, clock, context, id, order.isAlone());
  }

  /** The launch's work from the claim to the result. */
  ExitCode run(String host) throws IOException {
    if (!files.claim(host)) {
      err.println(
          "outrider: attempt "
              + context.key()
              + " belongs to another launch, as claim.json in "
              + context.folder()
              + " says. This launch ends and has touched nothing.");
      return ExitCode.SUPERSEDED;
    }
    stores.warm(files.result());
    Masks masks = new Masks();
    LogBuffer logs = new LogBuffer();
    EventLog events = new EventLog(clock, masks);
    Ending ending = new Ending(context, id, files, events, masks, clock);
    // captured until the process ends: it may have something to say after the result
    DriverOutput output = DriverOutput.capture(logs, masks);
    Heartbeat heartbeat = new Heartbeat(files, logs, output, events, err);
    ending.follow(heartbeat);
    DraftFolder draft = DraftFolder.make();
    Path workFolder = draft.path();
    new ExitWatch(context.step(), ending, workFolder, output::lastError, System.err).install();
    LastWords lastWords = new LastWords(heartbeat);
    lastWords.install();
    events.started();
    heartbeat.start(context.heartbeat());
    ExitCode code = attempt(ending, events, masks, workFolder);
    lastWords.awaitThreads();
    draft.close();
    return code;
  }

  private ExitCode attempt(Ending ending, EventLog events, Masks masks, Path workFolder)
      throws IOException {
    Optional<SparkSession> spark = Optional.empty();
    Optional<RunDeadline> deadline = Optional.empty();
    try {
      Optional<SparkSession> session = Optional.empty();
      deadline = startDeadline(ending);
      LoadedStep step = order.step();
      Object instance = step.instance(context.parameters());
      Inputs.check(context, step, stores);
      Optional<SparkFiles> sparkFiles = Optional.empty();
      if (step.isSpark()) {
        session = Optional.of(Sessions.open(context));
        spark = session;
        StageListener listener = new StageListener(events);
        session.get().sparkContext().addSparkListener(listener);
        WriteCounter counter = new WriteCounter(session.get().sparkContext(), listener);
        sparkFiles = Optional.of(new SparkFiles(session.get(), counter));
      }
      ending.ranOn(Sessions.describe(session));
      Artifacts artifacts =
          new Artifacts(stores, folder(workFolder, "copies"), sparkFiles, step.custom());
      RunningContext running =
          new RunningContext(
              context.run(),
              context.step(),
              context.attempt(),
              folder(workFolder, "work"),
              events,
              new Secrets(context.secrets(), context.operator(), environment, configuration, masks),
              session);
      Map<String, Object> values =
          step.run(instance, Inputs.read(context, step, artifacts), running);
      if (!ending.isDecided()) {
        // the step's own flag must not break off the writing of the outputs
        Thread.interrupted();
      }
      Map<String, OutputRecord> outputs = write(step, values, artifacts, events);
      ExitCode code = ending.succeed(outputs);
      deadline.ifPresent(RunDeadline::close);
      if (code == ExitCode.SUCCEEDED) {
        order.show(session, outputs);
      }
      return code;
    } catch (BadInputException e) {
      System.err.println("outrider: " + e.getMessage());
      return ending.fail(
          ExitCode.CONFIGURATION, Failures.record(e, FailureKind.CONFIGURATION, masks));
    } catch (Throwable thrown) {
      String master = spark.map(session -> session.sparkContext().master()).orElse("");
      return failed(Failures.explained(thrown, master), ending, masks);
    } finally {
      deadline.ifPresent(RunDeadline::close);
      // What it was interrupted for is over.
      Thread.interrupted();
      spark.ifPresent(SparkSession::stop);
      WorkFolders.delete(workFolder);
    }
  }

  private ExitCode failed(Throwable thrown, Ending ending, Masks masks) throws IOException {
    if (ending.isDecided()) {
      return ending.fail(ExitCode.FAILED, Failures.record(thrown, FailureKind.USER, masks));
    }
    FailureKind kind = Failures.kind(thrown);
    System.err.print(Failures.trace(thrown));
    System.err.println(
        "outrider: step '"
            + context.step()
            + "' (run "
            + context.run()
            + ", attempt "
            + context.attempt()
            + ") failed with kind "
            + kind
            + ": "
            + TextLimit.MESSAGE.cut(FailureText.line(thrown))
            + ". The result is in "
            + files.result()
            + ".");
    return ending.fail(
        kind == FailureKind.CONFIGURATION ? ExitCode.CONFIGURATION : ExitCode.FAILED,
        Failures.record(thrown, kind, masks));
  }

  private Map<String, OutputRecord> write(
      LoadedStep step, Map<String, Object> values, Artifacts artifacts, EventLog events)
      throws IOException {
    Map<String, OutputRecord> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, Type> each : step.outputs().entrySet()) {
      String name = each.getKey();
      outputs.put(
          name, artifacts.write(name, each.getValue(), values.get(name), files.output(name)));
      events.output(name);
    }
    return Collections.unmodifiableMap(outputs);
  }

  private Optional<RunDeadline> startDeadline(Ending ending) {
    Runnable cancelJobs =
        () -> {
          scala.Option<SparkSession> active = SparkSession.getDefaultSession();
          if (active.isDefined()) {
            active.get().sparkContext().cancelAllJobs();
          }
        };
    Optional<RunDeadline> deadline =
        context
            .runDeadline()
            .map(limit -> new RunDeadline(context.step(), limit, ending, cancelJobs, System.err));
    deadline.ifPresent(RunDeadline::start);
    return deadline;
  }

  private static Path folder(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }
}
