// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.run.LoopbackAws;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the page about AWS, run as they stand with its properties files, one after the
 * other, towards EMR, STS and S3 of this machine: the pipeline's data, attempts and outputs are in
 * S3, and its Spark steps run on EMR.
 */
@Tag("heavy")
@Tag("pages")
class AwsPageIT {
  private static final long MINUTES = 20;
  private static final String CLUSTER = "data-platform";
  private static final String RELEASE = "emr-7.10.0";
  private static final int STEPS_AT_ONCE = 4;
  private static final Pattern RUN = Pattern.compile("^Run (\\S+) ", Pattern.MULTILINE);
  private static final Pattern BLOCK =
      Pattern.compile("^ *```(\\w*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern FILE = Pattern.compile("`(outrider-\\w+[.]properties)`");

  @TempDir Path temporary;
  private Path folder;
  private Path home;
  private final Map<String, Ended> printed = new LinkedHashMap<>();
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path page = examples.resolve("../../flavors/aws/README.md").normalize();
  private final Path built = Path.of("target/outrider").toAbsolutePath();
  private final Path cache = Path.of("target/cache").toAbsolutePath();
  // the line that releases of EMR have, whatever else the build tests
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"), System.getProperty("outrider.spark.line"));

  /** What a command printed, and its exit code. */
  record Ended(int exitCode, String out, String err) {}

  /** The example's folder, and a distribution with the plugin that the page says to copy. */
  @BeforeEach
  void layOut() throws Exception {
    folder = temporary.toRealPath();
    home = folder.resolve("home");
    assertThat(Files.readString(page))
        .contains("flavors/aws-loopback/target/outrider-aws-loopback-*.jar");
    PluggedDistribution.layOut(
        built, home, List.of(Path.of(System.getProperty("outrider.aws-loopback.jar"))));
    Files.createDirectories(folder.resolve("example"));
    for (String each : List.of("target", "data", "outrider.properties")) {
      Files.createSymbolicLink(folder.resolve("example").resolve(each), examples.resolve(each));
    }
  }

  @Test
  void theCommandsOfThePageDoWhatItSays() throws Exception {
    try (LoopbackAws aws = LoopbackAws.start(folder.resolve("aws"), spark)) {
      String cluster =
          aws.emr()
              .addCluster(
                  CLUSTER,
                  RELEASE,
                  STEPS_AT_ONCE,
                  URI.create("s3://acme/logs/"),
                  (object, content) -> logged(aws, object, content));
      aws.emr().keepLogs((object, content) -> logged(aws, object, content));
      aws.put(
          home,
          cache,
          Map.of(
              "data/flights.parquet",
              examples.resolve("data/flights.parquet"),
              "data/airports.csv",
              examples.resolve("data/airports.csv")));
      writeTheFiles();
      for (String line : lines()) {
        Ended ended = run(line, aws.variables());
        assertThat(ended.exitCode()).as(line + "\n" + ended.out() + ended.err()).isZero();
        printed.put(line.replaceAll(" dev[.]outrider[.].*?airports[.]csv", ""), ended);
      }

      assertThat(err("outrider run --rehearse")).startsWith("This is a rehearsal, ");
      assertThat(out("outrider run --rehearse"))
          .contains("train     started on emr", "clean     started on local");
      assertThat(out("outrider step-operator check emr --profile emr"))
          .contains(
              "pass      credentials     arn:aws:iam::123456789012:user/data",
              "pass      cluster         Cluster " + cluster + " is in the state WAITING",
              "has release emr-7.10.0: Spark",
              "pass      logs            The cluster keeps them at s3://acme/logs/.",
              "Step operator 'emr' can be used");
      assertThat(out("outrider plan --profile emr --requests clean"))
          .contains(
              "AddJobFlowSteps to EMR in eu-west-1",
              "aws emr add-steps --region eu-west-1",
              "spark-submit --deploy-mode cluster",
              "\"Jar\": \"command-runner.jar\"",
              "s3://acme/outrider/runs/")
          .doesNotContain("RunJobFlow");
      assertAllIsInS3(aws);
      assertThat(out("outrider runs show --profile emr")).contains("succeeded", "300,310 rows");
      assertThat(out("outrider runs logs --profile emr clean")).contains("delays above");
      assertThat(out("outrider step-operator describe emr --profile emr --iam"))
          .contains("For whoever runs Outrider:", "\"elasticmapreduce:AddJobFlowSteps\"")
          .contains("For the jobs:", "arn:aws:s3:::acme/outrider/*");

      assertThat(out("outrider step-operator check emr --profile fleet"))
          .contains(
              "One is made for each run: 1 m5.xlarge and 4 workers of",
              "Step operator 'emr' can be used");
      assertThat(out("outrider plan --profile fleet --requests train"))
          .contains("RunJobFlow, once for the run", "\"TimeoutAction\": \"SWITCH_TO_ON_DEMAND\"");
      assertOneClusterForTheRun(aws);
      assertThat(out("outrider runs logs --profile fleet train --platform"))
          .contains("startExec 'hadoop jar command-runner.jar spark-submit");
      assertThat(out("outrider runs leaked --profile fleet")).startsWith("No leaked jobs in ");
    }
  }

  private void assertAllIsInS3(LoopbackAws aws) throws IOException {
    String told = out("outrider run --profile emr");
    Matcher run = RUN.matcher(told);
    assertThat(run.find()).as(told).isTrue();
    assertThat(told).doesNotContain("giving back");
    assertThat(told.lines().filter(line -> line.contains("/outputs/")))
        .hasSize(5)
        .allMatch(line -> line.contains(" s3://acme/outrider/runs/" + run.group(1) + "/"));
    Path attempts = aws.bucket().resolve("outrider/runs/" + run.group(1));
    try (Stream<Path> files = Files.walk(attempts)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .contains("result.json", "claim.json", "report.html");
    }
    assertThat(folder.resolve("example/.outrider/store")).doesNotExist();
  }

  private void assertOneClusterForTheRun(LoopbackAws aws) {
    String told = out("outrider run --profile fleet --from train");
    Matcher run = RUN.matcher(told);
    assertThat(run.find()).as(told).isTrue();
    assertThat(told)
        .contains("train     started on emr", "giving back what is kept for the run on emr")
        .doesNotContain("clean     started");
    List<String> made = aws.emr().clusters("outrider-" + run.group(1) + "-emr");
    assertThat(made).hasSize(1);
    assertThat(aws.emr().state(made.get(0))).isEqualTo("TERMINATED");
    assertThat(aws.emr().state(aws.emr().clusters(CLUSTER).get(0))).isEqualTo("WAITING");
  }

  private String out(String command) {
    return ended(command).out();
  }

  private String err(String command) {
    return ended(command).err();
  }

  private Ended ended(String command) {
    List<Ended> found =
        printed.entrySet().stream()
            .filter(each -> (each.getKey() + " ").startsWith(command + " "))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(found).as(command + " of " + printed.keySet()).hasSize(1);
    return found.get(0);
  }

  private static void logged(LoopbackAws aws, URI object, byte[] content) throws IOException {
    Path file = aws.bucket().resolve(object.getPath().substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** Each properties file is named in the paragraph before it. */
  private void writeTheFiles() throws IOException {
    String text = Files.readString(page);
    Matcher block = BLOCK.matcher(text);
    int from = 0;
    while (block.find()) {
      if (block.group(1).equals("properties")) {
        Matcher name = FILE.matcher(text.substring(from, block.start()));
        assertThat(name.find()).as("a file's name before " + block.group(2)).isTrue();
        Files.writeString(folder.resolve("example").resolve(name.group(1)), block.group(2));
      }
      from = block.end();
    }
  }

  /** The commands, without those that only an account can run. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      if (block.group(1).isEmpty() && !block.group(2).contains("# only with an account\n")) {
        block.group(2).lines().map(String::strip).forEach(lines::add);
      }
    }
    return lines;
  }

  private Ended run(String line, Map<String, String> variables) throws Exception {
    Path out = folder.resolve(printed.size() + ".out");
    Path err = folder.resolve(printed.size() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line).directory(folder.resolve("example").toFile());
    builder
        .environment()
        .merge("PATH", home.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OUTRIDER_CACHE", cache.toString());
    builder.environment().putAll(variables);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as(line).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
