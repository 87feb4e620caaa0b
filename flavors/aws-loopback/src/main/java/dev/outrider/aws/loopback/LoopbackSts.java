// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/**
 * AWS STS on 127.0.0.1: who asks, and roles that are assumed. It speaks the service's own protocol,
 * judges requests by the vendor's model, and proves who asks. The keys that it gives are taken by
 * the other services of its account. Each call of it is a {@link Call#READ}. Thread-safe.
 */
public final class LoopbackSts implements AutoCloseable {
  private final FaultyHttpServer server;

  /**
   * Starts it.
   *
   * @param region for which requests must be signed, such as {@code eu-west-1}
   * @param account whose users and roles may ask
   * @param faults what goes wrong
   * @param clock says what time it is for signatures
   * @throws IOException when it cannot be started
   */
  public LoopbackSts(
      String region, LoopbackAccount account, FaultScript faults, InstantSource clock)
      throws IOException {
    StsProtocol protocol =
        new StsProtocol(
            ServiceModel.sts(), account, new SignatureV4(region, "sts", account::key, clock));
    this.server = new FaultyHttpServer(faults, request -> Call.READ, protocol);
  }

  /** Where it is: {@code http://127.0.0.1:PORT}, as a client's endpoint. */
  public URI address() {
    return server.address();
  }

  /** The body of every request that came: forms, in which no secret is. */
  public List<String> seen() {
    return server.seen().stream().map(FaultyHttpServer.Request::text).toList();
  }

  /** Ends it, and its threads. A second call does nothing. */
  @Override
  public void close() {
    server.close();
  }
}
