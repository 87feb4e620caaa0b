// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.net.URI;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Data that lies somewhere, as inputs of steps. Nothing is read before the step runs. */
public final class Sources {

  private Sources() {}

  /** A Parquet file or folder. */
  public static Artifact<Dataset<Row>> parquet(Artifact<URI> location) {
    return dataset("parquet", location, Map.of());
  }

  /** A CSV file or folder whose first line names the columns; Spark infers their types. */
  public static Artifact<Dataset<Row>> csv(Artifact<URI> location) {
    return dataset("csv", location, Map.of("header", "true", "inferSchema", "true"));
  }

  /** A file or folder with one JSON object a line. */
  public static Artifact<Dataset<Row>> json(Artifact<URI> location) {
    return dataset("json", location, Map.of());
  }

  /**
   * A dataset in any format that the step's Spark can read.
   *
   * @param format Spark's name of the format, for example {@code orc}
   * @param location where it lies
   * @param options Spark's options for reading it; never a secret, for they are recorded
   */
  public static Artifact<Dataset<Row>> dataset(
      String format, Artifact<URI> location, Map<String, String> options) {
    return new Artifact.Source<>("dataset", format, location, options);
  }

  /** A pipeline model that Spark ML saved. */
  public static Artifact<PipelineModel> model(Artifact<URI> location) {
    return new Artifact.Source<>("model", "spark-ml", location, Map.of());
  }
}
