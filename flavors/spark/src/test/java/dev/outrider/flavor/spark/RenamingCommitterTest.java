// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.HadoopAccess;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the plan warns of a committer that renames. */
class RenamingCommitterTest {

  private static final String LINE = "3.5.5_2.12";
  private static final URI S3 = URI.create("s3://acme/runs/r/train/1/");
  private static final URI S3A = URI.create("s3a://acme/runs/r/train/1/");
  private static final String BINDINGS =
      " are committed by renaming files, which S3 does by copying them; for one that does not, add"
          + " spark-hadoop-cloud_2.12-3.5.5.jar to the Spark home and set"
          + " spark.sql.sources.commitProtocolClass ="
          + " org.apache.spark.internal.io.cloud.PathOutputCommitProtocol,"
          + " spark.sql.parquet.output.committer.class ="
          + " org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter,"
          + " spark.hadoop.fs.s3a.committer.name = magic";
  private static final String FACTORY = "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3";

  @Test
  void sparksOwnCommitterIsWarnedOfInS3Only() {
    assertThat(note(S3, Map.of()))
        .contains(
            "datasets in "
                + S3
                + BINDINGS
                + ", "
                + FACTORY
                + " = org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");
    assertThat(note(S3A, Map.of())).contains("datasets in " + S3A + BINDINGS);
    assertThat(note(URI.create("file:/acme/"), Map.of())).isEmpty();
  }

  @Test
  void aNameOfACommitterThatNothingAsksForChangesNothing() {
    assertThat(note(S3A, Map.of("spark.hadoop.fs.s3a.committer.name", "magic"))).isPresent();
    assertThat(
            note(
                S3A,
                Map.of(
                    "spark.sql.parquet.output.committer.class",
                    "org.apache.parquet.hadoop.ParquetOutputCommitter")))
        .isPresent();
  }

  @Test
  void whatTheNoteSaysEndsTheNote() {
    Map<String, String> bound =
        Map.of(
            "spark.sql.sources.commitProtocolClass",
            "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol",
            "spark.sql.parquet.output.committer.class",
            "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter",
            "spark.hadoop.fs.s3a.committer.name",
            "magic");
    Map<String, String> forS3 = new HashMap<>(bound);
    forS3.put(FACTORY, "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");

    assertThat(note(S3A, bound)).isEmpty();
    assertThat(note(S3, bound)).isPresent();
    assertThat(note(S3, forS3)).isEmpty();
  }

  @Test
  void aCommitterOfAnotherMakeIsLeftInPeace() {
    assertThat(note(S3, Map.of("spark.sql.parquet.output.committer.class", "acme.Committer")))
        .isEmpty();
    assertThat(note(S3, Map.of("spark.sql.sources.commitProtocolClass", "acme.Protocol")))
        .isEmpty();
    assertThat(note(S3A, Map.of("spark.hadoop.fs.s3a.bucket.acme.committer.magic.enabled", "true")))
        .isEmpty();
  }

  private static Optional<String> note(URI attempt, Map<String, String> conf) {
    return RenamingCommitter.note(
        new StoreConnector(Path.of("/opt/spark"), List.of(), List.of(Stores.S3))
            .to(attempt)
            .flatMap(HadoopAccess::committer),
        attempt,
        conf,
        LINE);
  }
}
