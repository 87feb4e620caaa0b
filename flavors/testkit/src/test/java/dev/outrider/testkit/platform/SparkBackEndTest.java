// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of {@code spark-submit}: which command, and what becomes of it. */
class SparkBackEndTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  @TempDir private Path folder;
  private SparkBackEnd backEnd;

  @BeforeEach
  void open() {
    backEnd =
        new SparkBackEnd(
            folder.resolve("home"),
            folder.resolve("drivers"),
            Map.of("PATH", System.getenv("PATH"), "OUTER", "outer", "BOTH", "outer"),
            Duration.ofMillis(300));
  }

  @AfterEach
  void close() {
    backEnd.close();
  }

  private BackEnd.Execution start(String script, Map<String, String> conf) throws IOException {
    Path submit = folder.resolve("home/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/usr/bin/env bash\n" + script);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    return backEnd.start(
        new SparkArguments(
            "acme.Main",
            URI.create("file:///app.jar"),
            List.of(URI.create("file:///a.jar"), URI.create("file:///b.jar")),
            conf,
            List.of("--context", "file:///c d.json"),
            Map.of("BOTH", "inner")));
  }

  private static void awaitEnd(BackEnd.Execution driver) {
    await("the driver's end").atMost(LIMIT).until(() -> driver.exitCode().isPresent());
  }

  private static void awaitLine(BackEnd.Execution driver) {
    await("its first line").atMost(LIMIT).until(() -> !driver.log(0).isEmpty());
  }

  @Test
  void sparkSubmitGetsItsArgumentsOneByOneAndItsEnvironment() throws IOException {
    BackEnd.Execution driver =
        start("printf '%s\\n' \"$@\"; echo $OUTER $BOTH $SPARK_LOCAL_IP; exit 7", Map.of());

    awaitEnd(driver);

    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(7));
    assertThat(driver.log(0))
        .containsExactly(
            "--properties-file",
            folder.resolve("drivers/driver-1/spark.properties").toString(),
            "--class",
            "acme.Main",
            "--jars",
            "file:///a.jar,file:///b.jar",
            "file:///app.jar",
            "--context",
            "file:///c d.json",
            "outer inner 127.0.0.1");
    assertThat(driver.log(9)).containsExactly("outer inner 127.0.0.1");
  }

  @Test
  void confIsInAFileThatNobodyElseReads() throws IOException {
    BackEnd.Execution driver =
        start(
            "printf '%s\\n' \"$@\"",
            Map.of("spark.hadoop.secret.key", "s3cret", "spark.a", " b\\c\nd"));

    awaitEnd(driver);

    Path file = folder.resolve("drivers/driver-1/spark.properties");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file))
        .isEqualTo(
            "spark.a=\\ b\\\\c\\nd\n"
                + "spark.driver.bindAddress=127.0.0.1\n"
                + "spark.hadoop.secret.key=s3cret\n"
                + "spark.master=local[2]\n"
                + "spark.submit.deployMode=client\n"
                + "spark.ui.enabled=false\n");
    assertThat(String.join("\n", driver.log(0))).doesNotContain("s3cret");
  }

  @Test
  void whateverTheConfSaysNothingLeavesThisMachine() throws IOException {
    awaitEnd(
        start(
            "",
            Map.of(
                "spark.master", "yarn",
                "spark.submit.deployMode", "cluster",
                "spark.task.resource.gpu.amount", "1")));

    assertThat(Files.readString(folder.resolve("drivers/driver-1/spark.properties")))
        .contains("spark.master=local[2]\n", "spark.submit.deployMode=client\n")
        .doesNotContain("gpu");
  }

  @Test
  void killingEndsADriverAndItsChildren() throws IOException {
    BackEnd.Execution driver =
        start("trap 'exit 143' TERM\ntail -f /dev/null &\necho $!\nwait", Map.of());
    awaitLine(driver);

    driver.kill();

    awaitEnd(driver);
    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(143));
    long child = Long.parseLong(driver.log(0).get(0));
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aDriverThatDoesNotListenIsMadeToEndAfterTheGrace() throws IOException {
    BackEnd.Execution driver =
        start("trap '' TERM\necho here\nwhile true; do sleep 0.05; done", Map.of());
    awaitLine(driver);

    driver.kill();

    awaitEnd(driver);
    assertThat(driver.exitCode()).isEqualTo(OptionalInt.of(137));
  }

  @Test
  void closingLeavesNoProcessAndNoThread() throws IOException {
    BackEnd.Execution driver =
        start("trap '' TERM\necho $$\nwhile true; do sleep 0.05; done", Map.of());
    awaitLine(driver);

    backEnd.close();

    long pid = Long.parseLong(driver.log(0).get(0));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    await("the killer's end")
        .atMost(LIMIT)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(each -> each.getName().equals("spark-back-end-killer")));
  }

  @Test
  void whatATerminalSendsDoesNotReachADriver() throws IOException {
    BackEnd.Execution driver =
        start("kill -INT $$; kill -HUP $$; echo still here; exit 0", Map.of());

    awaitEnd(driver);

    assertThat(driver.log(0)).containsExactly("still here");
  }
}
