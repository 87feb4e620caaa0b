// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An HTTP server on 127.0.0.1 and a free port that plays a {@link FaultScript}. What the platform
 * is, its handler says. Keeps every request that it has read. Thread-safe.
 */
public final class FaultyHttpServer implements AutoCloseable {
  private static final long LONGEST_STOP_SECONDS = 60;
  private static final String PAGE =
      "<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>";

  private final FaultScript script;
  private final Function<Request, Call> calls;
  private final Handler handler;
  private final List<Request> seen = new ArrayList<>();
  private final ExecutorService threads;
  private final HttpServer server;

  /**
   * Starts it.
   *
   * @param script what goes wrong
   * @param calls what a request asks for
   * @param handler answers; called on several threads at once
   */
  public FaultyHttpServer(FaultScript script, Function<Request, Call> calls, Handler handler)
      throws IOException {
    this.script = script;
    this.calls = calls;
    this.handler = handler;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "faulty-http-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::exchange);
    server.start();
  }

  /**
   * A request as it came.
   *
   * @param method {@code GET}
   * @param uri its path and query as they came
   * @param headers all values of each name; names in lower case
   * @param body what came; not copied
   */
  public record Request(String method, URI uri, Map<String, List<String>> headers, byte[] body) {

    /** The path, decoded, with its first slash. */
    public String path() {
      return uri.getPath();
    }

    /** The first value of each name of the query, decoded. */
    public Map<String, String> query() {
      Map<String, String> query = new LinkedHashMap<>();
      queryValues().forEach((name, values) -> query.put(name, values.get(0)));
      return query;
    }

    /** All values of each name of the query, decoded, in their order. */
    public Map<String, List<String>> queryValues() {
      String raw = uri.getRawQuery();
      Map<String, List<String>> query = new LinkedHashMap<>();
      for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
        String[] words = pair.split("=", 2);
        query
            .computeIfAbsent(decoded(words[0]), name -> new ArrayList<>())
            .add(words.length < 2 ? "" : decoded(words[1]));
      }
      return query;
    }

    /** The body as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header; the name in any case. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param headers besides those that HTTP itself asks for
   * @param body may be empty; not copied
   */
  public record Reply(int status, Map<String, String> headers, byte[] body) {

    /** An answer in JSON. */
    public static Reply json(int status, String text) {
      return new Reply(
          status,
          Map.of("Content-Type", "application/json"),
          text.getBytes(StandardCharsets.UTF_8));
    }

    /** With one header more. */
    public Reply with(String name, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  /** What a platform answers. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Does what is asked.
     *
     * @param fault {@link Fault#EMPTY_LIST} or {@link Fault#UNKNOWN_STATE}, to be played in the
     *     answer where the request is for something that has it; else empty
     * @throws Exception when it is broken: the answer is 500 with the exception's text
     */
    Reply answer(Request request, Optional<Fault> fault) throws Exception;

    /**
     * The platform's own words for a call that it refuses, without doing anything. By default the
     * usual status, and {@code {"error": …}}.
     *
     * @param fault one of those that are an answer: {@code THROTTLED} to {@code NOT_FOUND}, and
     *     {@code FAILED_AFTERWARDS}
     */
    default Reply refuse(Request request, Fault fault) {
      return refusal(fault);
    }
  }

  /**
   * What a plain platform answers to a call that it refuses.
   *
   * @throws IllegalArgumentException for a fault without an answer
   */
  public static Reply refusal(Fault fault) {
    return switch (fault) {
      case FAILED_AFTERWARDS -> error(500, "something went wrong");
      case THROTTLED -> error(429, "too many requests");
      case THROTTLED_FOR_A_SECOND -> error(429, "too many requests").with("Retry-After", "1");
      case UNAVAILABLE -> error(503, "the service is not available");
      case EXPIRED -> error(401, "the credentials have expired");
      case REFUSED -> error(400, "the request is not valid");
      case NO_CAPACITY -> error(409, "the quota is used up");
      case NOT_FOUND -> error(404, "not found");
      case REQUEST_LOST, REPLY_LOST, EMPTY_LIST, UNKNOWN_STATE, CUT_REPLY, GARBAGE, HANG ->
          throw new IllegalArgumentException(fault + " is no answer.");
    };
  }

  private static Reply error(int status, String text) {
    return Reply.json(status, "{\"error\":\"" + text + "\"}");
  }

  /** Where it is: {@code http://127.0.0.1:PORT}, without a slash at its end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Every request that came, in order, whatever has become of it. */
  public List<Request> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = request(exchange);
      synchronized (seen) {
        seen.add(request);
      }
      Optional<Fault> fault = script.take(calls.apply(request));
      play(exchange, request, fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped: closing the exchange cuts the connection
    }
  }

  private void play(HttpExchange exchange, Request request, Optional<Fault> fault)
      throws IOException, InterruptedException {
    if (fault.isEmpty()) {
      send(exchange, answer(request, fault));
      return;
    }
    switch (fault.get()) {
      case REQUEST_LOST -> {}
      case REPLY_LOST -> answer(request, Optional.empty());
      case FAILED_AFTERWARDS -> {
        answer(request, Optional.empty());
        send(exchange, handler.refuse(request, fault.get()));
      }
      case CUT_REPLY -> {
        Reply reply = answer(request, Optional.empty());
        declare(exchange, reply, reply.body().length + 1L);
        exchange.getResponseBody().write(reply.body(), 0, reply.body().length / 2);
        exchange.getResponseBody().flush();
      }
      case GARBAGE ->
          send(
              exchange,
              new Reply(
                  200, Map.of("Content-Type", "text/html"), PAGE.getBytes(StandardCharsets.UTF_8)));
      case HANG -> {
        Reply reply = answer(request, Optional.empty());
        script.awaitClear();
        send(exchange, reply);
      }
      case EMPTY_LIST, UNKNOWN_STATE -> send(exchange, answer(request, fault));
      case THROTTLED,
          THROTTLED_FOR_A_SECOND,
          UNAVAILABLE,
          EXPIRED,
          REFUSED,
          NO_CAPACITY,
          NOT_FOUND ->
          send(exchange, handler.refuse(request, fault.get()));
    }
  }

  private Reply answer(Request request, Optional<Fault> fault) throws InterruptedException {
    try {
      return handler.answer(request, fault);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String text = e.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
      return error(500, text);
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    boolean isEmpty = reply.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
    declare(exchange, reply, isEmpty ? -1 : reply.body().length);
    if (!isEmpty) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  private static void declare(HttpExchange exchange, Reply reply, long length) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), length);
  }

  private static Request request(HttpExchange exchange) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    try (InputStream in = exchange.getRequestBody()) {
      return new Request(
          exchange.getRequestMethod(), exchange.getRequestURI(), headers, in.readAllBytes());
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * Cuts every connection and ends every thread; calls that hang are cut too. A second call does
   * nothing.
   *
   * @throws IllegalStateException when a handler does not end within 10 seconds
   */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("A handler of " + address() + " does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
