// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.EnvironmentRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a launch, and what it runs on: time zone UTC, UTF-8 and the root locale
 * unless the configuration says otherwise.
 */
final class Sessions {

  private static final String TIME_ZONE = "spark.sql.session.timeZone";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String LANGUAGE = "-Duser.language";

  private Sessions() {}

  /** Sets the driver's locale before anything is formatted, unless the command line sets one. */
  static void setLocale() {
    boolean chosen =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(argument -> argument.startsWith(LANGUAGE));
    if (!chosen) {
      Locale.setDefault(Locale.ROOT);
    }
  }

  static SparkSession open(AttemptContext context) {
    SparkConf conf = new SparkConf();
    if (!conf.contains(TIME_ZONE)) {
      conf.set(TIME_ZONE, "UTC");
    }
    // spark-submit names an application after its main class unless it is told a name.
    if (conf.get("spark.app.name", StepApplication.class.getName())
        .equals(StepApplication.class.getName())) {
      conf.set(
          "spark.app.name", context.pipeline() + "/" + context.step() + " #" + context.attempt());
    }
    String options = conf.get(EXECUTOR_OPTIONS, "");
    if (!options.contains("-Dfile.encoding")) {
      options = options + " -Dfile.encoding=UTF-8";
    }
    if (!options.contains(LANGUAGE)) {
      options = options + " -Duser.language= -Duser.country= -Duser.variant=";
    }
    conf.set(EXECUTOR_OPTIONS, options.trim());
    return SparkSession.builder().config(conf).getOrCreate();
  }

  static EnvironmentRecord describe(Optional<SparkSession> spark) {
    return new EnvironmentRecord(
        version(),
        System.getProperty("java.version"),
        spark.map(SparkSession::version),
        spark.map(s -> scalaVersion()),
        spark.map(s -> s.sparkContext().applicationId()),
        spark.map(s -> s.conf().get(TIME_ZONE)).orElse(TimeZone.getDefault().getID()),
        Charset.defaultCharset().name(),
        Locale.getDefault() == Locale.ROOT ? "" : Locale.getDefault().toLanguageTag(),
        spark.map(s -> Boolean.valueOf(s.conf().get("spark.sql.ansi.enabled", "false"))));
  }

  /** From a file that the build writes: inside a bundle no manifest tells it. */
  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = StepApplication.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("The application jar is broken", e);
    }
    return properties.getProperty("version");
  }

  private static String scalaVersion() {
    return scala.util.Properties.versionNumberString();
  }
}
