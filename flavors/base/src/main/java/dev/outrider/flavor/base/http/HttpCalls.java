// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.http;

import dev.outrider.flavor.base.submit.Unreached;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls over HTTP: each ends in time and takes an answer of a limited size. Follows no redirect. A
 * POST is sent once; Java's client may send a GET again when a connection ends that was used
 * before. Thread-safe.
 */
public final class HttpCalls implements AutoCloseable {

  /** Far more than the longest list of a platform; in bytes. */
  public static final int LARGEST = 16 * 1024 * 1024;

  private final Duration requestTimeout;
  private final ExecutorService threads;
  private HttpClient client;

  /**
   * @param threadNames how the names of its threads begin
   */
  public HttpCalls(HttpOptions options, String threadNames) {
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadNames + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.requestTimeout = options.requestTimeout();
    // a request to change to HTTP/2 is a header that an old server need not know
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connectTimeout())
            .executor(threads)
            .proxy(options.proxy());
    options.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param body the text, read as UTF-8
   */
  public record Answer(int status, String body) {}

  /** No connection was made: surely the server has not read the request. */
  public static final class NothingSentException extends IOException {
    private static final long serialVersionUID = 1L;

    NothingSentException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** There was a connection, and no whole answer: the server may have read the request. */
  public static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @throws NothingSentException when there was no connection
   * @throws UnansweredException when there was no answer in time, or too long a one
   * @throws InterruptedIOException when the thread was interrupted, whose flag stays set
   */
  public Answer get(URI address, Map<String, String> headers) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted before GET " + address);
    }
    return send("GET", address, headers, Optional.empty());
  }

  /**
   * @param json the body; empty for none
   * @throws NothingSentException when there was no connection, or the thread was interrupted before
   *     the request was sent
   * @throws IOException as of {@link #get}
   */
  public Answer post(URI address, Map<String, String> headers, String json) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new NothingSentException("Interrupted before POST " + address, null);
    }
    return send("POST", address, headers, Optional.of(json));
  }

  private Answer send(
      String method, URI address, Map<String, String> headers, Optional<String> json)
      throws IOException {
    String asked = method + " " + address;
    HttpClient open;
    synchronized (this) {
      open = client;
    }
    if (open == null) {
      throw new NothingSentException(asked + " was not sent: the operator is closed", null);
    }
    CompletableFuture<HttpResponse<byte[]>> call;
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(address);
      headers.forEach(request::header);
      json.ifPresent(
          body ->
              request
                  .header("Content-Type", "application/json;charset=utf-8")
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      call = open.sendAsync(request.build(), info -> limitedBody());
    } catch (IllegalArgumentException e) {
      throw new NothingSentException(asked + " cannot be sent: " + e, e);
    }
    try {
      // over the whole answer: the time-out of Java's client ends with the headers
      HttpResponse<byte[]> response = call.get(requestTimeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while " + asked + " was answered");
      interrupted.initCause(e);
      throw interrupted;
    } catch (TimeoutException e) {
      call.cancel(true);
      throw new UnansweredException(
          asked + " had no answer within " + requestTimeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (Unreached.isCauseOf(cause)) {
        throw new NothingSentException(
            asked + " did not reach the server: " + reason(cause), cause);
      }
      throw new UnansweredException(asked + " had no answer: " + reason(cause), cause);
    }
  }

  /** Read by a thread of the client's, of which there are as many as there are calls. */
  private static HttpResponse.BodySubscriber<byte[]> limitedBody() {
    return HttpResponse.BodySubscribers.mapping(
        HttpResponse.BodySubscribers.ofInputStream(),
        in -> {
          try (in) {
            byte[] body = in.readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
              throw new IOException("the answer is longer than " + LARGEST + " bytes");
            }
            return body;
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        });
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

  /**
   * Releases connections and threads. Java's client has a method to close it since 21; before that
   * its one thread ends when the client is unreachable.
   */
  @Override
  public void close() {
    Object last;
    synchronized (this) {
      last = client;
      client = null;
    }
    if (last instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("Java's HTTP client cannot be closed", e);
      }
    }
    threads.shutdown();
  }
}
