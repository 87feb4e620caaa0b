// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.base.request.Refusals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of every flavor that uses a Spark home, most of them for drivers on this machine.
 */
final class ChildSettings {
  private static final String SPARK_HOME = "spark-home";
  private static final String SPARK_HOME_VARIABLE = "SPARK_HOME";

  /** Set by {@code scripts/outrider}, where it has put a Spark home of its own in SPARK_HOME. */
  private static final String ASSEMBLED = "OUTRIDER_SPARK_HOME";

  private static final String JAVA_HOME = "java-home";
  private static final String LANE = "lane";
  private static final String CANCEL_GRACE = "cancel-grace";

  static final List<Setting> ALL =
      List.of(
          Setting.of(SPARK_HOME, SettingType.PATH, "the Spark home; SPARK_HOME where not set")
              .forExample("/opt/spark-3.5.5"),
          Setting.of(
                  JAVA_HOME,
                  SettingType.PATH,
                  "the Java of the driver; where not set JAVA_HOME, or else the Java that runs Outrider")
              .forExample("/usr/lib/jvm/java-17"),
          Setting.of(
                  LANE,
                  SettingType.TEXT,
                  "how a driver starts: cold, in one JVM with an archive of Spark's classes; or by"
                      + " the script spark-submit")
              .oneOf(Lanes.NAMES.toArray(String[]::new))
              .orElse(Lanes.NAMES.get(0)),
          Setting.of(
                  CANCEL_GRACE,
                  SettingType.DURATION,
                  "how long a cancelled step may take to end before it is killed")
              .orElse("30s"));

  private ChildSettings() {}

  /**
   * A Spark home that is to be used.
   *
   * @param folder where it is
   * @param origin who says so
   */
  private record Named(Path folder, String origin) {}

  /**
   * The Spark and the Java of an operator.
   *
   * @param homeOrigin who says which Spark home, for people
   * @param conf Spark's configuration: the Spark home's, and the operator's over it
   */
  record Installation(SparkHome home, String homeOrigin, JavaHome java, Map<String, String> conf) {
    /** For people: which Spark is used. */
    String shown() {
      return "Spark " + home.line() + " of " + home.folder() + ", from " + homeOrigin;
    }
  }

  /**
   * @param master the cluster's master; empty for Spark's local one
   * @throws IllegalArgumentException when there is no Spark home, or the folder is none
   */
  static LocalOperator open(
      FlavorInfo flavor,
      Optional<StandaloneMaster> master,
      Settings settings,
      OperatorContext context) {
    Installation spark = installation(settings, context);
    ChildEnvironment children =
        new ChildEnvironment(
            new Refusals(context.name()),
            settings.below("secret."),
            context.environment(),
            context.secretVariables(),
            context.stores());
    Lanes lanes =
        Lanes.of(settings.required(LANE), spark.home(), spark.java(), context.environment());
    return new LocalOperator(
        flavor,
        new Refusals(context.name()),
        master,
        spark,
        StoreConnector.of(spark.home(), context.stores()),
        lanes,
        lanes
            .cold()
            .map(
                lane ->
                    ClassArchive.in(
                        context.cacheFolder(),
                        spark.home(),
                        spark.java(),
                        lane,
                        children.leftOut())),
        new PlainNames(context.cacheFolder().resolve("bundle-folders")),
        children,
        settings.duration(CANCEL_GRACE),
        context.workFolder(),
        new ThisMachine(),
        context.environment(),
        context.clock());
  }

  /**
   * @throws IllegalArgumentException when there is no Spark home, or the folder is none
   */
  static Installation installation(Settings settings, OperatorContext context) {
    Named named = sparkHome(settings, context);
    SparkHome spark;
    try {
      spark = SparkHome.in(named.folder());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s It comes from %s; set '%s' to a folder with a Spark."
              .formatted(
                  e.getMessage(), named.origin(), new Refusals(context.name()).key(SPARK_HOME)));
    }
    JavaHome java =
        JavaHome.in(
            settings
                .path(JAVA_HOME)
                .or(() -> variable("JAVA_HOME", context))
                .orElseGet(() -> Path.of(System.getProperty("java.home"))));
    Map<String, String> conf = new TreeMap<>(spark.defaults());
    conf.putAll(settings.below("spark."));
    return new Installation(spark, named.origin(), java, conf);
  }

  private static Named sparkHome(Settings settings, OperatorContext context) {
    Optional<Path> set = settings.path(SPARK_HOME);
    if (set.isPresent()) {
      return new Named(set.get(), "'" + new Refusals(context.name()).key(SPARK_HOME) + "'");
    }
    Path folder =
        variable(SPARK_HOME_VARIABLE, context)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no Spark home: set '"
                            + new Refusals(context.name()).key(SPARK_HOME)
                            + "', or the variable SPARK_HOME. In a checkout of Outrider,"
                            + " scripts/spark-home makes one."));
    boolean assembled = variable(ASSEMBLED, context).equals(Optional.of(folder));
    return new Named(
        folder,
        assembled ? "scripts/spark-home, as SPARK_HOME is not set" : "the variable SPARK_HOME");
  }

  /** A variable that is set to nothing is not set. */
  private static Optional<Path> variable(String name, OperatorContext context) {
    return Optional.ofNullable(context.environment().get(name))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }
}
