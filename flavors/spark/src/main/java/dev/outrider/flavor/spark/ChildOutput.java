// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.step.text.MaskedText;
import dev.outrider.step.text.Masks;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file that a child prints into. The driver masks what it prints itself; native code and
 * processes that it starts write here directly. So the file is its owner's only, and when the child
 * has ended its text without secrets takes its place.
 */
final class ChildOutput {

  /** The file's name in the work folder. */
  static final String NAME = "out";

  /** Where the step's secrets are found, never what they are. */
  private static final String SECRETS = "secrets.json";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> BY_OWNER =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final int FORMAT = 1;
  private static final int PIECE = 64 << 10;

  private final Path work;

  ChildOutput(Path work) {
    this.work = work;
  }

  /** What is needed to find the secrets again. */
  record SecretReferences(int format, Map<String, String> references) {}

  Path file() {
    return work.resolve(NAME);
  }

  /**
   * Makes the file, before the child is started.
   *
   * @param references where the step finds its secrets
   */
  void create(Map<String, String> references) throws IOException {
    try {
      Files.createFile(file(), BY_OWNER);
    } catch (FileAlreadyExistsException e) {
      Files.setPosixFilePermissions(file(), OWNER_ONLY);
    }
    if (!references.isEmpty()) {
      SecretReferences record = new SecretReferences(FORMAT, new TreeMap<>(references));
      Files.writeString(
          work.resolve(SECRETS), JsonForm.write(record, SecretReferences.class, SECRETS));
    }
  }

  /**
   * Takes the secrets that are known here out of the file, once; to be called when the child has
   * ended. While one of them is not found here, a later call tries again.
   *
   * @param environment the environment variables
   */
  void maskAtEnd(Map<String, String> environment) throws IOException {
    Path secrets = work.resolve(SECRETS);
    Map<String, String> references;
    try {
      references =
          ((SecretReferences)
                  JsonForm.readTolerantly(
                      Files.readString(secrets), SecretReferences.class, secrets.toString()))
              .references();
    } catch (NoSuchFileException e) {
      return;
    }
    Masks masks = Masks.of(references.values(), environment);
    if (masks.areNone()) {
      return;
    }
    Path writing = Files.createTempFile(work, NAME, ".tmp", BY_OWNER);
    try {
      mask(masks, writing);
      Files.move(writing, file(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(writing);
    }
    if (references.values().stream().noneMatch(each -> isUnknown(each, environment))) {
      Files.delete(secrets);
    }
  }

  private static boolean isUnknown(String reference, Map<String, String> environment) {
    return Masks.of(Set.of(reference), environment).areNone();
  }

  private void mask(Masks masks, Path to) throws IOException {
    MaskedText text = new MaskedText(masks, StandardCharsets.UTF_8);
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file());
        OutputStream out = Files.newOutputStream(to)) {
      for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
        out.write(text.add(piece, 0, size).getBytes(StandardCharsets.UTF_8));
      }
      out.write(text.end().getBytes(StandardCharsets.UTF_8));
    }
  }
}
