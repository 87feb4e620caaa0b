// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a conf leaves Parquet datasets to a committer that renames files. S3 has no rename: S3A
 * copies each file and deletes the first one, which is slow, and is not done in one go. See
 * "Committing work to S3 with the S3A Committers" of Hadoop's documentation, and "Integration with
 * Cloud Infrastructures" of Spark's. Pure.
 */
final class RenamingCommitter {

  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String SPARKS_PROTOCOL =
      "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol";
  private static final String COMMITTER = "spark.sql.parquet.output.committer.class";
  private static final Set<String> RENAMING =
      Set.of(
          "org.apache.parquet.hadoop.ParquetOutputCommitter",
          "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter");

  /** Spark's classes that ask Hadoop which committer a store has. */
  private static final String BINDING = "org.apache.spark.internal.io.cloud.";

  private static final String NAME = "spark.hadoop.fs.s3a.committer.name";
  private static final Set<String> NAMES = Set.of("magic", "directory", "partitioned");

  /** Hadoop has a factory for {@code s3a} only. */
  private static final String FACTORY = "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3";

  private static final String S3A_FACTORY = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";

  /** {@code SparkContext.fillMissingMagicCommitterConfsIfNeeded} sets the rest. */
  private static final Pattern MAGIC =
      Pattern.compile("spark[.]hadoop[.]fs[.]s3a[.]bucket[.].+[.]committer[.]magic[.]enabled");

  private RenamingCommitter() {}

  /**
   * What to say of it, and what to set instead.
   *
   * @param attempt the attempt's folder
   * @param line Spark's and Scala's version: {@code 3.5.5_2.12}
   * @return empty where the folder is not in S3, or another committer is chosen
   */
  static Optional<String> note(URI attempt, Map<String, String> conf, String line) {
    if (!S3aConnector.reaches(attempt) || !renames(attempt.getScheme(), conf)) {
      return Optional.empty();
    }
    String factory = attempt.getScheme().equals("s3") ? ", " + FACTORY + " = " + S3A_FACTORY : "";
    int scala = line.lastIndexOf('_');
    return Optional.of(
        "datasets in "
            + attempt
            + " are committed by renaming files, which S3 does by copying them; for one that does not,"
            + " add spark-hadoop-cloud_"
            + line.substring(scala + 1)
            + "-"
            + line.substring(0, scala)
            + ".jar to the Spark home and set "
            + PROTOCOL
            + " = "
            + BINDING
            + "PathOutputCommitProtocol, "
            + COMMITTER
            + " = "
            + BINDING
            + "BindingParquetOutputCommitter, "
            + NAME
            + " = magic"
            + factory);
  }

  private static boolean renames(String scheme, Map<String, String> conf) {
    String protocol = conf.getOrDefault(PROTOCOL, SPARKS_PROTOCOL);
    Optional<String> committer = Optional.ofNullable(conf.get(COMMITTER));
    boolean magic =
        conf.entrySet().stream()
            .anyMatch(
                each ->
                    MAGIC.matcher(each.getKey()).matches()
                        && each.getValue().equalsIgnoreCase("true"));
    boolean bound =
        magic
            || protocol.startsWith(BINDING)
            || committer.filter(each -> each.startsWith(BINDING)).isPresent();
    if (bound) {
      boolean named = magic || NAMES.contains(conf.getOrDefault(NAME, "file"));
      return !named || scheme.equals("s3") && !conf.containsKey(FACTORY);
    }
    return protocol.equals(SPARKS_PROTOCOL) && committer.map(RENAMING::contains).orElse(true);
  }
}
