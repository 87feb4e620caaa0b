// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.store.Stores;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.BundledStep;
import dev.outrider.step.attempt.ExitCode;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.value.JsonFormException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The main class on the cluster: runs one step of a bundle under {@code spark-submit}.
 *
 * <pre>
 * spark-submit clean-3f9c2a.jar --step clean --param maxDelayMinutes=180 --input flights=data/flights.parquet --output out/
 * spark-submit clean-3f9c2a.jar --context s3a://acme/outrider/runs/r0k3/clean/1/context.json
 * </pre>
 *
 * <p>Exit codes: 0 the result says succeeded, 1 the step failed, 2 bad input and nothing was run,
 * 75 another launch has the attempt, 124 the run deadline passed. Where a cluster manager runs the
 * driver, the code may reach it as a mere failure; the result record says more.
 */
public final class StepApplication {

  private final Map<String, String> environment;
  private final Clock clock;
  private final Random random;
  private final PrintStream out;
  private final PrintStream err;

  private StepApplication(
      Map<String, String> environment,
      Clock clock,
      Random random,
      PrintStream out,
      PrintStream err) {
    this.environment = environment;
    this.clock = clock;
    this.random = random;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] words) {
    Sessions.setLocale();
    StepApplication application =
        new StepApplication(
            System.getenv(), Clock.systemUTC(), new SecureRandom(), System.out, System.err);
    end(application.run(Arrays.asList(words)));
  }

  /**
   * Ends the process with the code. Where a cluster manager runs the driver it must see main return
   * or throw: an exit before that is a failure to it, whatever the code. A worker of a standalone
   * cluster goes by the code, see {@code org.apache.spark.deploy.worker.DriverRunner}.
   */
  private static void end(ExitCode code) {
    if (System.getProperty("spark.submit.deployMode", "client").equals("client")
        || System.getProperty("spark.master", "").startsWith("spark://")) {
      // For success too: a thread that the step left behind must not keep the JVM.
      System.exit(code.code());
    }
    if (code != ExitCode.SUCCEEDED) {
      throw new IllegalStateException(
          "The step application ended with " + code + " (" + code.code() + "); see above.");
    }
  }

  private ExitCode run(List<String> words) {
    try {
      if (words.isEmpty() || words.contains("--help")) {
        (words.isEmpty() ? err : out).println(Arguments.USAGE);
        return words.isEmpty() ? ExitCode.CONFIGURATION : ExitCode.SUCCEEDED;
      }
      Arguments arguments = Arguments.parse(words);
      Configuration configuration = configuration();
      Stores stores = new Stores(configuration);
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Optional<String> context = arguments.single("--context");
      Launch launch =
          context.isPresent()
              ? ordered(context.get(), arguments, stores, configuration, loader)
              : alone(arguments, stores, configuration, loader);
      return launch.run(host());
    } catch (BadInputException e) {
      err.println("outrider: " + e.getMessage());
      return ExitCode.CONFIGURATION;
    } catch (IOException e) {
      err.print(Failures.trace(e));
      err.println(
          "outrider: the attempt's folder cannot be written: "
              + e
              + ". Nothing was run, or its result is lost.");
      return ExitCode.FAILED;
    }
  }

  private Launch ordered(
      String place,
      Arguments arguments,
      Stores stores,
      Configuration configuration,
      ClassLoader loader)
      throws BadInputException {
    if (!arguments.isOnly("--context")) {
      throw new BadInputException(
          "--context says all that there is to say; leave the other options out.");
    }
    AttemptContext context;
    try {
      URI uri = stores.place(place);
      String json = new String(stores.read(uri), StandardCharsets.UTF_8);
      context = Formats.read(json, AttemptContext.class, uri.toString());
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof JsonFormException ? e.getMessage() : String.valueOf(e);
      throw new BadInputException("The context " + place + " cannot be read: " + why, e);
    }
    return launch(
        context,
        new Launch.Order() {
          @Override
          public boolean isAlone() {
            return false;
          }

          @Override
          public LoadedStep step() throws BadInputException {
            for (Map.Entry<String, String> each : context.secrets().entrySet()) {
              Secrets.check(each.getKey(), each.getValue());
            }
            return LoadedStep.load(context.step(), context.stepClass(), loader);
          }

          @Override
          public void show(Optional<SparkSession> spark, Map<String, OutputRecord> outputs) {}
        },
        stores,
        configuration);
  }

  private Launch alone(
      Arguments arguments, Stores stores, Configuration configuration, ClassLoader loader)
      throws BadInputException, IOException {
    BundledSteps steps = BundledSteps.of(loader);
    BundledStep bundled = steps.step(arguments.single("--step"));
    steps.checkPlatform(
        System.getProperty("java.version"), scala.util.Properties.versionNumberString());
    LoadedStep step = LoadedStep.load(bundled.name(), bundled.stepClass(), loader);
    int shown = rows(arguments.single("--show").orElse("0"));
    AttemptContext context =
        new StandaloneOrder(arguments, step, bundled, stores).context(steps.pipeline());
    step.instance(context.parameters());
    Inputs.check(context, step, stores);
    Summary summary = new Summary(out, shown);
    return launch(
        context,
        new Launch.Order() {
          @Override
          public boolean isAlone() {
            return true;
          }

          @Override
          public LoadedStep step() {
            return step;
          }

          @Override
          public void show(Optional<SparkSession> spark, Map<String, OutputRecord> outputs) {
            summary.print(bundled.name(), spark, outputs);
          }
        },
        stores,
        configuration);
  }

  private Launch launch(
      AttemptContext context, Launch.Order order, Stores stores, Configuration configuration) {
    return new Launch(context, order, stores, configuration, environment, clock, random, err);
  }

  private static int rows(String text) throws BadInputException {
    if (!text.matches("[0-9]{1,4}")) {
      throw new BadInputException(
          "--show was '" + text + "' but must be a number of rows from 0 to 9999.");
    }
    return Integer.parseInt(text);
  }

  /** As Spark makes it: the platform's files, and {@code spark.hadoop.*} on top. */
  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    for (Tuple2<String, String> each : new SparkConf().getAll()) {
      if (each._1().startsWith("spark.hadoop.")) {
        configuration.set(each._1().substring("spark.hadoop.".length()), each._2());
      }
    }
    return configuration;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
