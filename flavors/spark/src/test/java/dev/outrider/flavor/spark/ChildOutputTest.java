// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What bypasses the driver's masking is for the file's owner, and masked when the child has ended.
 */
class ChildOutputTest {

  private static final String CANARY = "topsecretcanary-12345678";
  private static final Map<String, String> ENVIRONMENT = Map.of("CANARY", CANARY);

  @TempDir Path work;

  @Test
  void theFileIsReadableByItsOwnerOnlyAlsoWhenItWasThereBefore() throws IOException {
    ChildOutput output = new ChildOutput(work);
    for (int i = 0; i < 2; i++) {
      output.create(Map.of());

      assertThat(mode(output)).isEqualTo("rw-------");
      Files.setPosixFilePermissions(output.file(), PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  @Test
  void atTheEndTheSecretsAreTakenOutOfTheFileWhereverTheyLie() throws IOException {
    ChildOutput output = new ChildOutput(work);
    output.create(Map.of("token", "env:CANARY"));
    for (int place = 65_536 - CANARY.length(); place <= 65_536; place++) {
      output.create(Map.of("token", "env:CANARY"));
      Files.writeString(output.file(), "x".repeat(place) + CANARY + "END\näöü");

      output.maskAtEnd(ENVIRONMENT);

      assertThat(output.file()).hasContent("x".repeat(place) + "********END\näöü");
      assertThat(mode(output)).isEqualTo("rw-------");
    }
  }

  @Test
  void aFileOfSecretsIsReadWhereItLies() throws IOException {
    Path key = Files.writeString(work.resolve("key.pem"), "-----BEGIN\nMIIEpAIB\n-----END\n");
    ChildOutput output = new ChildOutput(work);
    output.create(Map.of("key", "file:" + key));
    Files.writeString(output.file(), "-----BEGIN\nMIIEpAIB\n-----END\nand MIIEpAIB alone\n");

    output.maskAtEnd(Map.of());

    assertThat(output.file()).hasContent("********and ******** alone\n");
  }

  @Test
  void aSecretThatIsNotFoundHereIsMaskedByWhoeverFindsIt() throws IOException {
    ChildOutput output = new ChildOutput(work);
    output.create(Map.of("token", "env:CANARY", "other", "env:OTHER"));
    Files.writeString(output.file(), CANARY + " and another");

    output.maskAtEnd(Map.of("OTHER", "another"));
    assertThat(output.file()).hasContent(CANARY + " and ********");

    output.maskAtEnd(ENVIRONMENT);
    assertThat(output.file()).hasContent("******** and ********");
  }

  @Test
  void aFileIsMaskedOnce() throws IOException {
    ChildOutput output = new ChildOutput(work);
    output.create(Map.of("token", "env:CANARY"));

    output.maskAtEnd(ENVIRONMENT);
    Files.writeString(output.file(), CANARY);
    output.maskAtEnd(ENVIRONMENT);

    assertThat(output.file()).hasContent(CANARY);
  }

  private static String mode(ChildOutput output) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(output.file()));
  }
}
