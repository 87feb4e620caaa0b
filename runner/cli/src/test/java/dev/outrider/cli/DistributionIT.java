// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distribution as it is unpacked, started by its own script. */
class DistributionIT {

  private static final long MOST_BYTES_OF_AWS = 35_000_000;

  @TempDir Path folder;
  private final Path home =
      Path.of(System.getProperty("outrider.examples"), "../../runner/cli/target/outrider")
          .normalize();

  /** What a process printed, and its exit code. */
  record Ended(int exitCode, String out, String err) {}

  @Test
  void itStartsFromAnyFolderThroughLinksAndMakesItsArchiveOnce() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("ordinary"), home.resolve("bin/outrider"));
    Path second = Files.createSymbolicLink(folder.resolve("link"), Path.of("ordinary"));
    Path killed = Files.createDirectories(folder.resolve("cache/.archive.killed/project"));
    Files.setLastModifiedTime(
        killed.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(3))));

    Ended first = run(Map.of(), second.toString(), "step-operator", "flavor", "list");
    Ended again = run(Map.of("CDPATH", "/"), link.toString(), "step-operator", "flavor", "list");

    assertThat(first).isEqualTo(again);
    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).isEmpty();
    try (Stream<Path> cached = Files.list(folder.resolve("cache"))) {
      assertThat(cached.map(file -> file.getFileName().toString()).sorted())
          .hasSize(2)
          .allMatch(name -> name.endsWith(".jsa") || name.startsWith("sqlite-jdbc-"));
    }
    assertThat(folder.resolve(".outrider")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "run acme.X -P a=b, true",
    "run, true",
    "--config runs.properties run acme.X, true",
    "--config x runs attach r1, true",
    "--config=x runs -D a=b retry, true",
    "runs --output json attach, true",
    "runs list, false",
    "runs show attach, false",
    "plan run, false",
    "--config run plan, false",
    "-P run bundle attach, false",
    "--help, false",
  })
  void commandsThatRunPlainStepsHaveTheJvmsUsualSettings(String words, boolean usual)
      throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    List<String> command = new ArrayList<>(List.of(home + "/bin/outrider"));
    command.addAll(List.of(words.split(" ")));

    Ended ended =
        run(Map.of("JAVA_HOME", folder.resolve("jdk").toString()), command.toArray(String[]::new));

    assertThat(ended.out()).endsWith("dev.outrider.cli.Main " + words + "\n");
    for (String flag :
        List.of("-XX:TieredStopAtLevel", "-XX:CICompilerCount", "-XX:+UseSerialGC")) {
      assertThat(ended.out().contains(flag)).as(flag).isEqualTo(!usual);
    }
  }

  @Test
  void whatAShellsStartPrintsDoesNotStandInTheOutput() throws Exception {
    Path noisy = Files.writeString(folder.resolve("noisy.sh"), "echo Welcome\n");

    Ended ended =
        run(
            Map.of("BASH_ENV", noisy.toString(), "BASH_FUNC_cd%%", "() { echo noise; }"),
            home + "/bin/outrider",
            "--version");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).matches("outrider \\S+\n");
  }

  @Test
  void theScriptAndTheProgramHaveOneCache() throws Exception {
    RunStore.open(folder.resolve(".outrider/runs.db")).close();
    Path user = Files.createDirectory(folder.resolve("user"));
    Map<String, String> environment =
        Map.of("OUTRIDER_CACHE", "", "XDG_CACHE_HOME", "", "HOME", user.toString());

    assertThat(run(environment, home + "/bin/outrider", "runs", "list").exitCode()).isZero();

    try (Stream<Path> cached = Files.list(user.resolve(".cache/outrider"))) {
      assertThat(cached.map(file -> file.getFileName().toString()))
          .hasSize(2)
          .anyMatch(name -> name.endsWith(".jsa"))
          .anyMatch(name -> name.startsWith("sqlite-jdbc-"));
    }
  }

  @Test
  void theArchiveIsTheSameWhateverIsThereWhenItIsMade() throws Exception {
    Ended first = run(Map.of(), home + "/bin/outrider", "--version");
    long size = Files.size(archive());
    Files.delete(archive());
    RunStore.open(folder.resolve(".outrider/runs.db")).close();

    Ended second = run(Map.of(), home + "/bin/outrider", "runs", "list");

    assertThat(first.exitCode()).isZero();
    assertThat(second.exitCode()).isZero();
    assertThat(Files.size(archive())).isCloseTo(size, withinPercentage(1));
  }

  private Path archive() throws IOException {
    try (Stream<Path> cached = Files.list(folder.resolve("cache"))) {
      return cached.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  @Test
  void aRunStoreIsOpenedWhereNothingMayBeExecutedAmongTemporaryFiles() throws Exception {
    RunStore.open(folder.resolve(".outrider/runs.db")).close();
    Map<String, String> noTemporaryFiles = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/no/tmp");
    Ended opened = run(noTemporaryFiles, home + "/bin/outrider", "runs", "list");
    assertThat(opened.out()).startsWith("No runs in ");

    Map<String, String> nowhere = new HashMap<>(noTemporaryFiles);
    nowhere.put("OUTRIDER_CACHE", Files.writeString(folder.resolve("file"), "").toString());
    Ended refused = run(nowhere, home + "/bin/outrider", "runs", "list");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("runs.db cannot be opened: SQLite's native library could not be loaded.")
        .contains("/no/tmp: set OUTRIDER_CACHE, or");
  }

  @Test
  void aLibraryThatWasDamagedInTheCacheIsDoneWithout() throws Exception {
    RunStore.open(folder.resolve(".outrider/runs.db")).close();
    Ended first = run(Map.of(), home + "/bin/outrider", "runs", "list");
    try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
      Path library =
          cached.filter(file -> file.toString().contains("libsqlitejdbc")).findFirst().get();
      Files.write(library, new byte[0]);
    }

    Ended second = run(Map.of(), home + "/bin/outrider", "runs", "list");

    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).isEqualTo(first.out());
  }

  @Test
  void badInputEndsWith2AndAMessage() throws Exception {
    Ended option = run(Map.of(), home + "/bin/outrider", "bundle", "--sprak", "3.5");
    assertThat(option)
        .isEqualTo(
            new Ended(
                2,
                "",
                "outrider: unknown option '--sprak'; did you mean '--spark'?\n"
                    + "Try 'outrider bundle --help'.\n"));
    Ended noJava = run(Map.of("JAVA_HOME", "/no/java"), home + "/bin/outrider", "--version");
    assertThat(noJava)
        .isEqualTo(
            new Ended(
                2,
                "",
                "outrider: '/no/java/bin/java' is not found. Install a Java 17 or newer, or set JAVA_HOME to one.\n"));
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    Ended ended =
        run(Map.of("OUTRIDER_CACHE", file.toString()), home + "/bin/outrider", "--version");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith("outrider ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void thePluginForAwsIsSmallAndHasNoNetty() throws IOException {
    Path jar;
    try (Stream<Path> plugins = Files.list(home.resolve("plugins"))) {
      jar =
          plugins
              .filter(each -> each.getFileName().toString().matches("outrider-aws-[0-9].*[.]jar"))
              .findFirst()
              .orElseThrow();
    }

    List<String> entries = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
      addEntries(zip, entries);
    }

    assertThat(Files.size(jar)).isLessThanOrEqualTo(MOST_BYTES_OF_AWS);
    assertThat(entries)
        .contains(
            "software/amazon/awssdk/services/emr/EmrClient.class",
            "software/amazon/awssdk/services/s3/S3Client.class")
        .filteredOn(each -> each.toLowerCase(Locale.ROOT).contains("netty"))
        .isEmpty();
  }

  /** The names of all entries, and of those of the jars among them. */
  private static void addEntries(ZipInputStream zip, List<String> names) throws IOException {
    for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
      names.add(each.getName());
      if (each.getName().endsWith(".jar")) {
        // not closed: it ends with its entry, and the outer one goes on
        addEntries(new ZipInputStream(zip), names);
      }
    }
  }

  private Ended run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.environment().put("OUTRIDER_CACHE", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
