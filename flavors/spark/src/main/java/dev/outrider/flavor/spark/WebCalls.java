// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.base.submit.Unreached;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls over HTTP: each ends in time and takes an answer of a limited size. A POST is sent once;
 * the client may send a GET again when a connection ends that was used before. Thread-safe.
 */
final class WebCalls {

  /** Far more than the longest list of a master; in bytes. */
  static final int LARGEST = 16 * 1024 * 1024;

  private final HttpClient http;
  private final Duration requestTimeout;

  /**
   * @param connectTimeout how long a connection may take to be made
   * @param requestTimeout how long a call may take from its start to the end of its answer
   */
  WebCalls(Duration connectTimeout, Duration requestTimeout) {
    // a request to change to HTTP/2 is a header that an old server need not know
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
    this.requestTimeout = requestTimeout;
  }

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param body the text, read as UTF-8
   */
  record Answer(int status, String body) {}

  /** No connection was made: surely nothing was sent. */
  static final class NothingSentException extends IOException {
    private static final long serialVersionUID = 1L;

    NothingSentException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** There was a connection, and no whole answer: the server may have read the request. */
  static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @throws NothingSentException when there was no connection
   * @throws UnansweredException when there was no answer in time, or too long a one; an {@link
   *     InterruptedIOException} when the thread was interrupted, which it is then again
   */
  Answer get(URI address) throws IOException {
    return send(HttpRequest.newBuilder(address).GET(), address);
  }

  /**
   * @param json the body; empty for none
   * @throws NothingSentException when there was no connection
   * @throws IOException as of {@link #get}
   */
  Answer post(URI address, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json;charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        address);
  }

  private Answer send(HttpRequest.Builder request, URI address) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> call =
        http.sendAsync(request.timeout(requestTimeout).build(), info -> new LimitedBody());
    try {
      // the client's own time-out ends with the headers; this one has the body in it too
      HttpResponse<byte[]> response =
          call.get(requestTimeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while " + address + " was asked");
      interrupted.initCause(e);
      throw interrupted;
    } catch (TimeoutException e) {
      call.cancel(true);
      throw new UnansweredException(
          address + " gave no whole answer within " + requestTimeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (Unreached.isCauseOf(cause)) {
        throw new NothingSentException(
            address + " takes no connection (" + reason(cause) + ")", cause);
      }
      throw new UnansweredException(address + " gave no answer (" + reason(cause) + ")", cause);
    }
  }

  /** The client's exceptions often have a cause that says more, and no message. */
  private static String reason(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        return each.getMessage();
      }
    }
    return thrown.getClass().getSimpleName();
  }

  /** Collects a body until it is too large. */
  private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        if (bytes.size() + part.remaining() > LARGEST) {
          subscription.cancel();
          body.completeExceptionally(
              new IOException("the answer is longer than " + LARGEST + " bytes"));
          return;
        }
        byte[] piece = new byte[part.remaining()];
        part.get(piece);
        bytes.write(piece, 0, piece.length);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      body.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
