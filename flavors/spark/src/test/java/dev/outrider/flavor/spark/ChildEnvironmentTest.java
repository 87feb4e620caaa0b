// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildEnvironmentTest {
  private static final Set<String> SECRETS =
      Set.of("EMR_KEY", "OTHERS_PASSWORD", "AWS_SECRET_ACCESS_KEY", "NOT_SET");
  private static final Map<String, String> INHERITED =
      Map.of(
          "EMR_KEY", "1",
          "OTHERS_PASSWORD", "2",
          "AWS_SECRET_ACCESS_KEY", "3",
          "PATH", "/bin",
          "SPARK_LOCAL_IP", "::1");

  @TempDir Path folder;

  @Test
  void whatHoldsSecretsOfOthersIsLeftOutAndNamed() {
    ChildEnvironment children = children(Map.of());

    assertThat(children.leftOut(submission("file:/store/")))
        .containsExactly("AWS_SECRET_ACCESS_KEY", "EMR_KEY", "OTHERS_PASSWORD");
    assertThat(children.note(submission("file:/store/")))
        .contains(
            "The driver does not inherit AWS_SECRET_ACCESS_KEY, EMR_KEY, OTHERS_PASSWORD, which"
                + " hold secrets of step operators.");
    assertThat(children.leftOut()).isEqualTo(children.leftOut(submission("file:/store/")));
  }

  @Test
  void whatTheStepsOwnSecretsNameIsInherited() {
    Map<String, String> own =
        Map.of("pw", "env:OTHERS_PASSWORD", "file", "file:/EMR_KEY", "alias", "hadoop:EMR_KEY");

    assertThat(children(own).leftOut(submission("file:/store/")))
        .containsExactly("AWS_SECRET_ACCESS_KEY", "EMR_KEY");
  }

  @Test
  void aDriverThatWritesToS3HasTheKeysThatItsConnectorReads() {
    assertThat(children(Map.of()).leftOut(submission("s3://bucket/runs/")))
        .containsExactly("EMR_KEY", "OTHERS_PASSWORD");
  }

  @Test
  void aVariableThatTheSubmissionSetsIsNotLeftOut() {
    ChildEnvironment children =
        new ChildEnvironment(Orders.NEAR, Map.of(), INHERITED, Set.of("SPARK_LOCAL_IP"), List.of());

    assertThat(children.leftOut(submission("file:/store/"))).isEmpty();
    assertThat(children.note(submission("file:/store/"))).isEmpty();
    assertThat(children.added(submission("file:/store/")))
        .containsEntry("SPARK_LOCAL_IP", "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    // LC_ALL, LC_CTYPE, LANG, what is set
    ",,,C.UTF-8",
    "'',POSIX,C.UTF-8,C.UTF-8",
    "C,,de_DE.UTF-8,C.UTF-8",
    ",,C,C.UTF-8",
    ",,C.UTF-8,",
    ",en_US.UTF-8,C,",
    "de_DE.UTF-8,C,C,",
  })
  void aDriverHasALocaleOfUtf8WhereThisProcessHasNone(
      String all, String type, String language, String expected) {
    Map<String, String> inherited = new HashMap<>();
    inherited.put("LC_ALL", all == null ? "" : all);
    inherited.put("LC_CTYPE", type == null ? "" : type);
    inherited.put("LANG", language == null ? "" : language);
    ChildEnvironment children =
        new ChildEnvironment(Orders.NEAR, Map.of(), inherited, Set.of(), List.of());

    assertThat(children.added(submission("file:/store/")).get("LC_ALL")).isEqualTo(expected);
  }

  @Test
  void everySecretThatADriverHereCannotReadIsNamed() throws IOException {
    Path there = Files.writeString(folder.resolve("pw"), "hunter2");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'p', (byte) 0xe4});
    ChildEnvironment children =
        children(
            Map.of(
                "a", "env:NOT_SET",
                "b", "env:EMR_KEY",
                "c", "file:" + there,
                "d", "file:" + folder.resolve("missing"),
                "e", "file:" + folder,
                "f", "file:relative",
                "g", "hadoop:alias",
                "h", "file:" + large,
                "i", "file:" + latin));

    assertThat(children.problems())
        .containsExactly(
            "'step-operator.near.secret.a' is env:NOT_SET, but the environment variable NOT_SET is"
                + " not set. Set it.",
            "'step-operator.near.secret.d' is file:"
                + folder.resolve("missing")
                + ", but there is no such file.",
            "'step-operator.near.secret.e' is file:" + folder + ", but it is not a regular file.",
            "'step-operator.near.secret.f' is file:relative, but the driver works in another folder."
                + " Write an absolute path.",
            "'step-operator.near.secret.h' is file:" + large + ", but it has more than 1 MiB.",
            "'step-operator.near.secret.i' is file:" + latin + ", but it is not UTF-8.");
  }

  @Test
  void aSecretThatThisUserMayNotReadIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("pw"), "hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file)).as("root reads every file").isFalse();

    assertThat(children(Map.of("a", "file:" + file)).problems())
        .singleElement()
        .asString()
        .endsWith("but access is denied.");
  }

  private static ChildEnvironment children(Map<String, String> secrets) {
    return new ChildEnvironment(Orders.NEAR, secrets, INHERITED, SECRETS, List.of(Stores.S3));
  }

  private static Submission submission(String store) {
    URI attempt = URI.create(store + "r/shout/1/");
    BundleFiles bundle = new BundleFiles(URI.create(store + "app.jar"), "a.Main", List.of());
    return Orders.order(attempt, bundle, Resources.unspecified(), Map.of());
  }
}
