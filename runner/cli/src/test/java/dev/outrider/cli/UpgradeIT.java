// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Machine;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.LoopbackAws;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that the version before has begun goes on under this one. {@code version-2}, {@code
 * version-2-spark} and {@code version-2-emr} are what it left: the run store, the operator's
 * folder, and the attempt's folder with the result of the job, which has ended since. Their README
 * says how they were recorded.
 */
class UpgradeIT {
  /** Where the recordings were made. */
  private static final String PLACE = "/tmp/outrider-upgrade";

  private static final String HOST = "\"vm\"";
  private static final String BOOT = "8d44ecec-0adb-45fb-a6c5-7bf8d3df5fdc";

  private static final String LOCAL_RUN = "r1ngvvt675k8t";
  private static final String SPARK_RUN = "r1ngw7pd4r1x7";
  private static final String EMR_RUN = "r1ngw7qqg4hev";
  private static final AttemptKey EMR_KEY = new AttemptKey(EMR_RUN + "-first-1-78ecccf638");
  private static final String EMR_CLUSTER = "j-MX40A4RO00002";
  private static final String EMR_STEP = "s-MX40A4RO00003";

  /** The run store when the platform had accepted the job and its answer had not come yet. */
  private static final String UNANSWERED = "runs-unanswered.db";

  private static final long NO_PROCESS = 1L << 40;

  @TempDir Path temporary;
  private Path folder;
  private Path spark;
  private final Path home = Path.of("target/outrider").toAbsolutePath();
  private PlainProject project;

  /** What was elsewhere when it was recorded, and where it is now. */
  private final Map<String, String> places = new HashMap<>();

  @BeforeEach
  void aProject() throws Exception {
    folder = temporary.toRealPath();
    String line = System.getProperty("outrider.spark.lines").split(",")[0];
    spark = Path.of(System.getProperty("outrider.spark.homes"), line);
    Machine here = Machine.here();
    project =
        new PlainProject(temporary)
            .withHome(home)
            .with("SPARK_HOME", spark.toString())
            .with(new Machine(here.host(), here.boot(), here.monotonic(), Duration.ofMillis(1)));
    places.put(PLACE, folder.toString());
    places.put(HOST, "\"" + InetAddress.getLocalHost().getHostName() + "\"");
    places.put(BOOT, Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    copy(recorded("version-2").resolve("classes"), folder.resolve("classes"));
  }

  @Test
  void attachFollowsTheChildThatTheVersionBeforeHasStarted() throws Exception {
    left("version-2", "runs.db", folder.resolve(".outrider/store"));
    configure("artifact-store = .outrider/store\n");

    PlainProject.Ended attached = project.outrider("runs", "attach");

    assertHasFollowed(attached, LOCAL_RUN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs.db", UNANSWERED})
  void attachFollowsTheDriverThatTheVersionBeforeHasSubmittedToAMaster(String runs)
      throws Exception {
    left("version-2-spark", runs, folder.resolve(".outrider/store"));
    String version = spark.getFileName().toString().replaceFirst("_.*", "");
    try (RecordedMaster master =
        new RecordedMaster(
            Files.readString(recorded("version-2-spark").resolve("master.json")), version)) {
      configure("artifact-store = .outrider/store\n" + master.properties("local"));

      PlainProject.Ended attached = project.outrider("runs", "attach");

      assertHasFollowed(attached, SPARK_RUN);
      assertThat(master.orders()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs.db", UNANSWERED})
  void attachFollowsTheStepThatTheVersionBeforeHasAddedToTheClusterOfTheRun(String runs)
      throws Exception {
    try (LoopbackAws aws =
        LoopbackAws.start(Files.createDirectory(folder.resolve("aws")), spark.toAbsolutePath())) {
      String cluster = aws.emr().addCluster("outrider-" + EMR_RUN + "-local", "emr-7.10.0", 1);
      places.put(EMR_CLUSTER, cluster);
      places.put(EMR_STEP, aws.emr().addEnded(cluster, EMR_KEY));
      Path artifacts = folder.resolve("upgrade");
      left("version-2-emr", runs, artifacts);
      aws.put(home, folder.resolve("cache"), below(artifacts));
      configure(
          aws.properties("local", "upgrade", true) + "step-operator.local.poll-interval = 1s\n");
      aws.environment().forEach(project::with);
      aws.emr().faults().always(Call.SUBMIT, Fault.REFUSED);

      PlainProject.Ended attached = project.outrider("runs", "attach");

      assertHasFollowed(attached, EMR_RUN);
      assertThat(aws.emr().faults().calls(Call.SUBMIT)).isZero();
      assertThat(aws.emr().calls("RunJobFlow")).isZero();
      // the mark of the version before names the cluster, which ends with the run
      assertThat(aws.emr().state(cluster)).startsWith("TERMINAT");
    }
  }

  @Test
  void whileItsOwnerIsThereTheStoreIsListedAndShownAndNothingElse() throws Exception {
    left("version-2", "runs.db", folder.resolve(".outrider/store"));
    configure("artifact-store = .outrider/store\n");
    ProcessHandle self = ProcessHandle.current();
    sql(
        "UPDATE run SET owner = '{\"host\":\"build-7\",\"pid\":"
            + self.pid()
            + ",\"started\":\""
            + self.info().startInstant().orElseThrow()
            + "\"}'");

    assertThat(project.outrider("runs", "list").out()).contains(LOCAL_RUN, "upgrade");
    assertThat(project.outrider("runs", "show").out()).containsPattern("first +following");
    for (String command : List.of("attach", "cancel", "retry")) {
      PlainProject.Ended refused = project.outrider("runs", command);
      assertThat(refused.code()).as(command).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .as(command)
          .contains("is of an earlier version of Outrider, and process " + self.pid(), LOCAL_RUN);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeQuery("PRAGMA user_version").getInt(1)).isEqualTo(2);
    }
  }

  private void assertHasFollowed(PlainProject.Ended attached, String run) {
    assertThat(attached.code()).as(attached.out() + attached.err()).isZero();
    assertThat(attached.out())
        .contains("first   succeeded", "second  succeeded", "Run " + run + " succeeded")
        .doesNotContain("first   started");
    try (RunStore migrated = RunStore.open(store())) {
      // the one of the version before; the second step is plain and has no job
      assertThat(migrated.attempts(run)).hasSize(1);
      AttemptRecord attempt = migrated.attempts(run).get(0);
      assertThat(attempt.number()).isEqualTo(1);
      assertThat(attempt.job()).isPresent();
      // one more than the recorded result of the first
      assertThat(migrated.steps(run).get(1).state().toString()).contains("{\"output\":42}");
    }
  }

  /** The files of the folder {@code upgrade}, by their keys in the bucket. */
  private Map<String, Path> below(Path artifacts) throws IOException {
    try (Stream<Path> files = Files.walk(artifacts)) {
      return files
          .filter(Files::isRegularFile)
          .collect(Collectors.toMap(each -> folder.relativize(each).toString(), each -> each));
    }
  }

  private static Path recorded(String name) throws Exception {
    return Path.of(UpgradeIT.class.getResource(name).toURI());
  }

  private Path store() {
    return folder.resolve(".outrider/runs.db");
  }

  private void configure(String properties) throws IOException {
    Files.writeString(folder.resolve("outrider.properties"), properties);
  }

  /**
   * Has what the version before has left, as if it had been here, on this machine since it was
   * started.
   *
   * @param runs the run store's file
   * @param artifacts where the artifact store has its files
   */
  private void left(String name, String runs, Path artifacts) throws Exception {
    Path recorded = recorded(name);
    copy(recorded.resolve("operators"), folder.resolve(".outrider/operators"));
    copy(recorded.resolve("store"), artifacts);
    Files.copy(recorded.resolve(runs), store());
    for (String each : List.of("run SET project", "step_run SET state", "attempt SET job")) {
      String column = each.substring(each.lastIndexOf(' ') + 1);
      for (Map.Entry<String, String> place : places.entrySet()) {
        sql(
            "UPDATE %s = replace(%s, '%s', '%s')"
                .formatted(each, column, place.getKey(), place.getValue()));
      }
    }
    // the process of the recording is gone, whoever has its number now
    sql("UPDATE run SET owner = json_set(owner, '$.pid', " + NO_PROCESS + ")");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        Statement update = connection.createStatement()) {
      update.executeUpdate(statement);
    }
  }

  private void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else if (each.toString().matches(".*[.](class|jar)")) {
          Files.copy(each, target);
        } else {
          String text = Files.readString(each, StandardCharsets.UTF_8);
          for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
          }
          Files.writeString(target, text);
        }
      }
    }
  }
}
