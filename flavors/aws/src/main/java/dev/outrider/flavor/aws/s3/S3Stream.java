// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads an object to its end. A connection that is cut is made again where it ended, for the same
 * content only: an object that was written or deleted meanwhile is an error. For one thread.
 */
final class S3Stream extends InputStream {
  private static final int MOST_TRIES = 3;

  private final S3Client s3;
  private final S3Location at;
  private final String etag;
  private ResponseInputStream<GetObjectResponse> in;
  private long position;
  private long end;
  private int failures;

  private S3Stream(
      S3Client s3, S3Location at, long from, ResponseInputStream<GetObjectResponse> in) {
    this.s3 = s3;
    this.at = at;
    this.in = in;
    this.position = from;
    this.etag = in.response().eTag();
    this.end = from + in.response().contentLength();
  }

  /**
   * @throws SdkException when it cannot be opened
   */
  static S3Stream open(S3Client s3, S3Location at, long from) {
    return new S3Stream(s3, at, from, s3.getObject(request(at, from).build()));
  }

  private static GetObjectRequest.Builder request(S3Location at, long from) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(at.bucket()).key(at.key());
    return from == 0 ? request : request.range("bytes=" + from + "-");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      try {
        int read = in.read(bytes, offset, (int) Math.min(length, end - position));
        if (read > 0) {
          position += read;
          failures = 0;
          return read;
        }
        throw new EOFException("the answer ended before the object did");
      } catch (IOException | SdkException e) {
        reopen(e);
      }
    }
    return -1;
  }

  private void reopen(Exception reason) throws IOException {
    in.abort();
    if (++failures >= MOST_TRIES || Thread.currentThread().isInterrupted()) {
      throw new IOException(
          at.uri() + " was read to byte " + position + " of " + end + ": " + reason.getMessage(),
          reason);
    }
    try {
      in = s3.getObject(request(at, position).ifMatch(etag).build());
      end = position + in.response().contentLength();
    } catch (SdkException e) {
      if (S3Failures.isOtherwise(e) || S3Failures.isNotThere(e)) {
        throw new IOException(
            at.uri() + " was written or deleted while it was read, to byte " + position, e);
      }
      throw S3Failures.of("read", at.uri(), e);
    }
  }

  /** What was not read is not fetched. */
  @Override
  public void close() throws IOException {
    if (position < end) {
      in.abort();
    }
    in.close();
  }
}
