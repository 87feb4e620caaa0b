// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;

/** Another process that holds a run store's write lock until its input ends. */
public final class StoreHolder implements AutoCloseable {
  private final Process process;

  private StoreHolder(Process process) {
    this.process = process;
  }

  static StoreHolder hold(Path store) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StoreHolder.class.getName(),
            store.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (process.getInputStream().read() != 'h') {
      process.destroy();
      throw new AssertionError("the holder has ended");
    }
    return new StoreHolder(process);
  }

  @Override
  public void close() throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }

  public static void main(String[] words) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + words[0]);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      System.out.print('h');
      System.out.flush();
      while (System.in.read() >= 0) {}
      statement.execute("ROLLBACK");
    }
  }
}
