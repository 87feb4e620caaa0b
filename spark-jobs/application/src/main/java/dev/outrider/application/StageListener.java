// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.StageRecord;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;

/**
 * Follows Spark's stages: tells the events how far they are, and counts the rows that the tasks of
 * a write have written, by job group. Spark calls it from one thread, others ask.
 */
final class StageListener extends SparkListener {

  private static final String GROUP = "spark.jobGroup.id";

  private final EventLog events;
  private final Map<Integer, Stage> running = new HashMap<>();
  private final Map<String, Long> rows = new HashMap<>();
  private final Map<String, Boolean> complete = new HashMap<>();
  private String reached = "";

  StageListener(EventLog events) {
    this.events = events;
  }

  /**
   * The rows that were written by the jobs of a group.
   *
   * @param group the group of the write's jobs
   * @param fence the group of an empty job that was run after them: once it is seen, everything
   *     before it was seen too
   * @return empty when Spark has dropped events, as it does under heavy load, or is late by more
   *     than the limit
   */
  synchronized OptionalLong rowsWritten(String group, String fence, long limitMillis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    while (!reached.equals(fence)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return OptionalLong.empty();
      }
      wait(left);
    }
    boolean known = complete.getOrDefault(group, false);
    return known ? OptionalLong.of(rows.getOrDefault(group, 0L)) : OptionalLong.empty();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String group = group(job.properties());
    complete.putIfAbsent(group, true);
    reached = group;
    notifyAll();
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Stage stage = new Stage(submitted.stageInfo(), group(submitted.properties()));
    running.put(stage.id, stage);
    tell(stage, "running", Optional.empty());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    Stage stage = running.get(end.stageId());
    if (stage == null || stage.attempt != end.stageAttemptId()) {
      return;
    }
    if (!end.taskInfo().successful()) {
      stage.failed++;
    } else if (!stage.succeeded.get(end.taskInfo().index())) {
      stage.succeeded.set(end.taskInfo().index());
      if (end.taskMetrics() != null) {
        stage.rows += end.taskMetrics().outputMetrics().recordsWritten();
      }
    }
    tell(stage, "running", Optional.empty());
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    StageInfo info = completed.stageInfo();
    Stage stage = running.remove(info.stageId());
    boolean failed = info.failureReason().isDefined();
    if (stage == null) {
      complete.replaceAll((group, known) -> false);
      return;
    }
    rows.merge(stage.group, stage.rows, Long::sum);
    if (!failed && stage.succeeded.cardinality() < stage.tasks) {
      complete.put(stage.group, false);
    }
    tell(
        stage,
        failed ? "failed" : "succeeded",
        failed ? Optional.of(firstLine(info.failureReason().get())) : Optional.empty());
  }

  private void tell(Stage stage, String state, Optional<String> reason) {
    int done = stage.succeeded.cardinality();
    events.stage(
        stage.name,
        new StageRecord(stage.id, stage.attempt, state, stage.tasks, done, stage.failed),
        reason);
  }

  private static String group(Properties properties) {
    return properties == null ? "" : properties.getProperty(GROUP, "");
  }

  private static String firstLine(String text) {
    return text.split("\\R", 2)[0];
  }

  private static final class Stage {
    private final int id;
    private final int attempt;
    private final String name;
    private final int tasks;
    private final String group;
    private final BitSet succeeded = new BitSet();
    private int failed;
    private long rows;

    Stage(StageInfo info, String group) {
      this.id = info.stageId();
      this.attempt = info.attemptNumber();
      this.name = info.name();
      this.tasks = info.numTasks();
      this.group = group;
    }
  }
}
