// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.Materializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A type with a materializer of its own. */
public final class Matrix {
  private final double first;

  public Matrix(double first) {
    this.first = first;
  }

  public double first() {
    return first;
  }

  /** Stores a matrix as a text file. */
  public static final class Text implements Materializer<Matrix> {
    @Override
    public Class<Matrix> type() {
      return Matrix.class;
    }

    @Override
    public String format() {
      return "matrix-text";
    }

    @Override
    public void write(Matrix value, Path folder) throws IOException {
      Files.writeString(folder.resolve("matrix.txt"), Double.toString(value.first()));
    }

    @Override
    public Matrix read(Path folder) throws IOException {
      return new Matrix(Double.parseDouble(Files.readString(folder.resolve("matrix.txt"))));
    }
  }
}
