// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.HadoopAccess;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a conf leaves Parquet datasets to a committer that renames files, in a store that renames
 * a file by copying it and deleting the first one: slow, and not done in one go. See "Committing
 * work to S3 with the S3A Committers" of Hadoop's documentation, and "Integration with Cloud
 * Infrastructures" of Spark's. Pure.
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

  private RenamingCommitter() {}

  /**
   * What to say of it, and what to set instead.
   *
   * @param committer what the attempt's store has; empty where it can rename, or is on a disk
   * @param attempt the attempt's folder
   * @param line Spark's and Scala's version: {@code 3.5.5_2.12}
   * @return empty where nothing is renamed by copying
   */
  static Optional<String> note(
      Optional<HadoopAccess.Committer> committer,
      URI attempt,
      Map<String, String> conf,
      String line) {
    return committer
        .filter(each -> renames(each, factories(each, attempt), conf))
        .map(each -> advice(each, attempt, line));
  }

  private static Map<String, String> factories(HadoopAccess.Committer committer, URI attempt) {
    return committer.factories().getOrDefault(attempt.getScheme(), Map.of());
  }

  private static String advice(HadoopAccess.Committer committer, URI attempt, String line) {
    int scala = line.lastIndexOf('_');
    return "datasets in "
        + attempt
        + " are committed by renaming files, which "
        + committer.store()
        + " does by copying them; for one that does not, add spark-hadoop-cloud_"
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
        + committer.property()
        + " = "
        + committer.names().get(0)
        + factories(committer, attempt).entrySet().stream()
            .map(each -> ", " + each.getKey() + " = " + each.getValue())
            .collect(Collectors.joining());
  }

  private static boolean renames(
      HadoopAccess.Committer committer, Map<String, String> factories, Map<String, String> conf) {
    String protocol = conf.getOrDefault(PROTOCOL, SPARKS_PROTOCOL);
    Optional<String> chosen = Optional.ofNullable(conf.get(COMMITTER));
    boolean implied =
        conf.entrySet().stream()
            .anyMatch(
                each ->
                    each.getKey().matches(committer.implied())
                        && each.getValue().equalsIgnoreCase("true"));
    if (implied
        || protocol.startsWith(BINDING)
        || chosen.filter(each -> each.startsWith(BINDING)).isPresent()) {
      boolean named =
          implied || committer.names().contains(conf.getOrDefault(committer.property(), ""));
      return !named || !conf.keySet().containsAll(factories.keySet());
    }
    return protocol.equals(SPARKS_PROTOCOL) && chosen.map(RENAMING::contains).orElse(true);
  }
}
