// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a Spark in it, as it was when it was looked at.
 *
 * @param folder the folder
 * @param line its Spark's and its Scala's version: {@code 3.5.5_2.12}
 * @param jars its jars, by name
 * @param defaults what {@code conf/spark-defaults.conf} says; spark-submit reads it only where no
 *     other file of properties is named
 * @param logging {@code conf/log4j2.properties}, where there is one
 * @param read the other files of {@code conf} that Spark or its scripts may read, by name
 * @param moduleOptions what this Spark wants of the JVM; empty where it does not tell
 */
record SparkHome(
    Path folder,
    String line,
    List<Path> jars,
    Map<String, String> defaults,
    Optional<Path> logging,
    List<Path> read,
    List<String> moduleOptions) {

  private static final Pattern CORE = Pattern.compile("spark-core_([0-9.]+)-(.+)[.]jar");
  private static final Pattern LAUNCHER = Pattern.compile("spark-launcher_[0-9.]+-.+[.]jar");
  private static final Pattern SLF4J = Pattern.compile("slf4j-api-.+[.]jar");

  private static final String DEFAULTS = "spark-defaults.conf";
  private static final String LOGGING = "log4j2.properties";

  /** Read by the scripts that start and stop clusters only. */
  private static final Set<String> NOT_READ = Set.of("workers", "slaves", ".DS_Store");

  /**
   * Looks at a folder.
   *
   * @throws IllegalArgumentException when it is no Spark home; the message says what it lacks
   */
  static SparkHome in(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    if (absolute.toString().contains(File.pathSeparator)) {
      throw new IllegalArgumentException(
          "The Spark home %s has a '%s' in its path, which ends a part of Java's class path."
              .formatted(absolute, File.pathSeparator));
    }
    if (!Files.isExecutable(absolute.resolve("bin/spark-submit"))) {
      throw new IllegalArgumentException(
          absolute + " is no Spark home: it has no bin/spark-submit that can be run.");
    }
    List<Path> jars;
    try {
      jars = files(absolute.resolve("jars"));
    } catch (IOException e) {
      throw lacks(absolute);
    }
    Matcher core =
        jars.stream()
            .map(jar -> CORE.matcher(jar.getFileName().toString()))
            .filter(Matcher::matches)
            .findAny()
            .orElseThrow(() -> lacks(absolute));
    Path conf = absolute.resolve("conf");
    try {
      List<Path> files = Files.isDirectory(conf) ? files(conf) : List.of();
      return new SparkHome(
          absolute,
          core.group(2) + "_" + core.group(1),
          jars,
          defaults(conf.resolve(DEFAULTS)),
          Optional.of(conf.resolve(LOGGING)).filter(files::contains),
          files.stream().filter(SparkHome::mayBeRead).toList(),
          moduleOptions(first(jars, LAUNCHER)));
    } catch (IOException e) {
      throw new IllegalArgumentException(conf + " cannot be read: " + e);
    }
  }

  private static IllegalArgumentException lacks(Path folder) {
    return new IllegalArgumentException(
        folder + " is no Spark home: it has no jars/spark-core_*.jar.");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Optional<Path> first(List<Path> jars, Pattern name) {
    return jars.stream()
        .filter(jar -> name.matcher(jar.getFileName().toString()).matches())
        .findFirst();
  }

  private static boolean mayBeRead(Path file) {
    String name = file.getFileName().toString();
    return !name.equals(DEFAULTS)
        && !name.equals(LOGGING)
        && !NOT_READ.contains(name)
        && !name.endsWith(".template");
  }

  private static Map<String, String> defaults(Path file) throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    if (Files.isRegularFile(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith("spark.")) {
          defaults.put(name, properties.getProperty(name).strip());
        }
      }
    }
    return defaults;
  }

  /**
   * The launcher of each Spark since 3.3 knows them: {@code
   * org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()}.
   *
   * @param launcher the launcher's jar
   */
  private static List<String> moduleOptions(Optional<Path> launcher) throws IOException {
    if (launcher.isEmpty()) {
      return List.of();
    }
    URL[] jar = {launcher.get().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Object options =
          loader
              .loadClass("org.apache.spark.launcher.JavaModuleOptions")
              .getMethod("defaultModuleOptions")
              .invoke(null);
      return List.of(options.toString().strip().split("\\s+"));
    } catch (ReflectiveOperationException | LinkageError e) {
      return List.of();
    }
  }

  Path sparkSubmit() {
    return folder.resolve("bin/spark-submit");
  }

  /**
   * What the JVM loads Spark from, in the order of Spark's own launcher, which since Spark 4 has
   * {@code slf4j-api} before the others: {@code AbstractCommandBuilder.buildClassPath}.
   */
  String classPath() {
    List<String> parts = new ArrayList<>();
    if (isSpark4()) {
      first(jars, SLF4J).ifPresent(jar -> parts.add(jar.toString()));
    }
    parts.add(folder.resolve("jars") + "/*");
    return String.join(":", parts);
  }

  /** What Spark's own launcher gives the JVM of a driver, besides its memory; empty: not known. */
  List<String> jvmOptions() {
    if (!isSpark4() || moduleOptions.isEmpty()) {
      return moduleOptions;
    }
    List<String> options = new ArrayList<>(moduleOptions);
    options.add("-Dderby.connection.requireAuthentication=false");
    return List.copyOf(options);
  }

  private boolean isSpark4() {
    return Integer.parseInt(line.substring(0, line.indexOf('.'))) >= 4;
  }
}
