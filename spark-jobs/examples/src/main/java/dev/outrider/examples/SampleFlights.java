// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Draws the committed sample: every flight whose columns hash to a multiple of ten, about a tenth,
 * the same ones whatever the order of the rows, the number of files and the version of Spark.
 * {@code scripts/sample-flights} runs it.
 */
public final class SampleFlights {

  private SampleFlights() {}

  public static void main(String[] arguments) throws IOException {
    String source = arguments[0];
    Path target = Path.of(arguments[1]);
    Path folder = Files.createTempDirectory("sample").resolve("parquet");
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark
          .read()
          .parquet(source)
          .where(expr("pmod(xxhash64(date, delay, distance, origin, destination), 10) = 0"))
          // Spark before 3.4 cannot read a time without a zone that a later Spark has written.
          .withColumn("date", col("date").cast("timestamp"))
          .orderBy("date", "origin", "destination", "delay")
          .coalesce(1)
          .write()
          .option("compression", "gzip")
          .parquet(folder.toUri().toString());
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> parts = files.filter(file -> file.toString().endsWith(".parquet")).toList();
      Files.copy(parts.get(0), target);
    }
    System.out.println(target + ": " + Files.size(target) + " bytes");
  }
}
