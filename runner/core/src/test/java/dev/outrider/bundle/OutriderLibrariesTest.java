// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.UserProject.javaStep;
import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that embeds Outrider has Outrider's libraries on its class path. */
class OutriderLibrariesTest {
  private static final List<Path> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .toList();
  private static final Path SQLITE = library("sqlite-jdbc");
  private static final Path FLYWAY = library("flyway-core");
  private static final Path ASM = library("asm-9");
  private static final Path ASM_TREE = library("asm-tree");
  private static final List<Path> ALL =
      List.of(SQLITE, FLYWAY, ASM, ASM_TREE, library("slf4j-api"));

  @TempDir static Path project;
  private static Path classes;

  @TempDir Path folder;

  @BeforeAll
  static void compile() {
    classes =
        new UserProject(project)
            .library(SQLITE)
            .library(ASM)
            .library(ASM_TREE)
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .source(
                "acme/Timestamps.java",
                javaStep("Timestamps", "return java.sql.Timestamp.valueOf(\"x\").getTime();"))
            .source(
                "acme/Sqlite.java",
                javaStep("Sqlite", "return (long) new org.sqlite.SQLiteConfig().hashCode();"))
            .source(
                "acme/Jdbc.java",
                javaStep(
                    "Jdbc",
                    "try (java.sql.Connection made = java.sql.DriverManager.getConnection(\"x\")) {"
                        + " return 1L; } catch (java.sql.SQLException e) { return 0L; }"))
            .source(
                "acme/Named.java", javaStep("Named", "return (long) \"org.sqlite.JDBC\".length();"))
            .source(
                "acme/Tree.java",
                javaStep(
                    "Tree", "return (long) new org.objectweb.asm.tree.ClassNode().hashCode();"))
            .compile(8);
  }

  @Test
  void theListHasEveryLibraryOfOutriderCoreAndNothingOfTheTests() throws Exception {
    OutriderLibraries libraries = OutriderLibraries.load();

    for (ClassPathEntry entry : ClassPath.of(ALL).entries()) {
      assertThat(libraries.has(entry)).as(entry.name()).isTrue();
    }
    for (ClassPathEntry entry :
        ClassPath.of(List.of(library("assertj-core"), library("scala-compiler"))).entries()) {
      assertThat(libraries.has(entry)).as(entry.name()).isFalse();
    }
  }

  @Test
  void librariesThatNoStepUsesAreLeftOutAndTheBundleIsAsIfTheyWereNotThere() throws Exception {
    Path with = folder.resolve("with.jar");
    Path without = folder.resolve("without.jar");

    bundle("Clean", ALL).writeOneFile(with);
    bundle("Clean", List.of()).writeOneFile(without);

    assertThat(layers("Clean")).containsExactly("classes", "application");
    assertThat(layers("Timestamps")).containsExactly("classes", "application");
    assertThat(bundle("Clean", ALL).hash()).isEqualTo(bundle("Clean", List.of()).hash());
    assertThat(bundle("Clean", ALL).warnings()).isEmpty();
    assertThat(with).hasSameBinaryContentAs(without);
  }

  @Test
  void aLibraryThatAStepReachesGoesAlong() throws Exception {
    Path one = folder.resolve("one.jar");
    Path again = folder.resolve("again.jar");

    bundle("Sqlite", ALL).writeOneFile(one);
    bundle("Sqlite", ALL).writeOneFile(again);

    assertThat(layers("Sqlite")).containsExactly(name(SQLITE), "classes", "application");
    assertThat(layers("Tree")).containsExactly(name(ASM), name(ASM_TREE), "classes", "application");
    assertThat(Jars.names(one))
        .contains("org/sqlite/JDBC.class", "META-INF/services/java.sql.Driver");
    assertThat(one).hasSameBinaryContentAs(again);
  }

  @Test
  void aDriverThatAStepReachesByItsUrlOrNameAloneGoesAlong() throws Exception {
    assertThat(layers("Jdbc")).containsExactly(name(SQLITE), "classes", "application");
    assertThat(layers("Named")).containsExactly(name(SQLITE), "classes", "application");
  }

  @Test
  void anotherVersionOfALibraryIsTheUsersOwn() throws Exception {
    Path other =
        Jars.of(folder.resolve(name(SQLITE)), Map.of("org/sqlite/JDBC.class", "another one"));

    assertThat(bundle("Clean", List.of(other)).layers())
        .extracting(Layer::name)
        .containsExactly(name(SQLITE), "classes", "application");
  }

  @Test
  void aListOfNothingIsNotWritten() {
    assertThatThrownBy(
            () ->
                WriteLibraries.main(
                    new String[] {folder.toString(), folder.resolve("list").toString()}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There are no jars in " + folder + ".");
    assertThat(Files.exists(folder.resolve("list"))).isFalse();
  }

  private List<String> layers(String step) throws BundleException {
    return bundle(step, ALL).layers().stream().map(Layer::name).toList();
  }

  private static Bundle bundle(String step, List<Path> libraries) throws BundleException {
    List<Path> classPath = Stream.concat(libraries.stream(), Stream.of(classes)).toList();
    return TargetCheckTest.bundle(classPath, 8, step("clean", "acme." + step), "3.5.5_2.12");
  }

  private static Path library(String prefix) {
    return CLASS_PATH.stream()
        .filter(jar -> name(jar).startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  private static String name(Path jar) {
    return jar.getFileName().toString();
  }
}
