// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maven's local repository, which has Outrider's artifacts after they were installed.
 *
 * @param folder where it is
 */
record LocalRepository(Path folder) {
  private static final Pattern WORD = Pattern.compile("-Dmaven\\.repo\\.local=(\"[^\"]*\"|\\S+)");
  private static final Pattern SETTING =
      Pattern.compile("<localRepository>\\s*([^<$]+?)\\s*</localRepository>");
  private static final String PARENT = "outrider-parent";

  /**
   * Where Maven looks: {@code -Dmaven.repo.local} in {@code MAVEN_ARGS} or {@code MAVEN_OPTS}, or
   * {@code localRepository} of the user's settings, or {@code .m2/repository}.
   */
  static LocalRepository of(Map<String, String> environment, Path userHome) {
    for (String variable : List.of("MAVEN_ARGS", "MAVEN_OPTS")) {
      Matcher word = WORD.matcher(environment.getOrDefault(variable, ""));
      if (word.find()) {
        return new LocalRepository(Path.of(word.group(1).replace("\"", "")));
      }
    }
    Path maven = userHome.resolve(".m2");
    try {
      Matcher setting = SETTING.matcher(Files.readString(maven.resolve("settings.xml")));
      if (setting.find()) {
        return new LocalRepository(Path.of(setting.group(1)));
      }
    } catch (IOException e) {
      // without settings, Maven uses its own place
    }
    return new LocalRepository(maven.resolve("repository"));
  }

  /**
   * Checks that a project finds Outrider's artifacts.
   *
   * @param home the distribution's folder
   * @throws UsageException if some are missing; the message has the command that installs them
   */
  void check(List<String> artifacts, String version, Path home) throws UsageException {
    List<String> missing = new ArrayList<>();
    for (String artifact : artifacts) {
      if (!has(artifact, version, ".jar")) {
        missing.add(artifact);
      }
    }
    if (!has(PARENT, version, ".pom")) {
      missing.add(PARENT);
    }
    if (!missing.isEmpty()) {
      throw new UsageException(
          String.join(", ", missing)
              + " of version "
              + version
              + (missing.size() == 1 ? " is" : " are")
              + " missing in Maven's local repository "
              + folder
              + ". Install Outrider's artifacts with\n  "
              + command(home));
    }
  }

  private boolean has(String artifact, String version, String type) {
    return Files.isRegularFile(
        folder
            .resolve("dev/outrider")
            .resolve(artifact)
            .resolve(version)
            .resolve(artifact + "-" + version + type));
  }

  /** In the checkout that has built the distribution, if it is in one. */
  private static String command(Path home) {
    Path checkout = home.resolve("../../../..").normalize();
    boolean isBuilt = home.endsWith("runner/cli/target/outrider");
    return "(cd "
        + (isBuilt ? "'" + checkout + "'" : "OUTRIDER_CHECKOUT")
        + " && mvn -B install -DskipTests -Pdocumentation)";
  }
}
