// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Stores values of a type of one's own as files, and reads them back. Datasets, Spark ML models,
 * values with a JSON form and {@link Path} need none.
 *
 * <p>An implementation has a public constructor without parameters and is named in the file {@code
 * META-INF/services/dev.outrider.step.Materializer} of the user's classes or of a jar. It names its
 * type directly ({@code implements Materializer<Matrix>}): the type is read from the class file
 * when a pipeline is planned. One instance serves one launch; calls come from one thread at a time.
 *
 * @param <T> the type, exactly as steps declare it
 */
public interface Materializer<T> {

  /** The type that this materializer stores, for example {@code Matrix.class}. */
  Class<T> type();

  /**
   * The format's name in the result record, for example {@code npy}: {@code [a-z][a-z0-9-]{0,39}}.
   */
  String format();

  /**
   * Writes the value as one or more files.
   *
   * @param value the value, never null
   * @param folder an empty folder on the local disk; everything in it becomes the output
   * @throws IOException when it cannot be written
   */
  void write(T value, Path folder) throws IOException;

  /**
   * Reads the value back.
   *
   * @param folder a folder on the local disk that holds what {@link #write} put there
   * @return the value, never null
   * @throws IOException when it cannot be read
   */
  T read(Path folder) throws IOException;
}
