// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.DependencyUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles in folders of any name, as Spark's own code reads its list of jars. */
class PlainNamesTest {

  @TempDir Path folder;

  static Stream<String> names() {
    return Stream.of(
        "plain",
        "a, b",
        "p [v1]",
        "{x}",
        "{x,y}",
        "[",
        "]",
        "}",
        "a#b",
        "why?",
        "100%",
        "%41",
        "a;b",
        "a*b",
        "a b",
        "a\\b",
        "größe",
        "[x,y]*{z}?#%;");
  }

  @ParameterizedTest
  @MethodSource("names")
  void sparkFindsTheJarsOfABundleInAFolderOfAnyName(String name) throws Exception {
    Files.createFile(Files.createDirectories(folder.resolve("axb")).resolve("a.jar"));
    Path store = Files.createDirectories(folder.resolve(name));
    Submission submission = order(store);
    PlainNames names = new PlainNames(folder.resolve("links"));

    names.make(submission);
    names.make(submission); // another step, or another process
    BundleFiles named = names.named(submission, Orders.NEAR).bundle();

    String list = named.jars().get(0) + "," + named.jars().get(1);
    String resolved = DependencyUtils.resolveGlobPaths(list, new Configuration(false));
    assertThat(Stream.of(resolved.split(",")).map(each -> real(URI.create(each))))
        .containsExactly(store.resolve("a.jar").toRealPath(), store.resolve("b.jar").toRealPath());
    assertThat(real(named.application())).isEqualTo(store.resolve("app.jar").toRealPath());
  }

  @Test
  void aPlainFolderNeedsNoLink() throws Exception {
    Submission submission = order(Files.createDirectories(folder.resolve("a b#%;")));
    PlainNames names = new PlainNames(folder.resolve("links"));

    names.make(submission);

    assertThat(names.named(submission, Orders.NEAR)).isEqualTo(submission);
    assertThat(folder.resolve("links")).doesNotExist();
  }

  @Test
  void whereNeitherNameIsPlainItIsRefusedBeforeAnythingIsMade() throws Exception {
    Submission submission = order(Files.createDirectories(folder.resolve("a, b")));
    Path links = folder.resolve("cache[1]");

    assertThatThrownBy(() -> new PlainNames(links).named(submission, Orders.NEAR))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'near': the bundle's file "
                + folder.resolve("a, b/app.jar")
                + " has a ',' in its path, which spark-submit does not take as a part of a name in"
                + " its list of jars, and so has "
                + links
                + ", where a link would have a plain name. Set 'artifact-store', or the variable"
                + " OUTRIDER_CACHE, to a folder without it.")
        .extracting(e -> ((NotAcceptedException) e).kind())
        .isEqualTo(FailureKind.CONFIGURATION);
    assertThat(links).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://acme/a,b/", "s3://acme/a%5Bb/", "s3a://acme/a*b/"})
  void aPlaceThatNoLinkReachesIsRefused(String store) {
    BundleFiles files = new BundleFiles(URI.create(store + "app.jar"), "a.B", List.of());
    Submission submission =
        Orders.order(URI.create(store), files, Resources.unspecified(), Map.of());

    assertThatThrownBy(() -> new PlainNames(folder).named(submission, Orders.NEAR))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessageContaining(files.application().getPath())
        .hasMessageEndingWith("Set 'artifact-store' to a place without it.");
  }

  @Test
  void anotherFileInThePlaceOfALinkIsAnError() throws Exception {
    Submission submission = order(Files.createDirectories(folder.resolve("a,b")));
    PlainNames names = new PlainNames(folder.resolve("links"));
    Path link = Path.of(names.named(submission, Orders.NEAR).bundle().application()).getParent();
    Files.createDirectories(link);

    assertThatThrownBy(() -> names.make(submission))
        .isInstanceOf(IOException.class)
        .hasMessage(link + " is not a link to " + folder.resolve("a,b") + ". Remove it.");
  }

  private Submission order(Path store) throws IOException {
    for (String each : List.of("app.jar", "a.jar", "b.jar")) {
      Files.createFile(store.resolve(each));
    }
    BundleFiles files =
        new BundleFiles(
            store.resolve("app.jar").toUri(),
            "dev.outrider.application.StepApplication",
            List.of(store.resolve("a.jar").toUri(), store.resolve("b.jar").toUri()));
    return Orders.order(
        folder.resolve("attempt/").toUri(), files, Resources.unspecified(), Map.of());
  }

  private static Path real(URI file) {
    try {
      return Path.of(file.getPath()).toRealPath();
    } catch (IOException e) {
      throw new IllegalStateException("Spark names " + file, e);
    }
  }
}
