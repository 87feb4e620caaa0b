// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a new project into a folder of its name. */
final class NewProject {
  private static final String PACKAGE = "com.example";

  private final Terminal terminal;
  private final String name;

  /**
   * @param name of the folder and of what the project is about
   * @throws UsageException if it is not a name
   */
  NewProject(Terminal terminal, String name) throws UsageException {
    this.terminal = terminal;
    this.name = name;
    if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new UsageException(
          "NAME was '"
              + name
              + "' but must be a lower-case letter, then up to 39 lower-case letters, digits and"
              + " '-', such as flight-delays.");
    }
  }

  /** {@code FlightDelays} for {@code flight-delays}. */
  String className() {
    return Stream.of(name.split("-"))
        .filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  /**
   * Writes the project and prints what to do next.
   *
   * @param values what words of the template stand for, beside those of every project
   * @param commands what the project's README says to run
   * @throws UsageException if that cannot be; nothing is left of it
   */
  void write(ProjectTemplate template, Map<String, String> values, List<String> commands)
      throws IOException, UsageException {
    NewFolder folder = NewFolder.at(terminal.path(name));
    LocalRepository.of(terminal.environment(), Path.of(System.getProperty("user.home")))
        .check(template.artifacts(), Main.version(), terminal.home());
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("commands", String.join("\n", commands));
    all.put("name", name);
    all.put("package", PACKAGE);
    all.put("folder", PACKAGE.replace('.', '/'));
    all.put("version", Main.version());
    folder.write(template.files(all));
    terminal.out().println("Wrote " + name + ". Next:");
    if (!isOnPath()) {
      terminal.out().println("  export PATH=\"" + program().getParent() + ":$PATH\"");
    }
    terminal.out().println("  cd " + name);
    commands.forEach(each -> terminal.out().println("  " + each));
  }

  /** A name in the project's package. */
  static String inPackage(String className) {
    return PACKAGE + "." + className;
  }

  /**
   * What starts this Outrider: of the checkout, which knows its Spark home, or the distribution.
   */
  private Path program() {
    Path home = terminal.home().toAbsolutePath().normalize();
    Path script = home.resolve("../../../../scripts/outrider").normalize();
    return home.endsWith("runner/cli/target/outrider") && Files.isExecutable(script)
        ? script
        : home.resolve("bin/outrider");
  }

  private boolean isOnPath() {
    Optional<Path> found =
        Stream.of(terminal.environment().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(each -> !each.isEmpty())
            .map(each -> terminal.path(each).resolve("outrider"))
            .filter(Files::isExecutable)
            .findFirst();
    try {
      return found.isPresent() && Files.isSameFile(found.get(), program());
    } catch (IOException e) {
      return false;
    }
  }
}
