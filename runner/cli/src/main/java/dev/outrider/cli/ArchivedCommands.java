// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.RunStoreException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs short commands once, for the archive of classes that {@code bin/outrider} makes: what these
 * use is most of what any command uses before its own work begins. It is called twice: what makes a
 * run store is of the first time, and not in the archive, which would be larger by a third.
 */
final class ArchivedCommands {
  private ArchivedCommands() {}

  /**
   * @param words a folder that the caller throws away; a project is laid out there
   * @throws IOException when that cannot be
   */
  public static void main(String[] words) throws IOException {
    Path project = Path.of(words[0]).toAbsolutePath();
    Files.writeString(
        Files.createDirectories(project).resolve("outrider.properties"),
        "run-store = .outrider/runs.db\n");
    Terminal terminal =
        Main.terminal(new StandardOutput(new FileOutputStream(FileDescriptor.out)), project);
    terminal.plugins().ahead();
    Main main = new Main(terminal);
    try {
      terminal.open(project.resolve(".outrider/runs.db")).close();
    } catch (RunStoreException e) {
      // an archive without what a run store takes is as good for all other commands
    }
    main.run("step-operator", "flavor", "list");
    main.run("step-operator", "list");
    main.run("runs", "list");
    main.run("runs", "show");
    terminal.out().flush();
    System.exit(ExitCode.DONE);
  }
}
