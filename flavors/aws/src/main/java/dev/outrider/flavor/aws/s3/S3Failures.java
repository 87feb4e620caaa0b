// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.flavor.aws.AwsErrors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Response;

/** What a call to S3 that failed means for the caller of a store. Pure but for interruptions. */
final class S3Failures {
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int BEYOND_THE_END = 416;

  private S3Failures() {}

  /**
   * The exception that says that nothing is known. The flag of an interrupted thread stays set.
   *
   * @param what was tried: {@code read}, {@code written}
   */
  static IOException of(String what, URI uri, SdkException e) {
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException(uri + " was not " + what + ": the thread was interrupted");
      interrupted.initCause(e);
      return interrupted;
    }
    return new IOException(uri + " was not " + what + ": " + AwsErrors.text(e) + advice(e), e);
  }

  /**
   * The exception that says that something else than S3 has answered, such as the page of a proxy
   * at which to sign in.
   *
   * @param what was tried: {@code read}, {@code written}
   * @param s3 the client that was answered
   */
  static IOException notS3(String what, URI uri, S3Client s3) {
    String address =
        s3.serviceClientConfiguration()
            .endpointOverride()
            .map(URI::toString)
            .orElseGet(() -> "S3's address in " + s3.serviceClientConfiguration().region());
    return new IOException(
        ("%s was not %s: what answers at %s is not S3, but a page of the web or another"
                + " service; look at 'artifact-store.endpoint' and 'artifact-store.proxy'")
            .formatted(uri, what, address));
  }

  /**
   * Whether an answer is a page of the web. S3 names each of its answers: "Common Response
   * Headers", Amazon S3 API Reference; a page of the web may be an object in it.
   */
  static boolean isWebPage(S3Response answer) {
    SdkHttpResponse http = answer.sdkHttpResponse();
    return http.firstMatchingHeader("Content-Type").orElse("").startsWith("text/html")
        && http.firstMatchingHeader("x-amz-request-id").isEmpty();
  }

  /**
   * Of a call whose answer is XML: one that cannot be read is not of S3.
   *
   * @param what was tried: {@code listed}, {@code deleted}
   * @param s3 the client that was answered
   */
  static IOException ofRead(String what, URI uri, S3Client s3, SdkException e) {
    return e.getCause() instanceof XMLStreamException read
            && !(read.getNestedException() instanceof IOException)
        ? notS3(what, uri, s3)
        : of(what, uri, e);
  }

  /** The codes are those of the page "Error responses", Amazon S3 API Reference. */
  private static String advice(SdkException e) {
    return switch (AwsErrors.code(e)) {
      case "PermanentRedirect", "AuthorizationHeaderMalformed", "TemporaryRedirect" ->
          "; set 'region' to that of the bucket";
      case "NoSuchBucket" -> "; make the bucket, or name another in 'artifact-store'";
      case "RequestTimeTooSkewed" -> "; set this machine's clock";
      default ->
          switch (AwsErrors.problem(e)) {
            case DENIED -> "; look at what the policies of the caller and of the bucket allow";
            case UNKNOWN_CALLER -> AwsErrors.hasNoCredentials(e) ? "" : "; look at the credentials";
            default -> "";
          };
    };
  }

  /** Whether there is no such object; a bucket that is not there is another matter. */
  static boolean isNotThere(SdkException e) {
    return status(e) == NOT_FOUND && !AwsErrors.code(e).equals("NoSuchBucket");
  }

  /** Whether a condition of the request does not hold. */
  static boolean isOtherwise(SdkException e) {
    return status(e) == PRECONDITION_FAILED;
  }

  /** Whether another write of the same key was under way. */
  static boolean isConflict(SdkException e) {
    return status(e) == CONFLICT;
  }

  /** Whether an object ends before what was asked for. */
  static boolean isBeyondTheEnd(SdkException e) {
    return status(e) == BEYOND_THE_END;
  }

  /** Whether S3 has refused, so that surely nothing was done. */
  static boolean isRefused(SdkException e) {
    return status(e) >= 400 && status(e) < 500;
  }

  /** Whether the thread was interrupted, and nothing is to be tried again. */
  static boolean isInterrupted(SdkException e) {
    return e instanceof AbortedException
        || e.getCause() instanceof SdkInterruptedException
        || Thread.currentThread().isInterrupted();
  }

  private static int status(SdkException e) {
    return e instanceof AwsServiceException said ? said.statusCode() : 0;
  }
}
