// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A user's project, as a test writes it: sources, compiled against the API and a real Spark, which
 * is not on the class path that the pipeline is defined with.
 */
final class UserProject {

  private final Path classes;
  private final Path sources;
  private final List<Path> javaSources = new ArrayList<>();
  private final List<Path> scalaSources = new ArrayList<>();

  UserProject(Path folder) {
    this.classes = folder.resolve("classes");
    this.sources = folder.resolve("sources");
  }

  /** Adds a Java source file; {@code imports} of the API and of Spark come before it. */
  UserProject java(String className, String source) {
    javaSources.add(write(className, ".java", JAVA_IMPORTS, source));
    return this;
  }

  /** Adds a Scala source file. */
  UserProject scala(String className, String source) {
    scalaSources.add(write(className, ".scala", "", source));
    return this;
  }

  /** Adds a file that is no class. */
  UserProject resource(String name, String text) {
    write(classes.resolve(name), text);
    return this;
  }

  /** Compiles the Scala sources, then the Java sources. */
  UserProject compile(String... javaOptions) {
    createFolders(classes);
    if (!scalaSources.isEmpty()) {
      compileScala();
    }
    if (!javaSources.isEmpty()) {
      compileJava(javaOptions);
    }
    return this;
  }

  List<Path> classPath() {
    return List.of(classes);
  }

  Path classes() {
    return classes;
  }

  /** The jars of the Spark home that the build has laid out. */
  static List<Path> sparkJars() {
    Path jars = Path.of(System.getProperty("spark.home"), "jars");
    assertThat(jars).as("a Spark home, laid out by spark-jobs/spark-home").isDirectory();
    try (Stream<Path> files = Files.list(jars)) {
      return files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Outrider's own class path, without what only tests have. */
  static List<Path> outriderClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(each -> !each.getFileName().toString().matches("(scala|spark|jline|jna).*"))
        .toList();
  }

  static final String JAVA_IMPORTS =
      "import dev.outrider.pipeline.*; import dev.outrider.step.*; import java.math.*;"
          + " import java.net.URI; import java.nio.file.Path; import java.time.*;"
          + " import java.util.*; import org.apache.spark.ml.PipelineModel;"
          + " import org.apache.spark.sql.*; import org.apache.spark.sql.types.*;";

  private void compileJava(String... javaOptions) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-cp", compileClassPath(), "-nowarn", "-proc:none"));
    options.addAll(List.of(javaOptions.length == 0 ? new String[] {"-parameters"} : javaOptions));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(javaSources))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compileScala() {
    List<String> arguments =
        new ArrayList<>(List.of("-d", classes.toString(), "-cp", compileClassPath(), "-nowarn"));
    scalaSources.forEach(each -> arguments.add(each.toString()));
    assertThat(scala.tools.nsc.Main$.MODULE$.process(arguments.toArray(String[]::new)))
        .as("compiled " + scalaSources)
        .isTrue();
  }

  private String compileClassPath() {
    return Stream.of(List.of(classes), outriderClassPath(), sparkJars())
        .flatMap(List::stream)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Path write(String className, String ending, String imports, String source) {
    int dot = className.lastIndexOf('.');
    Path file = sources.resolve(className.replace('.', '/') + ending);
    write(
        file,
        "package "
            + className.substring(0, dot)
            + (ending.equals(".java") ? "; " : "\n")
            + imports
            + "\n"
            + source);
    return file;
  }

  private static void write(Path file, String text) {
    createFolders(file.getParent());
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createFolders(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
