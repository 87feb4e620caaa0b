// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * A stream that remembers that it could not be written: a writer keeps that to itself. Nothing is
 * written after that. Thread-safe.
 */
final class StandardOutput extends OutputStream {
  /** What a system calls a pipe whose reader has ended. */
  private static final String NO_READER = "Broken pipe";

  private final OutputStream to;
  private Optional<IOException> failure = Optional.empty();

  StandardOutput(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    try {
      to.write(bytes, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /**
   * The exit code of a command: an output that is lost is an error. A reader that has seen enough,
   * as {@code head} has, is none.
   *
   * @param code the command's own
   */
  synchronized int checked(int code, PrintWriter err) {
    if (failure.isEmpty() || NO_READER.equals(failure.get().getMessage())) {
      return code;
    }
    err.println(
        "outrider: The standard output cannot be written: "
            + failure.get().getMessage()
            + ". Part of the output is lost; write it to another place.");
    return code == ExitCode.DONE ? ExitCode.FAILED : code;
  }
}
