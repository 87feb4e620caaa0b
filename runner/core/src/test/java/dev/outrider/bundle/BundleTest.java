// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static dev.outrider.bundle.UserProject.javaStep;
import static dev.outrider.bundle.UserProject.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.bundle.Layer.Kind;
import dev.outrider.step.attempt.BundleDescriptor;
import dev.outrider.step.attempt.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {

  @TempDir static Path project;
  private static Path classes;

  @TempDir Path folder;

  @BeforeAll
  static void compile() {
    classes =
        new UserProject(project)
            .source("acme/Clean.java", javaStep("Clean", "return 1L;"))
            .compile(8);
  }

  @Test
  void theLayersAreTheUsersClassesEachDependencyAndTheApplication() throws Exception {
    Path gson = jar("gson-9.jar", Map.of("acme/json/Gson.class", "g"));

    Bundle bundle = bundle(List.of(gson, classes), "3.5.5_2.12");

    assertThat(bundle.layers())
        .extracting(Layer::kind, Layer::name)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Kind.DEPENDENCY, "gson-9.jar"),
            org.assertj.core.groups.Tuple.tuple(Kind.CLASSES, "classes"),
            org.assertj.core.groups.Tuple.tuple(Kind.APPLICATION, "application"));
    assertThat(bundle.layers().get(0).sha256()).isEqualTo(Sha256.of(gson));
  }

  @Test
  void eachLayerIsWrittenOnceUnderItsContentsName() throws Exception {
    Path gson = jar("gson-9.jar", Map.of("acme/json/Gson.class", "g"));
    Bundle bundle = bundle(List.of(classes, gson), "3.5.5_2.12");

    List<Path> files = bundle.writeLayers(folder.resolve("bundles/sha256"));
    Files.writeString(files.get(1), "stays as it is");
    List<Path> again = bundle.writeLayers(folder.resolve("bundles/sha256"));

    assertThat(again).isEqualTo(files);
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .isEqualTo(bundle.layers().stream().map(layer -> layer.sha256() + ".jar").toList());
    assertThat(Jars.names(files.get(0)))
        .containsExactly("META-INF/MANIFEST.MF", "acme/Clean.class");
    assertThat(files.get(1)).hasContent("stays as it is");
    assertThat(Jars.names(files.get(2))).contains("dev/outrider/step/SparkStep.class");
    assertThat(filesOf(folder.resolve("bundles/sha256"))).hasSize(3);
  }

  @Test
  void theOneFileHoldsAllAndSaysWhatItHolds() throws Exception {
    Path gson = jar("gson-9.jar", Map.of("acme/json/Gson.class", "g"));
    Bundle bundle = bundle(List.of(classes, gson), "3.5.5_2.12");
    Path file = folder.resolve("made/clean.jar");

    bundle.writeOneFile(file);

    assertThat(Jars.names(file))
        .startsWith("META-INF/MANIFEST.MF", "META-INF/outrider/bundle.json")
        .contains("acme/Clean.class", "acme/json/Gson.class", "dev/outrider/step/SparkStep.class");
    assertThat(Jars.text(file, "META-INF/MANIFEST.MF"))
        .isEqualTo(
            "Manifest-Version: 1.0\r\nMain-Class: dev.outrider.application.StepApplication\r\n\r\n");
    BundleDescriptor written =
        Formats.read(
            Jars.text(file, BundleDescriptor.ENTRY), BundleDescriptor.class, file.toString());
    assertThat(written).isEqualTo(bundle.descriptor());
    assertThat(written)
        .isEqualTo(
            new BundleDescriptor(
                1,
                Optional.empty(),
                List.of(step("clean", "acme.Clean")),
                8,
                Optional.empty(),
                List.of("3.5_2.12")));
    assertThat(filesOf(folder.resolve("made"))).containsExactly(file);
  }

  @Test
  void whatWouldBeWrongInAnotherJarIsDroppedAndServicesAreMerged() throws Exception {
    Path one =
        jar(
            "one.jar",
            Map.of(
                "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n",
                "META-INF/ONE.SF", "s",
                "META-INF/ONE.RSA", "s",
                "META-INF/SIG-ONE", "s",
                "META-INF/INDEX.LIST", "s",
                "module-info.class", "m",
                "META-INF/versions/9/one/One.class", "nine",
                "META-INF/services/acme.Codec", "one.One # first\n",
                "one/One.class", "1",
                "reference.conf", "a = 1"));
    Path two =
        jar(
            "two.jar",
            Map.of(
                "META-INF/two.dsa", "s",
                "META-INF/versions/9/module-info.class", "m",
                "META-INF/versions/9/two/Two.class", "inert, for the jar is not multi-release",
                "META-INF/services/acme.Codec", "# more\n\ntwo.Two\none.One\n",
                "META-INF/services/acme.Other", "two.Two",
                "two/Two.class", "2",
                "reference.conf", "b = 2"));
    Path file = folder.resolve("clean.jar");

    bundle(List.of(classes, one, two), "3.5.5_2.12").writeOneFile(file);

    assertThat(Jars.names(file).stream().filter(name -> !name.startsWith("dev/outrider/")))
        .filteredOn(name -> !name.startsWith("META-INF/maven"))
        .containsExactly(
            "META-INF/MANIFEST.MF",
            "META-INF/outrider/bundle.json",
            "META-INF/services/acme.Codec",
            "META-INF/services/acme.Other",
            "META-INF/versions/9/one/One.class",
            "acme/Clean.class",
            "one/One.class",
            "reference.conf",
            "two/Two.class");
    assertThat(Jars.text(file, "META-INF/services/acme.Codec")).isEqualTo("one.One\ntwo.Two\n");
    assertThat(Jars.text(file, "reference.conf")).isEqualTo("a = 1\nb = 2\n");
    assertThat(Jars.text(file, "META-INF/MANIFEST.MF")).contains("Multi-Release: true");
  }

  @Test
  void whatLibrariesReadFromEveryJarIsMergedAndTheRestIsNamed() throws Exception {
    Path one =
        jar(
            "one.jar",
            Map.of(
                "META-INF/spring.handlers", "http\\://a=one.A",
                "META-INF/spring.factories", "k=one.A,\\\n one.B\nl=one.C\n",
                "META-INF/spring/x.imports", "one.A\n",
                "META-INF/persistence.xml", "<one/>",
                "META-INF/same.xml", "<same/>",
                "META-INF/LICENSE", "1"));
    Path two =
        jar(
            "two.jar",
            Map.of(
                "META-INF/spring.handlers", "http\\://b=two.B",
                "META-INF/spring.factories", "k=two.A,one.A",
                "META-INF/spring/x.imports", "# more\none.A\ntwo.A",
                "META-INF/persistence.xml", "<two/>",
                "META-INF/same.xml", "<same/>",
                "META-INF/LICENSE", "2"));
    Path file = folder.resolve("clean.jar");

    Bundle bundle = bundle(List.of(classes, one, two), "3.5.5_2.12");
    bundle.writeOneFile(file);

    assertThat(Jars.text(file, "META-INF/spring.handlers"))
        .isEqualTo("http\\://a=one.A\nhttp\\://b=two.B\n");
    assertThat(Jars.text(file, "META-INF/spring.factories"))
        .isEqualTo("k=one.A,one.B,two.A\nl=one.C\n");
    assertThat(Jars.text(file, "META-INF/spring/x.imports")).isEqualTo("one.A\ntwo.A\n");
    assertThat(Jars.text(file, "META-INF/persistence.xml")).isEqualTo("<one/>");
    assertThat(bundle.warnings()).isEmpty();
    assertThat(bundle.oneFileWarnings())
        .containsExactly(
            "META-INF/persistence.xml of one.jar is in the bundle, and those of two.jar are not:"
                + " one jar can have only one. A step that needs them all runs by 'outrider run',"
                + " which keeps jars apart.");
  }

  @Test
  void theFirstOfTwoClassesIsTakenAndItIsSaid() throws Exception {
    Path one = jar("one.jar", Map.of("a/A.class", "1", "a/B.class", "1", "a/Same.class", "="));
    Path two = jar("two.jar", Map.of("a/A.class", "2", "a/B.class", "2", "a/Same.class", "="));
    Path three = jar("three.jar", Map.of("a/A.class", "3"));
    Path file = folder.resolve("clean.jar");

    Bundle bundle = bundle(List.of(classes, one, two, three), "3.5.5_2.12");
    bundle.writeOneFile(file);

    assertThat(Jars.text(file, "a/A.class")).isEqualTo("1");
    assertThat(bundle.warnings())
        .containsExactly(
            "one.jar and two.jar have 2 classes with different content, for example a.A: the one of"
                + " one.jar is taken, for it comes first on the class path.",
            "one.jar and three.jar have a.A with different content: the one of one.jar is taken, for"
                + " it comes first on the class path.");
  }

  @Test
  void whatSparkHasIsNeverInsideAndConnectorsAre() throws Exception {
    Path spark =
        jar(
            "spark-sql_2.12-3.5.1.jar",
            Map.of("org/apache/spark/sql/Dataset.class", "d", "plan.properties", "p"));
    Path hadoop =
        jar(
            "hadoop-common-3.3.6.jar",
            Map.of(
                "org/apache/hadoop/fs/Path.class", "p",
                "org/apache/hadoop/fs/FileSystem.class", "f",
                "org/apache/hadoop/New.class", "n"));
    Path scala = jar("scala-library-2.13.17.jar", Map.of("scala/Option.class", "o"));
    Path kafka =
        jar(
            "spark-sql-kafka-0-10_2.12-3.5.5.jar",
            Map.of(
                "org/apache/spark/sql/kafka010/KafkaSource.class", "k",
                "org/apache/spark/sql/kafka010/KafkaSink.class", "k",
                "org/apache/spark/sql/kafka010/More.class", "k",
                "org/apache/spark/unused/UnusedStubClass.class", "u"));
    Path file = folder.resolve("clean.jar");

    Bundle bundle = bundle(List.of(classes, spark, hadoop, scala, kafka), "3.5.5_2.12");
    bundle.writeOneFile(file);

    assertThat(bundle.layers())
        .extracting(Layer::name)
        .containsExactly("classes", "spark-sql-kafka-0-10_2.12-3.5.5.jar", "application");
    assertThat(Jars.names(file))
        .contains("org/apache/spark/sql/kafka010/KafkaSource.class")
        .noneMatch(name -> name.startsWith("org/apache/hadoop") || name.startsWith("scala/"))
        .doesNotContain(
            "plan.properties",
            "org/apache/spark/sql/Dataset.class",
            "org/apache/spark/unused/UnusedStubClass.class");
    assertThat(bundle.warnings()).isEmpty();
    Path layer = bundle.writeLayers(folder.resolve("layers")).get(1);
    assertThat(Jars.names(layer))
        .hasSize(4)
        .doesNotContain("org/apache/spark/unused/UnusedStubClass.class");
  }

  @Test
  void outridersOwnJarsAreLeftOut() throws Exception {
    Path api =
        jar(
            "outrider-api.jar",
            Map.of("dev/outrider/pipeline/Pipeline.class", "p", "META-INF/LICENSE", "l"));
    Path plugin =
        jar(
            "outrider-aws.jar",
            Map.of(
                "META-INF/outrider/plugin.properties", "name = aws",
                "META-INF/outrider/lib/sdk.jar", "s"));
    Path examples = jar("examples.jar", Map.of("dev/outrider/examples/Flights.class", "f"));

    Bundle bundle = bundle(List.of(classes, api, plugin, examples), "3.5.5_2.12");

    assertThat(bundle.layers())
        .extracting(Layer::name)
        .containsExactly("classes", "examples.jar", "application");
  }

  @Test
  void aLibraryThatSparkHasInAnotherVersionIsLeftToSparkWithAWarning() throws Exception {
    Path guava =
        jar(
            "guava-33.5.0-jre.jar",
            Map.of(
                "com/google/common/base/Joiner.class", "j",
                "com/google/common/base/Splitter.class", "s",
                "com/google/common/graph/Graph.class", "new since"));
    Path same = jar("gson-2.10.1.jar", Map.of("com/google/gson/Gson.class", "g"));
    Path file = folder.resolve("clean.jar");

    Bundle bundle = bundle(List.of(classes, guava, same), "3.5.5_2.12");
    bundle.writeOneFile(file);

    assertThat(bundle.warnings())
        .containsExactly(
            "guava-33.5.0-jre.jar meets guava-16.0.1 in Spark 3.5.5_2.12: 2 of its 3 classes are"
                + " there too, and Spark's win. Relocate them to use your own.");
    assertThat(Jars.names(file))
        .contains("com/google/common/graph/Graph.class")
        .doesNotContain("com/google/common/base/Joiner.class", "com/google/gson/Gson.class");
  }

  @Test
  void forSeveralTargetsAClassStaysInUnlessAllHaveIt() throws Exception {
    // commons-lang 2 is a part of Spark 3.3 alone
    Path lang =
        jar("commons-lang-2.5.jar", Map.of("org/apache/commons/lang/StringUtils.class", "s"));

    Bundle one = bundle(List.of(classes, lang), "3.3.4_2.12");
    Bundle both = bundle(List.of(classes, lang), "3.3.4_2.12", "3.5.5_2.12");

    assertThat(one.layers()).extracting(Layer::name).containsExactly("classes", "application");
    assertThat(both.layers())
        .extracting(Layer::name)
        .containsExactly("classes", "commons-lang-2.5.jar", "application");
    assertThat(both.warnings())
        .containsExactly(
            "commons-lang-2.5.jar meets commons-lang-2.6 in Spark 3.3.4_2.12: 1 of its 1 classes are"
                + " there too, and Spark's win. Relocate them to use your own.");
  }

  @Test
  void theHashFollowsContentNotTheWayItIsPacked() throws Exception {
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy.resolve("acme"));
    Files.copy(classes.resolve("acme/Clean.class"), copy.resolve("acme/Clean.class"));
    Bundle first = bundle(List.of(classes), "3.5.5_2.12");
    Bundle moved = bundle(List.of(copy), "3.5.5_2.12");
    Files.writeString(copy.resolve("more.txt"), "more");
    Bundle more = bundle(List.of(copy), "3.5.5_2.12");
    Bundle other = bundle(List.of(classes), "3.3.4_2.12");

    assertThat(moved.hash()).isEqualTo(first.hash()).hasSize(64);
    assertThat(List.of(first.hash(), more.hash(), other.hash())).doesNotHaveDuplicates();
  }

  @Test
  void aClassPathThatChangesMeanwhileLeavesTheFileThatWasThere() throws Exception {
    Path gson = jar("gson-9.jar", Map.of("acme/json/Gson.class", "one"));
    Path file = Files.writeString(folder.resolve("clean.jar"), "before");
    Bundle bundle = bundle(List.of(classes, gson), "3.5.5_2.12");
    jar("gson-9.jar", Map.of("acme/json/Gson.class", "two"));

    assertThatThrownBy(() -> bundle.writeOneFile(file))
        .isInstanceOf(BundleException.class)
        .hasMessage(
            file
                + " cannot be written (java.io.IOException: acme/json/Gson.class of "
                + gson
                + " changed while the bundle was made). Nothing has been written there.");
    assertThatThrownBy(() -> bundle.writeLayers(folder.resolve("layers")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(gson + " changed while the bundle was made");
    assertThat(file).hasContent("before");
    assertThat(filesOf(folder))
        .containsExactlyInAnyOrder(file, folder.resolve("jars"), folder.resolve("layers"));
  }

  @Test
  void aFolderInTheWayIsSaid() throws Exception {
    Bundle bundle = bundle(List.of(classes), "3.5.5_2.12");

    assertThatThrownBy(() -> bundle.writeOneFile(folder))
        .hasMessage(folder + " is a folder. Name the file that the bundle is to be written to.");
  }

  private Path jar(String name, Map<String, String> members) {
    return Jars.of(folder.resolve("jars").resolve(name), members);
  }

  private static Bundle bundle(List<Path> classPath, String... targets) throws BundleException {
    return TargetCheckTest.bundle(classPath, 8, step("clean", "acme.Clean"), targets);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.toList();
    }
  }
}
