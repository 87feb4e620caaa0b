// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.BundledStep;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A user's project: sources of steps, compiled against Outrider and a Spark home. */
final class UserProject {

  private final Path folder;
  private final List<Path> sources = new ArrayList<>();
  private final List<Path> libraries = new ArrayList<>();

  UserProject(Path folder) {
    this.folder = folder;
  }

  /** A step in Java that a Java 8 compiler takes, with this body of its {@code run}. */
  static String javaStep(String className, String body) {
    return """
        package acme;
        import dev.outrider.step.*;
        import org.apache.spark.sql.*;
        public final class %s implements SparkStep<NoInput, Long> {
          public Long run(NoInput input, SparkStepContext context) {
            %s
          }
        }
        """
        .formatted(className, body);
  }

  static BundledStep step(String name, String stepClass) {
    return new BundledStep(name, stepClass, Optional.empty());
  }

  UserProject source(String path, String text) {
    Path file = folder.resolve("src").resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sources.add(file);
    return this;
  }

  UserProject library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Compiles the Java sources to a folder of classes. */
  Path compile(int release) {
    return compile(release, SparkHome.standard());
  }

  Path compile(int release, Path sparkHome) {
    Path classes = newFolder();
    List<String> options =
        new ArrayList<>(
            List.of("--release", String.valueOf(release), "-parameters", "-nowarn", "-Xlint:none"));
    options.addAll(List.of("-d", classes.toString(), "-cp", classPath(sparkHome, true)));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(sources.toArray(Path[]::new)))
              .call();
      if (!done) {
        throw new IllegalStateException(messages.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classes;
  }

  /** Compiles the Scala sources with the compiler of a Scala line, which runs apart. */
  Path compileScala(String line, Path sparkHome) {
    Path classes = newFolder();
    Path compilers = Path.of(System.getProperty("outrider.scala.compilers"), line);
    List<String> options = new ArrayList<>(List.of("-nowarn", "-d", classes.toString()));
    options.addAll(List.of("-cp", classPath(sparkHome, false) + ":" + scalaLibrary(compilers)));
    sources.forEach(source -> options.add(source.toString()));
    PrintStream usual = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(urls(compilers), ClassLoader.getPlatformClassLoader())) {
      Class<?> main = loader.loadClass("scala.tools.nsc.Main");
      main.getMethod("process", String[].class)
          .invoke(null, (Object) options.toArray(String[]::new));
      Object reporter = main.getMethod("reporter").invoke(null);
      if ((Boolean) reporter.getClass().getMethod("hasErrors").invoke(reporter)) {
        throw new IllegalStateException("the Scala sources do not compile; see the output");
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("the Scala compiler did not run", e);
    } finally {
      System.setOut(usual);
    }
    return classes;
  }

  private Path newFolder() {
    try {
      return Files.createTempDirectory(Files.createDirectories(folder), "classes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL[] urls(Path jars) throws IOException {
    try (Stream<Path> listed = Files.list(jars)) {
      List<URL> urls = new ArrayList<>();
      for (Path jar : listed.toList()) {
        urls.add(jar.toUri().toURL());
      }
      return urls.toArray(URL[]::new);
    }
  }

  private static String scalaLibrary(Path compilers) {
    return list(compilers, "scala-library").get(0).toString();
  }

  private String classPath(Path sparkHome, boolean withScala) {
    Stream<String> outrider =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(
                each ->
                    each.contains("outrider") || each.contains("/step/") || each.contains("slf4j"));
    Stream<Path> spark = list(sparkHome.resolve("jars"), "spark-").stream();
    Stream<Path> scala =
        withScala ? list(sparkHome.resolve("jars"), "scala-").stream() : Stream.empty();
    return Stream.of(
            outrider,
            spark.map(Path::toString),
            scala.map(Path::toString),
            libraries.stream().map(Path::toString))
        .flatMap(each -> each)
        .collect(Collectors.joining(":"));
  }

  private static List<Path> list(Path folder, String prefix) {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
