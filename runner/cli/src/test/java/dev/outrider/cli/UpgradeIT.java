// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that the version before has begun and detached goes on under this one. {@code version-2} is
 * what it left in a folder: the run store, the operator's folder with the records of the child that
 * has ended since, and the attempt's folder.
 */
class UpgradeIT {
  private static final String RUN = "r1ngvvt675k8t";

  /** Where the recording was made. */
  private static final String PLACE = "/tmp/outrider-upgrade";

  private static final String HOST = "\"vm\"";
  private static final String BOOT = "8d44ecec-0adb-45fb-a6c5-7bf8d3df5fdc";

  @TempDir Path temporary;
  private Path folder;
  private PlainProject project;

  @BeforeEach
  void aFolderOfTheVersionBefore() throws Exception {
    folder = temporary.toRealPath();
    Path recorded = Path.of(UpgradeIT.class.getResource("version-2").toURI());
    copy(recorded.resolve("classes"), folder.resolve("classes"));
    copy(recorded.resolve("operators"), folder.resolve(".outrider/operators"));
    copy(recorded.resolve("store"), folder.resolve(".outrider/store"));
    Files.copy(recorded.resolve("runs.db"), store());
    Files.writeString(folder.resolve("outrider.properties"), "artifact-store = .outrider/store\n");
    for (String each : List.of("run SET project", "step_run SET state", "attempt SET job")) {
      String column = each.substring(each.lastIndexOf(' ') + 1);
      sql("UPDATE " + each + " = replace(" + column + ", '" + PLACE + "', '" + folder + "')");
    }
    String line = System.getProperty("outrider.spark.lines").split(",")[0];
    project =
        new PlainProject(temporary)
            .withHome(Path.of("target/outrider").toAbsolutePath())
            .with(
                "SPARK_HOME", Path.of(System.getProperty("outrider.spark.homes"), line).toString());
  }

  @Test
  void attachFollowsTheJobThatTheVersionBeforeHasSubmitted() throws Exception {
    PlainProject.Ended attached = project.outrider("runs", "attach");

    assertThat(attached.code()).as(attached.err()).isZero();
    assertThat(attached.out())
        .contains("first   succeeded", "second  succeeded", "Run " + RUN + " succeeded")
        .doesNotContain("first   started");
    try (RunStore migrated = RunStore.open(store())) {
      // the one of the version before; the second step is plain and has no job
      assertThat(migrated.attempts(RUN)).hasSize(1);
      assertThat(migrated.attempts(RUN).get(0).number()).isEqualTo(1);
    }
  }

  @Test
  void whileItsOwnerIsThereTheStoreIsListedAndShownAndNothingElse() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    sql(
        "UPDATE run SET owner = '{\"host\":\"build-7\",\"pid\":"
            + self.pid()
            + ",\"started\":\""
            + self.info().startInstant().orElseThrow()
            + "\"}'");

    assertThat(project.outrider("runs", "list").out()).contains(RUN, "upgrade");
    assertThat(project.outrider("runs", "show").out()).containsPattern("first +following");
    for (String command : List.of("attach", "cancel", "retry")) {
      PlainProject.Ended refused = project.outrider("runs", command);
      assertThat(refused.code()).as(command).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .as(command)
          .contains("is of an earlier version of Outrider, and process " + self.pid(), RUN);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeQuery("PRAGMA user_version").getInt(1)).isEqualTo(2);
    }
  }

  private Path store() {
    return folder.resolve(".outrider/runs.db");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        Statement update = connection.createStatement()) {
      update.executeUpdate(statement);
    }
  }

  /** As if it had been recorded here, on this machine since it was started. */
  private void copy(Path from, Path to) throws IOException {
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    String host = "\"" + InetAddress.getLocalHost().getHostName() + "\"";
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else if (each.toString().endsWith(".class")) {
          Files.copy(each, target);
        } else {
          String text = Files.readString(each, StandardCharsets.UTF_8);
          Files.writeString(
              target,
              text.replace(PLACE, folder.toString()).replace(HOST, host).replace(BOOT, boot));
        }
      }
    }
  }
}
