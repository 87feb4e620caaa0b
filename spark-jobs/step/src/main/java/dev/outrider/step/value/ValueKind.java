// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import java.util.ArrayDeque;
import java.util.Deque;

/** How a value of a type travels from step to step. */
public enum ValueKind {
  /** A {@code Dataset}, stored as Parquet with its schema. */
  DATASET,
  /** A Spark ML model or transformer, stored by ML persistence. */
  MODEL,
  /** A {@code Path}, stored as a file or folder. */
  FILE,
  /** A value with a JSON form. */
  VALUE,
  /** A type with a {@link dev.outrider.step.Materializer} of its own. */
  CUSTOM;

  /** The name in JSON documents, for example {@code dataset}. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The kind of a type, by its name and its supertypes' names, so that it works where Spark is not
   * on the class path. {@link #CUSTOM} is for the caller to decide.
   */
  public static ValueKind of(Class<?> type) {
    if (type.getName().equals("org.apache.spark.sql.Dataset")) {
      return DATASET;
    }
    if (java.nio.file.Path.class.isAssignableFrom(type)) {
      return FILE;
    }
    Deque<Class<?>> types = new ArrayDeque<>();
    types.add(type);
    while (!types.isEmpty()) {
      Class<?> next = types.pop();
      if (next.getName().startsWith("org.apache.spark.ml.")) {
        return MODEL;
      }
      if (next.getSuperclass() != null) {
        types.push(next.getSuperclass());
      }
      for (Class<?> each : next.getInterfaces()) {
        types.push(each);
      }
    }
    return VALUE;
  }
}
