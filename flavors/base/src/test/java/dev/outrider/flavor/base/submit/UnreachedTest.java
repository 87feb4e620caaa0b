// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnreachedTest {

  static Exception[] unreached() {
    return new Exception[] {
      new ConnectException("Connection refused"),
      new HttpConnectTimeoutException("HTTP connect timed out"),
      new NoRouteToHostException("No route to host"),
      new UnknownHostException("emr.nowhere"),
      new UnresolvedAddressException()
    };
  }

  static Exception[] perhapsRead() {
    return new Exception[] {
      new SocketTimeoutException("Read timed out"),
      new HttpTimeoutException("request timed out"),
      new SocketException("Connection reset"),
      new PortUnreachableException("ICMP Port Unreachable"),
      new SSLException("closed by the peer"),
      new EOFException("EOF reached while reading"),
      new InterruptedIOException("interrupted"),
      new IllegalStateException("an answer that cannot be read")
    };
  }

  @ParameterizedTest
  @MethodSource("unreached")
  void withoutAConnectionNothingWasSent(Exception thrown) {
    assertThat(Unreached.isCauseOf(thrown)).isTrue();
    assertThat(Unreached.isCauseOf(new RuntimeException("SDK", new IOException(thrown)))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("perhapsRead")
  void afterAConnectionTheServiceMayHaveReadIt(Exception thrown) {
    assertThat(Unreached.isCauseOf(thrown)).isFalse();
  }

  @Test
  void causesThatFormACircleEnd() {
    Exception inner = new IOException("inner");
    inner.initCause(new IOException("outer", inner));

    assertThat(Unreached.isCauseOf(inner)).isFalse();
  }
}
