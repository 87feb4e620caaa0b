// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.TrustedCertificates;
import dev.outrider.flavor.base.submit.Unreached;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one request and gives its answer. Sends none again by itself. Thread-safe. */
final class LoopbackClient implements AutoCloseable {
  private static final int LONGEST_ERROR = 500;
  private static final int OK = 200;

  private final String endpoint;
  private final Optional<String> token;
  private final Duration patience;
  private final ExecutorService threads;
  private HttpClient client;

  /**
   * @throws IllegalArgumentException when the settings do not go together; the message names the
   *     key
   */
  LoopbackClient(Settings settings, String operator) {
    String prefix = "step-operator." + operator + ".";
    this.endpoint = settings.required(CommonSettings.ENDPOINT.name()).replaceFirst("/+$", "");
    if (!endpoint.matches("https?://[^/?#]+(/[^?#]*)?")) {
      throw new IllegalArgumentException(
          "'"
              + prefix
              + CommonSettings.ENDPOINT.name()
              + "' is '"
              + endpoint
              + "' but must be an address such as http://127.0.0.1:6066.");
    }
    this.token = settings.text(LoopbackFlavor.TOKEN);
    this.patience = settings.duration(CommonSettings.REQUEST_TIMEOUT.name());
    AtomicInteger count = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread =
                  new Thread(task, "outrider-" + operator + "-http-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.duration(CommonSettings.CONNECT_TIMEOUT.name()))
            .executor(threads)
            .proxy(
                settings
                    .text(CommonSettings.PROXY.name())
                    .map(each -> proxy(each, prefix))
                    .orElse(HttpClient.Builder.NO_PROXY));
    settings
        .path(CommonSettings.CA_FILE.name())
        .ifPresent(
            file ->
                builder.sslContext(
                    TrustedCertificates.with(file, prefix + CommonSettings.CA_FILE.name())));
    this.client = builder.build();
  }

  private static ProxySelector proxy(String address, String prefix) {
    URI uri = URI.create(address);
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw new IllegalArgumentException(
          "'"
              + prefix
              + CommonSettings.PROXY.name()
              + "' is '"
              + address
              + "' but must be an address with a port, such as http://proxy.example:3128.");
    }
    return ProxySelector.of(InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
  }

  /** The platform's address, for people. */
  String endpoint() {
    return endpoint;
  }

  /**
   * An answer of the platform.
   *
   * @param status of HTTP
   */
  record Answer(int status, String text) {

    boolean isOk() {
      return status == OK;
    }

    /** What the platform says of a request that it has not done: {@code 404, there is no job}. */
    String problem() {
      String said;
      try {
        said =
            ((JobView.Problem) JsonForm.readTolerantly(text, JobView.Problem.class, "answer"))
                .error();
      } catch (JsonFormException | NullPointerException e) {
        return Integer.toString(status);
      }
      return status
          + ", "
          + (said.length() <= LONGEST_ERROR ? said : said.substring(0, LONGEST_ERROR) + "…");
    }
  }

  /** The platform was not reached: surely it has not read the request. */
  static final class NotReachedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotReachedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  Answer get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  /**
   * @throws NotReachedException when there was no request, or nothing has read it
   */
  Answer post(String path, String body) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new NotReachedException("Interrupted before POST " + endpoint + path, null);
    }
    HttpRequest request;
    try {
      request =
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
    } catch (IllegalArgumentException e) {
      throw new NotReachedException("POST " + endpoint + path + " cannot be sent: " + e, e);
    }
    return send(request);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(endpoint + path));
    token.ifPresent(each -> builder.header("Authorization", "Bearer " + each));
    return builder;
  }

  /**
   * The time-out is over the whole answer: that of {@link HttpRequest} ends with the headers.
   *
   * @throws NotReachedException when the request was surely not read
   */
  private Answer send(HttpRequest request) throws IOException {
    HttpClient open;
    synchronized (this) {
      open = client;
    }
    String asked = request.method() + " " + request.uri();
    if (open == null) {
      throw new NotReachedException(asked + " was not sent: the operator is closed", null);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted before " + asked);
    }
    CompletableFuture<HttpResponse<String>> answer =
        open.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      HttpResponse<String> response = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while " + asked + " was answered");
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException(
          asked + " had no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw failed(asked, e.getCause());
    }
  }

  private static IOException failed(String asked, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (Unreached.isCauseOf(cause)) {
      return new NotReachedException(asked + " did not reach the platform: " + reason, cause);
    }
    return new IOException(asked + " had no answer: " + reason, cause);
  }

  /**
   * Lets go of connections and threads. Java's client has had a method to close it since 21; before
   * that its one thread ends when nobody holds the client any more.
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
