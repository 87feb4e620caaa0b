// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes a file in parts, of which S3 makes an object when all are there. An object has at most
 * 10,000 parts and 5 TiB: "Amazon S3 multipart upload limits", S3 User Guide.
 *
 * @param s3 not closed here
 * @param at the object
 * @param encryption of what is written
 */
record S3Upload(S3Client s3, S3Location at, S3Encryption encryption) {
  private static final int PART = 16 << 20;
  private static final int MOST_PARTS = 10_000;

  /** The content of a file that is written at once, and not in parts; empty for a larger one. */
  Optional<byte[]> whole(Path content) throws IOException {
    try (InputStream in = Files.newInputStream(content)) {
      long size = Files.size(content);
      return size > PART ? Optional.empty() : Optional.of(next(content, size, in, size));
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** What goes wrong with a source names the object that it was for. */
  private IOException notWritten(IOException e) {
    return new IOException(at.uri() + " was not written: " + e, e);
  }

  private static byte[] next(Path content, long size, InputStream in, long length)
      throws IOException {
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException(
          "%s was %s bytes and has become %s".formatted(content, size, Files.size(content)));
    }
    return bytes;
  }

  /** Writes it; when that fails, nothing of it is left. */
  void of(Path content) throws IOException {
    String upload;
    try {
      upload =
          s3.createMultipartUpload(
                  create ->
                      create
                          .bucket(at.bucket())
                          .key(at.key())
                          .serverSideEncryption(encryption.kindOrNull())
                          .ssekmsKeyId(encryption.keyOrNull()))
              .uploadId();
    } catch (SdkException e) {
      throw S3Failures.ofRead("written", at.uri(), s3, e);
    }
    if (upload == null) {
      throw S3Failures.notS3("written", at.uri(), s3);
    }
    String etag = null;
    try {
      List<CompletedPart> parts = parts(content, upload);
      etag =
          s3.completeMultipartUpload(
                  complete ->
                      complete
                          .bucket(at.bucket())
                          .key(at.key())
                          .uploadId(upload)
                          .multipartUpload(all -> all.parts(parts)))
              .eTag();
    } catch (SdkException e) {
      throw S3Failures.ofRead("written", at.uri(), s3, e);
    } finally {
      if (etag == null) {
        abort(upload);
      }
    }
    if (etag == null) {
      throw S3Failures.notS3("written", at.uri(), s3);
    }
  }

  private List<CompletedPart> parts(Path content, String upload) throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    try (InputStream in = Files.newInputStream(content)) {
      long size = Files.size(content);
      long part = Math.max(PART, (size + MOST_PARTS - 1) / MOST_PARTS);
      for (long from = 0; from < size; from += part) {
        int number = parts.size() + 1;
        byte[] bytes = next(content, size, in, Math.min(part, size - from));
        String etag =
            s3.uploadPart(
                    one ->
                        one.bucket(at.bucket()).key(at.key()).uploadId(upload).partNumber(number),
                    RequestBody.fromBytes(bytes))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      }
    } catch (IOException e) {
      throw notWritten(e);
    }
    return parts;
  }

  /** Parts that are left cost money until a rule of the bucket takes them away. */
  private void abort(String upload) {
    boolean isInterrupted = Thread.interrupted();
    try {
      s3.abortMultipartUpload(abort -> abort.bucket(at.bucket()).key(at.key()).uploadId(upload));
    } catch (SdkException e) {
      // what made it fail is told; the bucket's rule for unfinished uploads is the second net
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
