// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a Spark home reaches S3, and when it does not. */
class StoreConnectorTest {

  private static final Path HOME = Path.of("/opt/spark");
  private static final StoreConnector COMPLETE =
      connector(
          "hadoop-client-api-3.3.4.jar",
          "hadoop-aws-3.3.4.jar",
          "aws-java-sdk-bundle-1.12.262.jar");
  private static final StoreConnector BARE = connector("hadoop-client-api-3.3.4.jar");

  @Test
  void placesOfSchemeS3AreReadByS3a() throws Exception {
    assertThat(COMPLETE.conf(order("s3", Map.of()), Map.of("spark.a", "b"), Orders.NEAR))
        .isEqualTo(
            Map.of(
                "spark.a",
                "b",
                "spark.hadoop.fs.s3.impl",
                "org.apache.hadoop.fs.s3a.S3AFileSystem",
                "spark.hadoop.fs.AbstractFileSystem.s3.impl",
                "org.apache.hadoop.fs.s3a.S3A"));
    assertThat(COMPLETE.conf(order("s3a", Map.of()), Map.of(), Orders.NEAR)).isEmpty();
  }

  @Test
  void aFileSystemThatIsSetStays() throws Exception {
    Map<String, String> own = Map.of("spark.hadoop.fs.s3.impl", "acme.FileSystem");

    assertThat(BARE.conf(order("s3", Map.of()), own, Orders.NEAR))
        .containsEntry("spark.hadoop.fs.s3.impl", "acme.FileSystem");
    assertThat(BARE.conf(order("s3", own), Map.of(), Orders.NEAR)).isNotNull();
  }

  @Test
  void onALocalDiskNothingIsNeeded() throws Exception {
    assertThat(BARE.conf(order("file", Map.of()), Map.of(), Orders.NEAR)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.3.4 | aws-java-sdk-bundle-1.12.262.jar (com.amazonaws:aws-java-sdk-bundle)",
        "3.3.4-acme | the AWS SDK that the pom of org.apache.hadoop:hadoop-aws:3.3.4-acme names",
      })
  void aHomeWithoutItsJarsIsRefusedWithTheirNames(String hadoop, String sdk) {
    StoreConnector connector = connector("hadoop-client-api-" + hadoop + ".jar");

    assertThatThrownBy(() -> connector.conf(order("s3", Map.of()), Map.of(), Orders.NEAR))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessage(
            "Step 'shout' cannot run on 'near': it needs s3://acme/runs/r/shout/1/context.json,"
                + " and /opt/spark/jars lacks hadoop-aws-%s.jar (org.apache.hadoop:hadoop-aws) and %s"
                    .formatted(hadoop, sdk)
                + " for its hadoop-client-api-%s.jar. Put them there, from Maven Central, or name"
                    .formatted(hadoop)
                + " them in 'spark.driver.extraClassPath'.")
        .extracting(e -> ((NotAcceptedException) e).kind())
        .isEqualTo(FailureKind.CONFIGURATION);
  }

  @Test
  void onlyWhatIsLackingIsNamed() {
    StoreConnector connector = connector("hadoop-client-api-3.3.4.jar", "hadoop-aws-3.3.4.jar");

    assertThatThrownBy(() -> connector.conf(order("s3a", Map.of()), Map.of(), Orders.NEAR))
        .hasMessageContaining(
            "/opt/spark/jars lacks aws-java-sdk-bundle-1.12.262.jar"
                + " (com.amazonaws:aws-java-sdk-bundle) for its hadoop-client-api-3.3.4.jar.");
  }

  @ParameterizedTest
  @CsvSource({"spark.jars", "spark.jars.packages", "spark.driver.extraClassPath"})
  void jarsOfTheUsersOwnAreLeftToSpark(String setting) throws Exception {
    assertThat(BARE.conf(order("s3", Map.of(setting, "x")), Map.of(), Orders.NEAR)).hasSize(2);
    assertThat(BARE.conf(order("s3", Map.of()), Map.of(setting, "x"), Orders.NEAR)).hasSize(3);
  }

  @Test
  void theJarsAreThoseOfTheSparkHome(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("jars"));
    Files.createFile(
        folder.resolve("bin/spark-submit"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String jar : List.of("spark-core_2.12-3.5.5.jar", "hadoop-client-api-3.3.4.jar")) {
      Files.createFile(folder.resolve("jars").resolve(jar));
    }

    StoreConnector connector = StoreConnector.of(SparkHome.in(folder), List.of(Stores.S3));

    assertThatThrownBy(() -> connector.conf(order("s3", Map.of()), Map.of(), Orders.NEAR))
        .hasMessageContaining(folder.resolve("jars") + " lacks hadoop-aws-3.3.4.jar");
  }

  @Test
  void withoutThePluginOfAStoreItsPlacesAreLeftToSpark() throws Exception {
    StoreConnector none =
        new StoreConnector(HOME, List.of("hadoop-client-api-3.3.4.jar"), List.of());

    assertThat(none.conf(order("s3a", Map.of()), Map.of("spark.a", "b"), Orders.NEAR))
        .isEqualTo(Map.of("spark.a", "b"));
  }

  private static StoreConnector connector(String... jars) {
    return new StoreConnector(HOME, List.of(jars), List.of(Stores.S3));
  }

  private static Submission order(String scheme, Map<String, String> conf) {
    String store = scheme.equals("file") ? "file:/acme/" : scheme + "://acme/";
    BundleFiles bundle =
        new BundleFiles(
            URI.create(store + "bundles/app.jar"),
            "dev.outrider.application.StepApplication",
            List.of());
    return Orders.order(
        URI.create(store + "runs/r/shout/1/"), bundle, Resources.unspecified(), conf);
  }
}
