// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.Ordered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the network, and what no server of the kit does. */
class LoopbackOperatorTest {
  @TempDir private Path folder;

  private StepOperator open(String... settings) {
    Map<String, String> given = new TreeMap<>(Map.of("endpoint", "http://127.0.0.1:9"));
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    LoopbackFlavor flavor = new LoopbackFlavor();
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("near", folder, folder, Map.of(), Clock.systemUTC()));
  }

  @Test
  void settingsThatDoNotFitAreNamedWithTheirKey() throws IOException {
    assertThatThrownBy(() -> open("endpoint", "ftp://host"))
        .hasMessage(
            "'step-operator.near.endpoint' is 'ftp://host' but must be an address such as"
                + " http://127.0.0.1:6066.");
    assertThatThrownBy(() -> open("proxy", "http://proxy"))
        .hasMessage(
            "'step-operator.near.proxy' is 'http://proxy' but must be an address with a port, such"
                + " as http://proxy.example:3128.");
    Path empty = Files.createFile(folder.resolve("ca.pem"));
    assertThatThrownBy(() -> open("ca-file", empty.toString()))
        .hasMessage(
            "'step-operator.near.ca-file' is '"
                + empty
                + "' but must be a PEM file of certificates (java.io.IOException: it has none).");
  }

  @Test
  void aPlatformThatIsNotReachedHasSurelyNoJob() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    try (StepOperator operator = open("endpoint", "http://127.0.0.1:" + free)) {
      assertThatThrownBy(
              () ->
                  Ordered.submit(
                      operator, Orders.order(Resources.unspecified(), Map.of()), () -> true))
          .isInstanceOfSatisfying(
              NotAcceptedException.class,
              refused -> assertThat(refused.kind()).isEqualTo(FailureKind.PLATFORM))
          .hasMessageStartingWith("POST http://127.0.0.1:" + free + "/v1/jobs did not reach");
    }
  }

  @Test
  void anAnswerThatStopsAfterItsHeadersTimesOut() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        StepOperator operator =
            open(
                "endpoint",
                "http://127.0.0.1:" + server.getLocalPort(),
                "request-timeout",
                "300ms")) {
      // a socket that nothing holds is closed by the garbage collector
      AtomicReference<Socket> accepted = new AtomicReference<>();
      Thread half =
          new Thread(
              () -> {
                try {
                  accepted.set(server.accept());
                  accepted
                      .get()
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"
                              .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // the test has ended
                }
              });
      half.start();

      assertThatThrownBy(operator::platform)
          .hasMessage(
              "GET http://127.0.0.1:"
                  + server.getLocalPort()
                  + "/v1/platform had no answer within 300 ms");
      half.join();
      accepted.get().close();
    }
  }

  @Test
  void theProxyIsAskedAndNotThePlatform() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        StepOperator operator =
            open(
                "endpoint",
                "http://platform.invalid:6066",
                "proxy",
                "http://127.0.0.1:" + proxy.getLocalPort())) {
      StringBuilder first = new StringBuilder();
      Thread answering =
          new Thread(
              () -> {
                try (Socket socket = proxy.accept()) {
                  int next = socket.getInputStream().read();
                  while (next > '\r') {
                    first.append((char) next);
                    next = socket.getInputStream().read();
                  }
                  String body = "{\"spark\":\"3.5.5_2.12\",\"java\":17}";
                  socket
                      .getOutputStream()
                      .write(
                          ("HTTP/1.1 200 OK\r\nContent-Length: "
                                  + body.length()
                                  + "\r\n\r\n"
                                  + body)
                              .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  first.append(e);
                }
              });
      answering.start();

      assertThat(operator.platform()).isPresent();

      answering.join();
      assertThat(first)
          .asString()
          .isEqualTo("GET http://platform.invalid:6066/v1/platform HTTP/1.1");
    }
  }
}
