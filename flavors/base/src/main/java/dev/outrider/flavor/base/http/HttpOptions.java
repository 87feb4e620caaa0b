// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.http;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.TrustedCertificates;
import dev.outrider.flavor.base.request.Refusals;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server is reached.
 *
 * @param connectTimeout how long a connection may take to be made
 * @param requestTimeout how long a call may take from its start to the end of its answer
 * @param proxy says which proxy is on the way
 * @param tls whose certificates are trusted; empty for those that Java trusts
 */
public record HttpOptions(
    Duration connectTimeout,
    Duration requestTimeout,
    ProxySelector proxy,
    Optional<SSLContext> tls) {

  public HttpOptions {
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(requestTimeout, "requestTimeout");
    Objects.requireNonNull(proxy, "proxy");
    Objects.requireNonNull(tls, "tls");
  }

  /**
   * What an operator's settings say.
   *
   * @param settings those of {@link CommonSettings#NETWORK}
   * @throws IllegalArgumentException when the proxy has no port, or the file no certificate; the
   *     message names the key
   */
  public static HttpOptions of(Settings settings, Refusals refusals) {
    String certificates = CommonSettings.CA_FILE.name();
    return new HttpOptions(
        settings.duration(CommonSettings.CONNECT_TIMEOUT.name()),
        settings.duration(CommonSettings.REQUEST_TIMEOUT.name()),
        settings
            .text(CommonSettings.PROXY.name())
            .map(each -> proxy(each, refusals))
            .orElse(HttpClient.Builder.NO_PROXY),
        settings
            .path(certificates)
            .map(file -> TrustedCertificates.with(file, refusals.key(certificates))));
  }

  private static ProxySelector proxy(String address, Refusals refusals) {
    URI uri = URI.create(address);
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw refusals.ofSetting(
          CommonSettings.PROXY.name(),
          address,
          "an address with a port, such as http://proxy.example:3128");
    }
    return ProxySelector.of(InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
  }
}
