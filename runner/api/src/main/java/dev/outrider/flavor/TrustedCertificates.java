// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts certificates of a file besides those that Java trusts: what {@link CommonSettings#CA_FILE}
 * means, for all flavors.
 */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * For clients that take a context of TLS.
   *
   * @param file in PEM
   * @param key the setting that names it
   * @throws IllegalArgumentException when the file has no certificate; the message names the key
   */
  public static SSLContext with(Path file, String key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(file, key), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has TLS", e);
    }
  }

  /**
   * For clients that take trust managers.
   *
   * @param file in PEM
   * @param key the setting that names it
   * @throws IllegalArgumentException when the file has no certificate; the message names the key
   */
  public static TrustManager[] managers(Path file, String key) {
    try {
      List<Certificate> all = new ArrayList<>(read(file));
      for (TrustManager each : managers(null)) {
        if (each instanceof X509TrustManager trust) {
          all.addAll(List.of(trust.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("c" + i, all.get(i));
      }
      return managers(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "'" + key + "' is '" + file + "' but must be a PEM file of certificates (" + e + ").", e);
    }
  }

  private static List<Certificate> read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (found.isEmpty()) {
        throw new IOException("it has none");
      }
      return found;
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
