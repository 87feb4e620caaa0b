// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.materialize.SparkFiles;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Counts the rows of a write by the job group that its jobs run in. */
final class WriteCounter implements SparkFiles.RowCount {

  private static final long LIMIT_MILLIS = 60_000;

  private final SparkContext context;
  private final StageListener listener;

  WriteCounter(SparkContext context, StageListener listener) {
    this.context = context;
    this.listener = listener;
  }

  @Override
  public OptionalLong during(String output, Runnable write) {
    String group = "outrider-output-" + output;
    String fence = group + "-written";
    try {
      context.setJobGroup(group, "writes output '" + output + "'", false);
      write.run();
      // An empty job costs nothing, and its event comes after those of the write.
      context.setJobGroup(fence, "is empty", false);
      JavaSparkContext.fromSparkContext(context).emptyRDD().count();
      return listener.rowsWritten(group, fence, LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    } finally {
      context.clearJobGroup();
    }
  }
}
