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
    long size = size(content);
    if (size > PART) {
      return Optional.empty();
    }
    try (Source source = new Source(content, size)) {
      return Optional.of(source.next((int) size));
    }
  }

  private long size(Path content) throws IOException {
    try {
      return Files.size(content);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** What goes wrong with a source names the object that it was for. */
  private IOException notWritten(IOException e) {
    return new IOException(at.uri() + " was not written: " + e, e);
  }

  /** The file that is written, read from its start. */
  private final class Source implements AutoCloseable {
    private final Path content;
    private final long size;
    private final InputStream in;
    private long position;

    Source(Path content, long size) throws IOException {
      this.content = content;
      this.size = size;
      try {
        this.in = Files.newInputStream(content);
      } catch (IOException e) {
        throw notWritten(e);
      }
    }

    byte[] next(int length) throws IOException {
      try {
        byte[] bytes = in.readNBytes(length);
        position += bytes.length;
        if (bytes.length < length) {
          throw new EOFException(content + " was " + size + " bytes and has become " + position);
        }
        return bytes;
      } catch (IOException e) {
        throw notWritten(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
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
      throw S3Failures.of("written", at.uri(), e);
    }
    boolean isWritten = false;
    try {
      List<CompletedPart> parts = parts(content, upload);
      s3.completeMultipartUpload(
          complete ->
              complete
                  .bucket(at.bucket())
                  .key(at.key())
                  .uploadId(upload)
                  .multipartUpload(all -> all.parts(parts)));
      isWritten = true;
    } catch (SdkException e) {
      throw S3Failures.of("written", at.uri(), e);
    } finally {
      if (!isWritten) {
        abort(upload);
      }
    }
  }

  private List<CompletedPart> parts(Path content, String upload) throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    long size = size(content);
    int part = (int) Math.max(PART, (size + MOST_PARTS - 1) / MOST_PARTS);
    try (Source source = new Source(content, size)) {
      for (long from = 0; from < size; from += part) {
        int number = parts.size() + 1;
        byte[] bytes = source.next((int) Math.min(part, size - from));
        String etag =
            s3.uploadPart(
                    one ->
                        one.bucket(at.bucket()).key(at.key()).uploadId(upload).partNumber(number),
                    RequestBody.fromBytes(bytes))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      }
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
