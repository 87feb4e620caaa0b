// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.materialize;

import dev.outrider.application.store.Store;
import dev.outrider.application.store.StoredFile;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** The record of an output that is written: its size, number of files and checksum. */
final class Listing {

  /** A single file that is smaller is hashed by its content. */
  private static final long HASHED_BYTES = 64L << 20;

  private Listing() {}

  static OutputRecord record(Store store, ValueKind kind, String format, URI folder)
      throws IOException {
    return record(
        store,
        kind,
        format,
        folder,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static OutputRecord record(
      Store store,
      ValueKind kind,
      String format,
      URI folder,
      Optional<String> type,
      Optional<JsonText> schema,
      Optional<Long> rows,
      Optional<String> committer,
      Optional<List<String>> emptyFolders)
      throws IOException {
    List<StoredFile> files = store.list(folder);
    long bytes = 0;
    for (StoredFile file : files) {
      bytes += file.size();
    }
    return new OutputRecord(
        kind.id(),
        folder,
        format,
        type,
        schema,
        rows,
        bytes,
        files.size(),
        checksum(store, folder, files),
        committer,
        emptyFolders);
  }

  private static String checksum(Store store, URI folder, List<StoredFile> files)
      throws IOException {
    MessageDigest digest = sha256();
    boolean single = files.size() == 1 && files.get(0).size() < HASHED_BYTES;
    if (single) {
      digest.update(store.read(StoreLocation.of(folder).resolve(files.get(0).path()).uri()));
    } else {
      for (StoredFile file : files) {
        String line = file.path() + "\t" + file.size() + "\t" + file.tag() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    StringBuilder hex = new StringBuilder("sha256:");
    for (byte each : digest.digest()) {
      hex.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return hex.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
