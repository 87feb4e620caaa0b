// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The exceptions after which a request surely never reached its service, because no connection was
 * made. A time-out or a reset of a connection does not count: the service may have read the
 * request.
 */
public final class Unreached {
  private static final List<Class<? extends Exception>> KINDS =
      List.of(
          ConnectException.class,
          HttpConnectTimeoutException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          UnresolvedAddressException.class);

  private Unreached() {}

  /** Whether one of them is a cause of an exception, or is the exception itself. */
  public static boolean isCauseOf(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
      Throwable cause = each;
      if (KINDS.stream().anyMatch(kind -> kind.isInstance(cause))) {
        return true;
      }
    }
    return false;
  }
}
