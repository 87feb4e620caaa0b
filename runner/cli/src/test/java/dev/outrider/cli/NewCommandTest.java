// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New projects: what is written, and that nothing is left of one that cannot be written. */
class NewCommandTest {
  private static final Pattern PLUGIN =
      Pattern.compile(
          "<artifactId>([a-z-]+-plugin)</artifactId>\\s*<version>([^<]+)</version>",
          Pattern.DOTALL);

  @TempDir Path temporary;
  private Path repository;
  private PlainProject project;
  private Path folder;

  @BeforeEach
  void install() throws IOException {
    repository = temporary.resolve("repository");
    installAll(repository);
    project =
        new PlainProject(Files.createDirectory(temporary.resolve("folder")))
            .with("MAVEN_OPTS", "-Xmx1g -Dmaven.repo.local=" + repository)
            .with("SPARK_HOME", "/opt/spark");
    folder = project.folder();
  }

  /** Has files where Maven's local repository has the artifacts that new projects need. */
  static void installAll(Path repository) throws IOException {
    Files.createDirectories(installed(repository, "outrider-parent", ".pom").getParent());
    Files.createFile(installed(repository, "outrider-parent", ".pom"));
    for (ProjectTemplate template : ProjectTemplate.values()) {
      for (String artifact : template.artifacts()) {
        Path jar = installed(repository, artifact, ".jar");
        Files.createDirectories(jar.getParent());
        Files.write(jar, new byte[0]);
      }
    }
  }

  private static Path installed(Path repository, String artifact, String type) {
    String version = Main.version();
    return repository.resolve(
        "dev/outrider/" + artifact + "/" + version + "/" + artifact + "-" + version + type);
  }

  @Test
  void aProjectInJavaHasAPipelineATestAndItsCommands() throws Exception {
    PlainProject.Ended written = project.outrider("new", "flight-delays");

    assertThat(written.err()).isEmpty();
    assertThat(written.code()).isZero();
    assertThat(written.out())
        .isEqualTo(
            """
            Wrote flight-delays. Next:
              export PATH="HOME/bin:$PATH"
              cd flight-delays
              mvn -B -q test
              outrider run com.example.FlightDelaysPipeline
              outrider runs output report
            """
                .replace("HOME", folder.resolve("home").toString()));
    assertThat(files(folder.resolve("flight-delays")))
        .containsExactlyInAnyOrder(
            ".gitignore",
            "README.md",
            "data/flights.csv",
            "outrider.properties",
            "pom.xml",
            "src/main/java/com/example/FlightDelaysPipeline.java",
            "src/test/java/com/example/FlightDelaysPipelineTest.java",
            "src/test/outrider.properties");
    assertThat(folder.resolve("flight-delays/README.md"))
        .content()
        .contains(
            """
            ```
            mvn -B -q test
            outrider run com.example.FlightDelaysPipeline
            outrider runs output report
            ```
            """);
  }

  @Test
  void aProjectInScalaHasItsPipelineAndTestInScala() throws Exception {
    assertThat(project.outrider("new", "a", "--scala").code()).isZero();

    assertThat(files(folder.resolve("a")))
        .contains(
            "src/main/scala/com/example/APipeline.scala",
            "src/test/scala/com/example/APipelineTest.scala")
        .noneMatch(each -> each.endsWith(".java"));
  }

  @Test
  void aFlavorIsNamedAsAsked() throws Exception {
    PlainProject.Ended written = project.outrider("flavor", "new", "night-batch");

    assertThat(written.code()).as(written.err()).isZero();
    assertThat(written.out()).endsWith("  mvn -B -q package -DskipTests\n  mvn -B test\n");
    assertThat(folder.resolve("night-batch/src/main/java/com/example/NightBatchFlavor.java"))
        .content()
        .contains("FlavorInfo.of(\"night-batch\", ");
  }

  @ParameterizedTest
  @EnumSource
  void noWordOfATemplateIsLeft(ProjectTemplate template) throws Exception {
    String[] words =
        switch (template) {
          case JAVA -> new String[] {"new", "one"};
          case SCALA -> new String[] {"new", "one", "--scala"};
          case FLAVOR -> new String[] {"flavor", "new", "one"};
        };
    assertThat(project.outrider(words).code()).isZero();

    for (String file : files(folder.resolve("one"))) {
      assertThat(file + "\n" + Files.readString(folder.resolve("one").resolve(file)))
          .doesNotContainPattern("@[a-z-]+@");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pluginsOfANewProjectAreThoseThatOutriderIsBuiltWith(ProjectTemplate template)
      throws Exception {
    Path root = Path.of(System.getProperty("outrider.examples"), "../..");
    Map<String, String> files = template.files(Map.of());
    String pins =
        Files.readString(root.resolve("pom.xml")).replace("${surefire.version}", pin("surefire"));

    Matcher plugin = PLUGIN.matcher(files.get("pom.xml"));
    int plugins = 0;
    while (plugin.find()) {
      plugins++;
      assertThat(PLUGIN.matcher(pins).results().map(each -> each.group(1) + " " + each.group(2)))
          .contains(plugin.group(1) + " " + plugin.group(2));
    }
    assertThat(plugins).isGreaterThan(4);
    if (template != ProjectTemplate.FLAVOR) {
      assertThat(files.get("pom.xml")).contains("<version>" + pin("junit") + "</version>");
    }
    if (template == ProjectTemplate.SCALA) {
      assertThat(files.get("pom.xml"))
          .contains(
              "<version>" + pin("scalatest") + "</version>",
              "<version>" + pin("scalatest-junit-runner") + "</version>");
    }
  }

  @Test
  void aProjectIsCompiledWithTheSparkOfTheSparkHome() throws Exception {
    Path jars = Files.createDirectories(temporary.resolve("spark/jars"));
    for (String each : List.of("spark-core_2.13-4.1.3.jar", "scala-library-2.13.17.jar")) {
      Files.createFile(jars.resolve(each));
    }

    project.with("SPARK_HOME", jars.getParent().toString()).outrider("new", "one", "--scala");

    assertThat(folder.resolve("one/pom.xml"))
        .content()
        .contains(
            "<spark.version>4.1.3</spark.version>",
            "<scala.version>2.13.17</scala.version>",
            "<artifactId>spark-sql_2.13</artifactId>",
            "<artifactId>scalatest_2.13</artifactId>");
  }

  @Test
  void withoutAReleasedSparkItIsCompiledWithThatOfOutrider() throws Exception {
    Path jars = Files.createDirectories(temporary.resolve("spark/jars"));
    for (String each : List.of("spark-core_2.12-3.4.1-amzn-2.jar", "scala-library-2.12.15.jar")) {
      Files.createFile(jars.resolve(each));
    }

    project.with("SPARK_HOME", jars.getParent().toString()).outrider("new", "one", "--scala");

    assertThat(folder.resolve("one/pom.xml"))
        .content()
        .contains(
            "<spark.version>" + pin("spark") + "</spark.version>",
            "<scala.version>" + pin("scala") + "</scala.version>",
            "<artifactId>spark-sql_" + pin("scala.binary") + "</artifactId>");
  }

  @Test
  void withoutASparkHomeTheOneToSetIsSaid() throws Exception {
    PlainProject.Ended written =
        new PlainProject(folder)
            .with("MAVEN_OPTS", "-Dmaven.repo.local=" + repository)
            .outrider("new", "one");

    assertThat(written.code()).isZero();
    assertThat(written.err())
        .isEqualTo(
            "SPARK_HOME is unset: set it to a Spark home of "
                + pin("spark")
                + " for Scala "
                + pin("scala.binary")
                + " first.\n");
  }

  private static String pin(String name) throws IOException {
    Path pom = Path.of(System.getProperty("outrider.examples"), "../../pom.xml");
    Matcher pin =
        Pattern.compile("<" + name + "\\.version>([^<]+)<").matcher(Files.readString(pom));
    assertThat(pin.find()).isTrue();
    return pin.group(1);
  }

  @Test
  void theSparkHomeOfACheckoutIsWrittenDownForMavenToo() throws Exception {
    project.with("OUTRIDER_SPARK_HOME", "/checkout/spark");

    assertThat(project.outrider("new", "one").code()).isZero();

    for (String file : List.of("outrider.properties", "src/test/outrider.properties")) {
      assertThat(folder.resolve("one").resolve(file))
          .content()
          .endsWith("\nstep-operator.local.spark-home       = /checkout/spark\n");
    }
  }

  @Test
  void anEmptyFolderIsUsedAndOutriderOnThePathIsNotPutThereAgain() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("home/bin"));
    Files.createFile(bin.resolve("outrider")).toFile().setExecutable(true);
    Files.createDirectory(folder.resolve("one"));

    PlainProject.Ended written = project.with("PATH", "/nowhere:" + bin).outrider("new", "one");

    assertThat(written.code()).isZero();
    assertThat(written.out()).startsWith("Wrote one. Next:\n  cd one\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "1a",
        "-a",
        "a_b",
        "a/b",
        "..",
        "a b",
        "ä",
        "a12345678901234567890123456789012345678901"
      })
  void aBadNameIsRefused(String name) throws Exception {
    for (String[] words :
        List.of(new String[] {"new", "--", name}, new String[] {"flavor", "new", "--", name})) {
      PlainProject.Ended refused = project.outrider(words);

      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .isEqualTo(
              "outrider: NAME was '"
                  + name
                  + "' but must be a lower-case letter, then up to 39 lower-case letters, digits"
                  + " and '-', such as flight-delays.\n");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsNotEmptyAndAFileAreRefusedAndStayAsTheyAre() throws Exception {
    Path kept =
        Files.writeString(Files.createDirectory(folder.resolve("one")).resolve(".env"), "k");
    Files.writeString(folder.resolve("two"), "k");
    Files.createSymbolicLink(folder.resolve("three"), Path.of("nowhere"));

    assertRefused(
        folder.resolve("one")
            + " is not empty: it contains '.env'. Use another name, or an empty folder.",
        "one");
    assertRefused(folder.resolve("two") + " exists and is not a folder. Use another name.", "two");
    assertRefused(
        folder.resolve("three") + " exists and is not a folder. Use another name.", "three");

    assertThat(files(folder)).containsExactlyInAnyOrder("one/.env", "two", "three");
    assertThat(kept).content().isEqualTo("k");
  }

  @Test
  void artifactsThatAreNotInstalledAreNamedWithTheCommand() throws Exception {
    Files.delete(installed(repository, "outrider-core", ".jar"));
    Files.delete(installed(repository, "outrider-parent", ".pom"));

    assertRefused(
        "outrider-core, outrider-parent of version "
            + Main.version()
            + " are missing in Maven's local repository "
            + repository
            + ". Install Outrider's artifacts with\n"
            + "  (cd OUTRIDER_CHECKOUT && mvn -B install -DskipTests -Pdocumentation)",
        "one");
    assertThat(folder).isEmptyDirectory();
    assertThat(
            project
                .withHome(folder.resolve("checkout/runner/cli/target/outrider"))
                .outrider("new", "one")
                .err())
        .endsWith(
            "\n  (cd '"
                + folder.resolve("checkout")
                + "' && mvn -B install -DskipTests -Pdocumentation)\n");
  }

  @Test
  void nothingIsLeftOfAProjectThatADiskHasNoRoomFor() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 16)) {
      PlainProject.Ended refused = on(disk).outrider("new", "one");

      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err())
          .matches(
              "outrider: "
                  + disk.folder()
                  + "/one/\\S+ cannot be written: No space left on device\\. Nothing of the project"
                  + " is left\\.\n");
      assertThat(disk.folder()).isEmptyDirectory();

      Files.createDirectory(disk.folder().resolve("one"));
      assertThat(on(disk).outrider("new", "one").code()).isEqualTo(ExitCode.USAGE);
      assertThat(disk.folder().resolve("one")).isEmptyDirectory();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 64)) {
      disk.makeReadOnly();

      assertThat(on(disk).outrider("new", "one").err())
          .isEqualTo(
              "outrider: "
                  + disk.folder().resolve("one")
                  + " cannot be written: Read-only file system. Nothing of the project is left.\n");
    }
  }

  private PlainProject on(TinyDisk disk) throws IOException {
    return new PlainProject(disk.folder())
        .with("MAVEN_OPTS", "-Dmaven.repo.local=" + repository)
        .with("SPARK_HOME", "/opt/spark");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                                 | -           | -                    |"
            + " HOME/.m2/repository",
        "-                                 | -           | /srv/maven           | /srv/maven",
        "-                                 | -           | ${user.home}/.maven  |"
            + " HOME/.m2/repository",
        "-Xmx1g -Dmaven.repo.local=/a -B   | -           | /srv/maven           | /a",
        "-                                 | -Dmaven.repo.local=\"/a b\" | - | /a b",
      })
  void theLocalRepositoryIsWhereMavenLooks(
      String options, String arguments, String setting, String expected) throws IOException {
    if (setting != null) {
      Files.writeString(
          Files.createDirectories(folder.resolve(".m2")).resolve("settings.xml"),
          "<settings>\n  <localRepository> " + setting + " </localRepository>\n</settings>\n");
    }
    Map<String, String> environment = new TreeMap<>();
    if (options != null) {
      environment.put("MAVEN_OPTS", options);
    }
    if (arguments != null) {
      environment.put("MAVEN_ARGS", arguments);
    }

    assertThat(LocalRepository.of(environment, folder).folder())
        .hasToString(expected.replace("HOME", folder.toString()));
  }

  private void assertRefused(String message, String name) {
    PlainProject.Ended refused = project.outrider("new", name);
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).isEqualTo("outrider: " + message + "\n");
    assertThat(refused.out()).isEmpty();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> !Files.isDirectory(each))
          .map(each -> folder.relativize(each).toString())
          .toList();
    }
  }
}
