// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.bundle.BundleException;
import dev.outrider.cli.PluggedDistribution;
import dev.outrider.config.ConfigurationException;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.Machine;
import dev.outrider.plan.PlanningException;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.Plugin;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What the runs of a matrix have in common: the distribution, and where their steps run. That is
 * this machine, a standalone cluster of it, or the platform that a flavor's plugin rehearses it
 * with; a second such platform is for runs that have each a cluster of their own.
 */
final class Ground implements AutoCloseable {
  /** The operator of the steps on Spark. */
  static final String OPERATOR = "machine";

  private static final String PREFIX = "step-operator." + OPERATOR + ".";
  private static final String LOCAL = "local";
  private static final String STANDALONE = "spark";

  private final CrashMatrix.Asked asked;
  private final Place place;
  private final boolean rehearsed;
  private final Map<String, String> clusterForEachRun;
  private Optional<StandaloneCluster> standalone = Optional.empty();
  private final List<RehearsedPlatform> platforms = new ArrayList<>();
  private boolean limited;

  /**
   * The folders of a matrix.
   *
   * @param home the distribution
   * @param flavors the modules of flavors, whose plugins are added to those of the distribution
   * @param cache Outrider's cache
   * @param spark the Spark home
   * @param work an empty one; what went wrong can be read there
   */
  record Place(Path home, Path flavors, Path cache, Path spark, Path work) {}

  private Ground(
      CrashMatrix.Asked asked,
      Place place,
      boolean rehearsed,
      Map<String, String> clusterForEachRun) {
    this.asked = asked;
    this.place = place;
    this.rehearsed = rehearsed;
    this.clusterForEachRun = clusterForEachRun;
  }

  /**
   * Starts what is missing.
   *
   * @throws IllegalArgumentException when there can be no such matrix; the message says why
   */
  static Ground open(CrashMatrix.Asked asked, Place built) throws Exception {
    Place place = plugged(built);
    Optional<Rehearsal> rehearsal =
        List.of(LOCAL, STANDALONE).contains(asked.flavor())
            ? Optional.empty()
            : Optional.of(rehearsal(asked.flavor(), place));
    if (asked.flavor().equals(LOCAL) && asked.mode() != CrashMatrix.Mode.KILLS) {
      throw new IllegalArgumentException(
          "A driver of flavor 'local' is a child of this machine: no sender could double it.");
    }
    Ground ground =
        new Ground(
            asked,
            place,
            rehearsal.isPresent(),
            rehearsal.map(it -> it.clusterForEachRun(asked.flavor())).orElse(Map.of()));
    if (ground.points().isEmpty()) {
      throw new IllegalArgumentException(
          "There is no point '"
              + asked.point().get()
              + "' here. There are "
              + ground.allPoints()
              + ".");
    }
    CountingProject.compile(place.work(), place.home(), place.spark());
    try {
      if (asked.flavor().equals(STANDALONE)) {
        ground.standalone =
            Optional.of(
                asked.mode() == CrashMatrix.Mode.KILLS
                    ? StandaloneCluster.start(place.work(), place.spark())
                    : StandaloneCluster.startWithRest(place.work(), place.spark()));
      }
      for (boolean ownCluster : ground.makesClusters() ? List.of(false, true) : List.of(false)) {
        if (ground.rehearsed) {
          ground.platforms.add(
              ground.platform(place.work().resolve("platform-" + ownCluster), ownCluster));
        }
        ground.plan(ownCluster);
      }
      return ground;
    } catch (Exception | Error e) {
      ground.close();
      throw e;
    }
  }

  private RehearsedPlatform platform(Path folder, boolean ownCluster) throws IOException {
    return new RehearsedPlatform(
        asked.flavor(), settings(ownCluster), place.home(), place.cache(), place.spark(), folder);
  }

  /** A distribution with the plugins that rehearsals need beside its own. */
  private static Place plugged(Place built) throws IOException {
    Path home = built.work().resolve("home");
    try (Stream<Path> files = Files.find(built.flavors(), 3, (file, it) -> isPlugin(file))) {
      PluggedDistribution.layOut(built.home(), home, files.toList());
    }
    return new Place(home, built.flavors(), built.cache(), built.spark(), built.work());
  }

  private static boolean isPlugin(Path file) {
    if (!file.toString().endsWith(".jar") || !file.getParent().endsWith("target")) {
      return false;
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.getEntry(PluginFolder.DESCRIPTOR) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static Rehearsal rehearsal(String flavor, Place place) throws IOException {
    Flavors flavors =
        new Flavors(
            new PluginFolder(place.home().resolve("plugins")).read(),
            new PluginLoader(place.cache().resolve("plugins")));
    TreeSet<String> rehearsed = new TreeSet<>();
    for (Plugin each : flavors.plugins()) {
      if (each instanceof Plugin.Readable plugin) {
        rehearsed.addAll(plugin.rehearsals().keySet());
      }
    }
    return flavors
        .rehearsal(flavor)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Flavor '"
                        + flavor
                        + "' has no rehearsal. Those that have one are "
                        + rehearsed
                        + "; local and spark need none."));
  }

  /** Plans as each run does: what is wrong with what was asked is told before there is any. */
  private void plan(boolean ownCluster) throws IOException {
    Path folder = place.work().resolve("plan-" + ownCluster);
    prepare(folder, ownCluster);
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.putAll(environment());
    Surroundings surroundings =
        MortalOrchestrator.surroundings(
            folder,
            place.home(),
            place.cache(),
            environment,
            Machine.here(),
            new JobPoller(InstantSource.system()));
    try (ConfiguredPlan plan = MortalOrchestrator.plan(folder, "1", surroundings);
        StepOperator operator =
            ConfiguredPlan.open(
                plan.configuration().operator(OPERATOR).orElseThrow(),
                plan.configuration(),
                surroundings)) {
      limited = operator.statusLimit().isPresent();
    } catch (PlanningException | ConfigurationException | BundleException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Where orchestrators are killed or stopped. */
  List<KillPoint> points() {
    return allPoints().stream()
        .filter(each -> asked.point().map(each.toString()::equals).orElse(true))
        .toList();
  }

  /** Where they could be. */
  List<KillPoint> allPoints() {
    return asked.mode().points(makesClusters());
  }

  private boolean makesClusters() {
    return !clusterForEachRun.isEmpty();
  }

  CrashMatrix.Asked asked() {
    return asked;
  }

  Place place() {
    return place;
  }

  /** Whether a run's platform lets itself be asked every few seconds only. */
  boolean isLimited() {
    return limited;
  }

  Optional<StandaloneCluster> standalone() {
    return standalone;
  }

  /** The platform that tells of the jobs of a run, where there is one. */
  Optional<RehearsedPlatform> platform(boolean ownCluster) {
    return rehearsed
        ? Optional.of(platforms.get(ownCluster ? platforms.size() - 1 : 0))
        : Optional.empty();
  }

  /** Where a run in a folder keeps what it knows. */
  Path state(Path folder) {
    return folder.resolve(rehearsed ? ".outrider/rehearsal" : ".outrider");
  }

  /** What an orchestrator finds in its environment. */
  Map<String, String> environment() {
    return Map.of("SPARK_HOME", place.spark().toString(), "SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** Makes a folder for a run, with what its orchestrators read. */
  void prepare(Path folder, boolean ownCluster) throws IOException {
    Files.createDirectories(folder);
    Map<String, String> properties = new TreeMap<>();
    settings(ownCluster).forEach((key, value) -> properties.put(PREFIX + key, value));
    properties.put(PREFIX + "flavor", asked.flavor());
    if (asked.flavor().equals(LOCAL)) {
      properties.put(PREFIX + "max-concurrent", "4"); // the same on every machine
    }
    for (String step : CountingProject.SPARK_STEPS) {
      asked
          .resources()
          .forEach((name, value) -> properties.put("step." + step + ".resources." + name, value));
    }
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (key, value) ->
            text.append(key).append(" = ").append(value.replace("\\", "\\\\")).append('\n'));
    Files.writeString(folder.resolve("outrider.properties"), text);
    Optional<RehearsedPlatform> platform = platform(ownCluster);
    if (platform.isPresent()) {
      Files.writeString(folder.resolve(StandingStage.FILE), platform.get().stage());
    }
  }

  /** What is set of the operator. */
  private Map<String, String> settings(boolean ownCluster) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.driver.memory", "512m");
    if (!rehearsed) {
      settings.put("spark.ui.enabled", "false");
      settings.put("spark.driver.host", "127.0.0.1");
    }
    if (asked.flavor().equals(LOCAL)) {
      settings.put("spark.master", "local[1]");
    }
    standalone.ifPresent(cluster -> settings.putAll(on(cluster)));
    if (ownCluster) {
      settings.putAll(clusterForEachRun);
    }
    settings.putAll(asked.settings());
    return settings;
  }

  private Map<String, String> on(StandaloneCluster cluster) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("master", cluster.address());
    settings.put("spark.cores.max", "1");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    if (asked.mode() != CrashMatrix.Mode.KILLS) {
      // the driver on the cluster: a child of this machine has no sender that could double it
      settings.put("deploy-mode", "cluster");
      settings.put("endpoint", cluster.endpoint());
      settings.put("web-ui", cluster.page());
    }
    return settings;
  }

  @Override
  public void close() {
    standalone.ifPresent(StandaloneCluster::close);
    platforms.forEach(RehearsedPlatform::close);
  }
}
