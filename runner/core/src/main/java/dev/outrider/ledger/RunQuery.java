// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.step.value.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which runs a page of the run store has: the newest ones that fit.
 *
 * @param pipeline of this pipeline only
 * @param outcome that stand so only, such as {@code failed}
 * @param project with the same parameters as this project only; only together with a pipeline
 * @param since begun then or later, to the second
 * @param before older than this run
 * @param limit at most so many; at least 1
 */
public record RunQuery(
    Optional<String> pipeline,
    Optional<String> outcome,
    Optional<JsonText> project,
    Optional<Instant> since,
    Optional<RunRecord> before,
    int limit) {
  public RunQuery {
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(before, "before");
    if (limit < 1) {
      throw new IllegalArgumentException("limit was " + limit + " but must be 1 or more");
    }
  }

  /** The newest runs, whatever they are. */
  public static RunQuery newest(int limit) {
    return new RunQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /** The newest runs of a pipeline with the same parameters. */
  static RunQuery same(String pipeline, JsonText project, int limit) {
    return new RunQuery(
        Optional.of(pipeline),
        Optional.empty(),
        Optional.of(project),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /** The page that comes after the one that ends with a run. */
  RunQuery after(RunRecord last) {
    return new RunQuery(pipeline, outcome, project, since, Optional.of(last), limit);
  }

  /** What follows {@code FROM run}, and its values. */
  Sql sql() {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    pipeline.ifPresent(each -> add("pipeline = ?", each, conditions, values));
    outcome.ifPresent(each -> add("outcome = ?", each, conditions, values));
    project.ifPresent(
        each ->
            add("parameters = json_extract(?, '$.parameters')", each.text(), conditions, values));
    // without its last letter the text of a second is before all texts of its fractions
    since.ifPresent(
        each -> {
          String second = each.truncatedTo(ChronoUnit.SECONDS).toString();
          add("created >= ?", second.substring(0, second.length() - 1), conditions, values);
        });
    before.ifPresent(
        each -> {
          add("(created, id) < (?, ?)", each.created().toString(), conditions, values);
          values.add(each.id());
        });
    values.add(limit);
    return new Sql(
        (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
            + " ORDER BY created DESC, id DESC LIMIT ?",
        values.toArray());
  }

  private static void add(
      String condition, Object value, List<String> conditions, List<Object> values) {
    conditions.add(condition);
    values.add(value);
  }

  /** A part of a statement. */
  record Sql(String text, Object[] values) {}
}
