// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.MissingSecretException;
import dev.outrider.step.text.Masks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a secret is read from, and what is refused. */
class SecretsTest {
  private final Masks masks = new Masks();

  @TempDir Path folder;

  @Test
  void aSecretIsReadFromARegularFileOfAtMostOneMebibyteInUtf8AndMasked() throws Exception {
    Path good = Files.writeString(folder.resolve("good"), "hunter2 \n");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'p', (byte) 0xe4});

    assertThat(valueOf("file:" + good)).isEqualTo("hunter2 ");
    assertThat(masks.mask("it is hunter2 here")).isEqualTo("it is ********here");
    assertRefused("file:" + large, "it has more than 1 MiB");
    assertRefused("file:" + latin, "it is not UTF-8");
    assertRefused("file:" + folder, "it is not a regular file");
    assertRefused("file:/dev/zero", "it is not a regular file");
    assertRefused("file:" + folder.resolve("no"), "there is no such file");
  }

  @Test
  void whatIsNotConfiguredIsNamedAsItIsSetWhereTheStepRuns() {
    Map<String, String> references = Map.of("other", "env:OTHER");

    assertThatThrownBy(() -> secrets(references, Optional.of("gpu")).value("token"))
        .hasMessage(
            "The step asks for secret 'token', which is not configured; known are [other]. Set"
                + " step-operator.gpu.secret.token.");
    assertThatThrownBy(() -> secrets(references, Optional.empty()).value("token"))
        .hasMessage(
            "The step asks for secret 'token', which is not configured; known are [other]. Set"
                + " --secret token=env:NAME.");
    assertThatThrownBy(() -> secrets(references, Optional.empty()).value("other"))
        .hasMessage(
            "Secret 'other' has no value where the step runs: environment variable OTHER is not"
                + " set. Set it there, or change --secret other.");
  }

  private void assertRefused(String reference, String problem) {
    assertThatThrownBy(() -> valueOf(reference))
        .isInstanceOf(MissingSecretException.class)
        .hasMessage(
            "Secret 'token' has no value where the step runs: "
                + reference
                + " cannot be read: "
                + problem
                + ". Set it there, or change step-operator.gpu.secret.token.");
  }

  private String valueOf(String reference) {
    Map<String, String> references = Map.of("token", reference);
    return secrets(references, Optional.of("gpu")).value("token");
  }

  private Secrets secrets(Map<String, String> references, Optional<String> operator) {
    return new Secrets(references, operator, Map.of(), new Configuration(false), masks);
  }
}
