// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.materialize;

import dev.outrider.application.store.Store;
import dev.outrider.application.store.StoredFile;
import dev.outrider.application.store.Stores;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Datasets as Parquet with their schema, models by Spark ML's own persistence. */
public final class SparkFiles {

  private final SparkSession spark;
  private final RowCount rowCount;

  /** Counts the rows of a write by what its tasks report. */
  public interface RowCount {
    /**
     * Runs a write, and returns the number of rows written.
     *
     * @return empty when Spark did not report every task
     */
    OptionalLong during(String output, Runnable write);
  }

  public SparkFiles(SparkSession spark, RowCount rowCount) {
    this.spark = spark;
    this.rowCount = rowCount;
  }

  Dataset<?> readDataset(InputRecord input, Type type, Stores stores, String path)
      throws IOException {
    Dataset<Row> rows =
        spark
            .read()
            .format(input.format().orElse("parquet"))
            .options(input.options())
            .load(stores.pattern(Artifacts.place(input, path)));
    Class<?> element = JsonForm.raw(JsonForm.argument(type, 0));
    return element == Row.class || element == Object.class ? rows : rows.as(encoder(element, path));
  }

  OutputRecord writeDataset(String name, Object value, URI folder, Stores stores)
      throws IOException {
    Dataset<?> dataset = (Dataset<?>) value;
    OptionalLong counted =
        rowCount.during(name, () -> dataset.write().format("parquet").save(written(folder)));
    // Spark gives events up under heavy load; Parquet's footers know the number too.
    long rows =
        counted.isPresent()
            ? counted.getAsLong()
            : spark.read().schema(dataset.schema()).parquet(stores.pattern(folder)).count();
    return Listing.record(
        stores,
        ValueKind.DATASET,
        "parquet",
        folder,
        Optional.empty(),
        Optional.of(new JsonText(dataset.schema().json())),
        Optional.of(rows),
        Optional.of(Committer.of(spark, stores, folder)),
        Optional.empty());
  }

  OutputRecord writeModel(Object value, URI folder, Store store, String path) throws IOException {
    if (!(value instanceof MLWritable)) {
      throw new IllegalArgumentException(
          path
              + " is a "
              + value.getClass().getName()
              + ", which Spark ML cannot save: it is no MLWritable. Give a model that is, or a value with a JSON form.");
    }
    ((MLWritable) value).write().save(written(folder));
    return Listing.record(
        store,
        ValueKind.MODEL,
        "spark-ml",
        folder,
        Optional.of(value.getClass().getName()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * By the class that was saved, which its metadata names: the declared type may be an interface.
   */
  Object readModel(URI place, Class<?> declared, Stores stores, String path) throws IOException {
    String saved = savedClass(place, stores, path);
    try {
      Class<?> type = Class.forName(saved, true, Thread.currentThread().getContextClassLoader());
      if (!declared.isAssignableFrom(type)) {
        throw new IllegalArgumentException(
            path
                + " must be a "
                + declared.getName()
                + " but "
                + place
                + " holds a "
                + saved
                + ".");
      }
      return type.getMethod("load", String.class).invoke(null, stores.pattern(place));
    } catch (InvocationTargetException e) {
      throw new IOException(
          path + " cannot be loaded from " + place + ": " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IOException(
          path + " cannot be loaded from " + place + ": " + saved + " has no load(String). " + e,
          e);
    }
  }

  private static String savedClass(URI place, Store store, String path) throws IOException {
    StoreLocation metadata = StoreLocation.of(place).folder().resolve("metadata/");
    if (!store.exists(metadata.uri())) {
      throw new IOException(
          path + ": " + place + " holds no model that Spark ML saved: it has no metadata/.");
    }
    for (StoredFile file : store.list(metadata.uri())) {
      if (file.path().startsWith("part-") && file.size() > 0) {
        byte[] part = store.read(metadata.resolve(file.path()).uri());
        String json = new String(part, StandardCharsets.UTF_8);
        Optional<JsonText> type = JsonForm.member(json.trim(), "class", metadata.toString());
        if (type.isPresent()) {
          return type.get().as(String.class, metadata.toString());
        }
      }
    }
    throw new IOException(path + ": " + metadata + " does not name the class of the model.");
  }

  /** As Spark takes a place where it writes: Hadoop's paths have no escapes. */
  private static String written(URI place) {
    return new Path(place).toString();
  }

  private static Encoder<?> encoder(Class<?> element, String path) {
    if (element == String.class) {
      return Encoders.STRING();
    }
    if (element == Integer.class) {
      return Encoders.INT();
    }
    if (element == Long.class) {
      return Encoders.LONG();
    }
    if (element == Double.class) {
      return Encoders.DOUBLE();
    }
    if (element == Boolean.class) {
      return Encoders.BOOLEAN();
    }
    boolean bean = false;
    for (java.lang.reflect.Constructor<?> each : element.getConstructors()) {
      bean |= each.getParameterCount() == 0;
    }
    if (!bean) {
      throw new IllegalArgumentException(
          path
              + " is a Dataset<"
              + element.getSimpleName()
              + ">, which is no Java bean: Spark finds no encoder for it from here. Take a Dataset<Row> and use as(...) in run().");
    }
    return Encoders.bean(element);
  }
}
