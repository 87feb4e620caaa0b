// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.value.ValueKind;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a person who ran a step by hand is told at its end. */
final class Summary {

  private static final int COLUMN_WIDTH = 24;

  private final PrintStream out;
  private final int rows;

  /**
   * @param rows how many rows of each dataset are shown; 0 for none
   */
  Summary(PrintStream out, int rows) {
    this.out = out;
    this.rows = rows;
  }

  void print(String step, Optional<SparkSession> spark, Map<String, OutputRecord> outputs) {
    out.println("Step '" + step + "' succeeded.");
    for (Map.Entry<String, OutputRecord> each : outputs.entrySet()) {
      OutputRecord output = each.getValue();
      String count = output.rows().map(n -> String.format(Locale.ROOT, "%,d rows, ", n)).orElse("");
      out.println();
      out.println(
          each.getKey()
              + ": "
              + output.kind()
              + ", "
              + output.format()
              + ", "
              + count
              + bytes(output.bytes()));
      out.println(output.uri());
      if (rows > 0 && output.kind().equals(ValueKind.DATASET.id()) && spark.isPresent()) {
        Dataset<Row> dataset = spark.get().read().parquet(output.uri().toString());
        out.print(dataset.schema().treeString());
        out.flush();
        dataset.show(rows, COLUMN_WIDTH);
      }
    }
    out.flush();
  }

  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
