// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The properties of a project: of its file, of its profile on top, and given ones on top of both.
 */
final class ConfigurationFiles {
  private static final String FILE = "outrider.properties";

  private final ConfigurationReader.Sources sources;
  private final List<String> problems;
  private final List<String> read = new ArrayList<>();

  /**
   * @param problems gets a sentence for each problem
   */
  ConfigurationFiles(ConfigurationReader.Sources sources, List<String> problems) {
    this.sources = sources;
    this.problems = problems;
  }

  /** The files that were read, for messages. */
  String names() {
    return String.join(", ", read);
  }

  /** All properties by key. */
  Map<String, Property> layers() {
    Path folder = sources.workingDirectory();
    Path file = sources.file().map(folder::resolve).orElse(folder.resolve(FILE));
    Map<String, Property> properties = new LinkedHashMap<>();
    if (sources.file().map(Path::toString).filter(String::isEmpty).isPresent()) {
      problems.add("--config names no file. Name a properties file, or leave it out.");
    } else if (sources.file().isPresent() || Files.exists(file)) {
      properties.putAll(file(file));
    }
    sources.profile().ifPresent(profile -> properties.putAll(profile(profile, file)));
    new TreeMap<>(sources.defines())
        .forEach((key, value) -> properties.put(key, new Property(key, value, "-D", folder)));
    return properties;
  }

  private Map<String, Property> profile(String profile, Path file) {
    if (profile.isBlank() || profile.indexOf('\0') >= 0 || profile.indexOf('/') >= 0) {
      problems.add(
          "--profile is '"
              + profile
              + "', which is not a name. Name NAME of a file outrider-NAME.properties.");
      return Map.of();
    }
    return file(file.resolveSibling("outrider-" + profile + ".properties"));
  }

  private Map<String, Property> file(Path file) {
    Path near = sources.workingDirectory();
    String shown =
        (file.startsWith(near) && !near.relativize(file).toString().isEmpty()
                ? near.relativize(file)
                : file)
            .toString();
    if (!Files.isRegularFile(file)) {
      problems.add(
          shown
              + (Files.isDirectory(file)
                  ? " is a folder."
                  : Files.exists(file) ? " is not a regular file." : " is not there.")
              + " Name a properties file with --config, a profile with --profile.");
      return Map.of();
    }
    read.add(shown);
    return new PropertiesFile(file, shown, problems).read();
  }
}
