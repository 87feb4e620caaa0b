// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.SparkSubmit.Ended;
import dev.outrider.application.store.Stores;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts whose folder is in an object store: {@code s3://}, by Hadoop's S3A, over real HTTP. */
class ObjectStoreIT {

  private static final List<String> MADE =
      List.of("numbers", "points", "model", "totals", "mean", "report", "folder", "matrix");

  /** A folder whose name people, plans and stores spell in different ways. */
  private static final String ODD = "env=prod/a+b out rider 50% %2F é";

  @TempDir static Path shared;
  private static S3Proxy s3;
  private static Path bundle;
  private static Path bucket;

  @TempDir Path folder;
  private SparkSubmit spark;

  @BeforeAll
  static void start() throws IOException {
    s3 = S3Proxy.start(Files.createDirectories(shared.resolve("s3")));
    bucket = s3.bucket("acme");
    bundle =
        TestBundle.of(
            shared.resolve("bundle.jar"),
            List.of("MakeAll", "TakeAll", "Echo"),
            17,
            Optional.of("2.12"));
  }

  @AfterAll
  static void stop() throws Exception {
    s3.close();
  }

  @BeforeEach
  void spark() throws IOException {
    spark = new SparkSubmit(SparkSubmit.builtHome(), folder.resolve("printed"));
    String jars = S3Proxy.jars().stream().map(Path::toString).collect(Collectors.joining(":"));
    spark.conf("spark.driver.extraClassPath", jars);
    s3.hadoop().forEach((key, value) -> spark.conf("spark.hadoop." + key, value));
  }

  @Test
  void whatAnAttemptWritesIsRecordedTakenAgainAndNotTouchedByALateLaunch() throws IOException {
    Path first = bucket.resolve(ODD + "/runs/first");
    String context = order(first, "MakeAll", "{\"rows\":10}", Map.of(), MADE);

    Ended made = spark.run(bundle, "--context", context);

    assertThat(made.exitCode()).as(made.err()).isZero();
    Path launch = Attempts.launches(first).get(0);
    Result result = Attempts.result(launch);
    assertThat(result.status()).isEqualTo(Result.SUCCEEDED);
    assertThat(StoreLocation.of(result.outputs().get("numbers").uri()).key())
        .startsWith(ODD + "/runs/first/step/1/");
    assertThat(result.outputs().get("numbers").rows()).contains(10L);
    assertThat(result.outputs().get("numbers").committer())
        .contains("org.apache.parquet.hadoop.ParquetOutputCommitter, algorithm 1");
    for (Map.Entry<String, OutputRecord> each : result.outputs().entrySet()) {
      assertThat(
              Attempts.problems(
                  each.getKey(),
                  each.getValue(),
                  launch.resolve("outputs").resolve(each.getKey()),
                  ObjectStoreIT::etag))
          .isEmpty();
    }
    assertThat(Attempts.claim(first.resolve("step/1")).launch()).isEqualTo(result.launch());
    assertThat(Attempts.mark(first, AttemptLayout.beat(Attempts.KEY)).status()).isEmpty();
    assertThat(Attempts.mark(first, AttemptLayout.done(Attempts.KEY)).status())
        .contains("succeeded");
    assertThat(Attempts.logs(launch)).contains("making 10 rows", "printed by the step");
    List<Event> events = Attempts.events(launch);
    assertThat(events.get(0).type()).isEqualTo("started");
    assertThat(events.get(events.size() - 1).type()).isEqualTo("ended");

    List<String> before = listing(first);
    Ended late = spark.run(bundle, "--context", context);

    assertThat(late.exitCode()).as(late.err()).isEqualTo(75);
    assertThat(listing(first)).isEqualTo(before);

    Path second = bucket.resolve(ODD + "/runs/second");
    Map<String, InputRecord> inputs = new LinkedHashMap<>();
    for (String name : MADE) {
      inputs.put(name, Attempts.asInput(result.outputs().get(name)));
    }
    inputs.put("parts", InputRecord.list(List.of(inputs.get("numbers"), inputs.get("points"))));
    inputs.put("scores", InputRecord.list(List.of(inputs.get("mean"))));
    inputs.put("seed", InputRecord.constant(new JsonText("7")));
    Ended taken =
        spark.run(
            bundle,
            "--context",
            order(second, "TakeAll", "{\"title\":\"night\"}", inputs, List.of("output")));

    assertThat(taken.exitCode()).as(taken.err()).isZero();
    assertThat(Attempts.launches(second).get(0).resolve("outputs/output/value.json"))
        .content()
        .contains(
            "numbers 10",
            "points [a, b]",
            "model [0.0]",
            "mean 2.5",
            "report all is well",
            "folder inner",
            "odd odd",
            "empty true",
            "matrix 4.25",
            "parts [10, 2]");
  }

  /** By the settings that the plan names where Spark's own committer would rename. */
  @Test
  void aCommitterThatDoesNotRenameIsNamedInTheResult() throws IOException {
    Path run = bucket.resolve("magic");
    String cloud = "org.apache.spark.internal.io.cloud.";
    spark
        .conf("spark.sql.sources.commitProtocolClass", cloud + "PathOutputCommitProtocol")
        .conf("spark.sql.parquet.output.committer.class", cloud + "BindingParquetOutputCommitter")
        .conf("spark.hadoop.fs.s3a.committer.name", "magic")
        .conf(
            "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3",
            "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");

    Ended made =
        spark.run(bundle, "--context", order(run, "MakeAll", "{\"rows\":10}", Map.of(), MADE));

    assertThat(made.exitCode()).as(made.err()).isZero();
    OutputRecord numbers = Attempts.result(Attempts.launches(run).get(0)).outputs().get("numbers");
    assertThat(numbers.committer()).contains("magic");
    assertThat(numbers.rows()).contains(10L);
  }

  @Test
  void aStepThatEndsItsProcessLeavesItsErrorThereAllTheSame() throws IOException {
    Path run = bucket.resolve("failed");

    Ended ended =
        spark.run(
            bundle,
            "--context",
            order(run, "Echo", "{\"text\":\"exit\"}", Map.of(), List.of("output")));

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    Result result = Attempts.result(Attempts.launches(run).get(0));
    assertThat(result.status()).isEqualTo(Result.FAILED);
    assertThat(result.error().orElseThrow().kind()).isEqualTo(FailureKind.USER);
    assertThat(result.error().orElseThrow().message()).contains("called System.exit");
    assertThat(Attempts.mark(run, AttemptLayout.done(Attempts.KEY)).status()).contains("failed");
  }

  /** Writes a context with the bucket's URIs into it, and gives its own. */
  private String order(
      Path run,
      String stepClass,
      String parameters,
      Map<String, InputRecord> inputs,
      List<String> outputs)
      throws IOException {
    Path local = folder.resolve("local").resolve(bucket.relativize(run));
    Path file =
        Attempts.order(local, stepClass, parameters, inputs, outputs, Map.of(), Optional.empty());
    String there = folder.resolve("local").toUri().toString();
    String here = "s3://acme/";
    URI context = URI.create(file.toUri().toString().replace(there, here));
    String json = Files.readString(file).replace(there, here);
    new Stores(s3.client()).write(context, json.getBytes(StandardCharsets.UTF_8));
    return context.toString();
  }

  /** S3 has an object that was put in one piece tagged by the MD5 of its content. */
  private static String etag(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> listing(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().map(ObjectStoreIT::described).toList();
    }
  }

  private static String described(Path file) {
    try {
      return file + " " + Files.getLastModifiedTime(file) + " " + etag(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
