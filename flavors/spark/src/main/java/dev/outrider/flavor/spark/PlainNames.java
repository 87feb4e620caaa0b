// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.Refusals;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Plain names for bundles in folders that {@code spark-submit}'s list of jars cannot name: symbolic
 * links to these folders.
 *
 * @param folder where the links are; may be missing
 */
record PlainNames(Path folder) {

  /**
   * The order as {@code spark-submit} can take it. Makes no link.
   *
   * @throws NotAcceptedException when there is no plain name for a file of the bundle
   */
  Submission named(Submission submission, Refusals refusals) throws NotAcceptedException {
    BundleFiles files = submission.bundle();
    Optional<String> reason = files.unlisted();
    if (reason.isEmpty()) {
      return submission;
    }
    if (!files.files().stream().allMatch(file -> "file".equals(file.getScheme()))) {
      refusals.refuseUnlisted(submission);
    }
    BundleFiles named =
        new BundleFiles(
            name(files.application()),
            files.mainClass(),
            files.jars().stream().map(this::name).toList());
    if (named.unlisted().isPresent()) {
      throw refusals.of(
          submission,
          ("%s, and so has %s, where a link would have a plain name. Set 'artifact-store', or"
                  + " the variable OUTRIDER_CACHE, to a folder without it.")
              .formatted(reason.get(), folder));
    }
    return submission.withBundle(named);
  }

  private URI name(URI file) {
    Path path = Path.of(file);
    return link(path.getParent()).resolve(path.getFileName()).toUri();
  }

  private Path link(Path target) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(target.toString().getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Makes the links that the order needs. */
  void make(Submission submission) throws IOException {
    if (submission.bundle().unlisted().isEmpty()) {
      return;
    }
    for (URI file : submission.bundle().files()) {
      Path target = Path.of(file).getParent();
      Path link = link(target);
      Files.createDirectories(folder);
      try {
        Files.createSymbolicLink(link, target);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
          throw new IOException(link + " is not a link to " + target + ". Remove it.", e);
        }
      }
    }
  }
}
