// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls to servers that answer too much, or never to the end. */
@Timeout(60)
class HttpCallsTest {

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/large",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[1024 * 1024];
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i <= HttpCalls.LARGEST / piece.length; i++) {
              out.write(piece);
            }
          }
        });
    server.createContext(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          await();
        });
    server.createContext("/silent", exchange -> await());
    server.start();
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void anAnswerThatIsTooLongIsNone() {
    assertThatThrownBy(() -> calls(Duration.ofSeconds(30)).get(address("/large"), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "GET "
                + address("/large")
                + " had no answer: the answer is longer than 16777216 bytes");
  }

  @Test
  void anAnswerThatDoesNotEndIsNoneAfterItsTime() {
    assertThatThrownBy(() -> calls(Duration.ofSeconds(1)).get(address("/stalled"), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("GET " + address("/stalled") + " had no answer within 1000 ms");
    assertThatThrownBy(() -> calls(Duration.ofMillis(200)).post(address("/silent"), Map.of(), "{}"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpCalls.NothingSentException.class)
        .hasMessageStartingWith("POST " + address("/silent") + " had no answer");
  }

  @Test
  void aConnectionThatIsRefusedSendsNothing() {
    URI address = address("/large");
    server.stop(0);

    assertThatThrownBy(() -> calls(Duration.ofSeconds(5)).post(address, Map.of(), "{}"))
        .isInstanceOf(HttpCalls.NothingSentException.class);
    assertThat(address.getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void aRequestThatCannotBeBuiltSendsNothing() {
    assertThatThrownBy(
            () ->
                calls(Duration.ofSeconds(5))
                    .post(address("/large"), Map.of("Authorization", "a\nb"), "{}"))
        .isInstanceOf(HttpCalls.NothingSentException.class)
        .hasMessageStartingWith("POST " + address("/large") + " cannot be sent: ");
  }

  @Test
  void anInterruptionBeforeTheRequestSendsNothingAndKeepsItsFlag() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () -> calls(Duration.ofSeconds(5)).post(address("/silent"), Map.of(), "{}"))
          .isInstanceOf(HttpCalls.NothingSentException.class)
          .hasMessage("Interrupted before POST " + address("/silent"));
      assertThatThrownBy(() -> calls(Duration.ofSeconds(5)).get(address("/silent"), Map.of()))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aClientThatIsClosedSendsNothing() {
    HttpCalls calls = calls(Duration.ofSeconds(5));
    calls.close();
    calls.close();

    assertThatThrownBy(() -> calls.post(address("/large"), Map.of(), "{}"))
        .isInstanceOf(HttpCalls.NothingSentException.class)
        .hasMessageEndingWith(" was not sent: the operator is closed");
  }

  private HttpCalls calls(Duration requestTimeout) {
    return new HttpCalls(
        new HttpOptions(
            Duration.ofSeconds(5), requestTimeout, ProxySelector.of(null), Optional.empty()),
        "test-http-");
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }
}
