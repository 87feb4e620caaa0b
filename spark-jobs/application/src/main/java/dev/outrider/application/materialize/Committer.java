// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.materialize;

import dev.outrider.application.store.Store;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What put the files of a Parquet dataset in place. */
final class Committer {

  private static final String SUCCESS = "_SUCCESS";
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String SPARKS_PROTOCOL =
      "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol";
  private static final String COMMITTER = "spark.sql.parquet.output.committer.class";
  private static final String PARQUETS_COMMITTER =
      "org.apache.parquet.hadoop.ParquetOutputCommitter";
  private static final String ALGORITHM = "mapreduce.fileoutputcommitter.algorithm.version";

  private Committer() {}

  /**
   * Its name: the one that it wrote into {@code _SUCCESS}, as the committers of S3A and the
   * manifest committer do; otherwise the class that the session is configured with.
   *
   * @param folder the dataset, which is written
   */
  static String of(SparkSession spark, Store store, URI folder) throws IOException {
    Optional<String> own = own(store, folder.resolve(SUCCESS));
    if (own.isPresent()) {
      return own.get();
    }
    String protocol = spark.conf().get(PROTOCOL, SPARKS_PROTOCOL);
    if (!protocol.equals(SPARKS_PROTOCOL)) {
      return protocol;
    }
    String committer = spark.conf().get(COMMITTER, PARQUETS_COMMITTER);
    if (!committer.equals(PARQUETS_COMMITTER)) {
      return committer;
    }
    String algorithm = spark.sparkContext().hadoopConfiguration().get(ALGORITHM, "1");
    return committer + ", algorithm " + algorithm;
  }

  private static Optional<String> own(Store store, URI success) throws IOException {
    if (!store.exists(success)) {
      return Optional.empty();
    }
    String json = new String(store.read(success), StandardCharsets.UTF_8).trim();
    if (json.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<JsonText> name = JsonForm.member(json, "committer", success.toString());
      return name.isPresent()
          ? Optional.of(name.get().as(String.class, success.toString()))
          : Optional.empty();
    } catch (JsonFormException e) {
      // Whatever another committer leaves there is no reason to fail a step that has succeeded.
      return Optional.empty();
    }
  }
}
