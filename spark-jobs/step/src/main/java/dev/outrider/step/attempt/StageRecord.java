// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.util.Objects;

/** How far a Spark stage is. */
public final class StageRecord extends JsonValueObject {

  private final int id;
  private final int attempt;
  private final String state;
  private final int tasks;
  private final int completed;
  private final int failed;

  /**
   * All parts.
   *
   * @param id Spark's stage id
   * @param attempt Spark's stage attempt, 0 for the first
   * @param state {@code running}, {@code succeeded} or {@code failed}
   * @param tasks tasks in all
   * @param completed tasks that succeeded
   * @param failed tasks that failed, retries counted
   */
  public StageRecord(int id, int attempt, String state, int tasks, int completed, int failed) {
    this.id = id;
    this.attempt = attempt;
    this.state = Objects.requireNonNull(state, "state");
    this.tasks = tasks;
    this.completed = completed;
    this.failed = failed;
  }

  /** Spark's stage id. */
  public int id() {
    return id;
  }

  /** Spark's stage attempt, 0 for the first. */
  public int attempt() {
    return attempt;
  }

  /** {@code running}, {@code succeeded} or {@code failed}. */
  public String state() {
    return state;
  }

  /** Tasks in all. */
  public int tasks() {
    return tasks;
  }

  /** Tasks that succeeded. */
  public int completed() {
    return completed;
  }

  /** Tasks that failed, retries counted. */
  public int failed() {
    return failed;
  }
}
