// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

/**
 * Runs short commands once, for the archive of classes that {@code bin/outrider} makes: what these
 * use is most of what any command uses before its own work begins.
 */
final class ArchivedCommands {
  private ArchivedCommands() {}

  /**
   * @param words an empty properties file, whose folder is used and thrown away by the caller
   */
  public static void main(String[] words) {
    String config = words[0];
    Terminal terminal = Main.terminal();
    terminal.plugins().ahead();
    Main main = new Main(terminal);
    main.run("step-operator", "flavor", "list");
    main.run("step-operator", "list", "--config", config);
    main.run("runs", "list", "--config", config);
    main.run("runs", "show", "--config", config);
    terminal.out().flush();
    System.exit(ExitCode.DONE);
  }
}
