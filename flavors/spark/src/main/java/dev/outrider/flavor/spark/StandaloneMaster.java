// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * A standalone cluster: one master, or several of which one leads.
 *
 * @param address {@code spark://HOST:PORT}, several with a comma between
 * @param key the property that says so
 */
record StandaloneMaster(String address, String key) {
  private static final String ONE = "[A-Za-z0-9._-]+:[0-9]{1,5}";
  private static final int CONNECT_MILLIS = 5_000;

  StandaloneMaster {
    if (!address.matches("spark://" + ONE + "(," + ONE + ")*")) {
      throw new IllegalArgumentException(
          ("'%s' is '%s' but must be that of a standalone cluster, such as"
                  + " spark://master.example:7077.")
              .formatted(key, address));
    }
  }

  /** The masters' hosts, in their order. */
  List<String> hosts() {
    return Arrays.stream(address.substring("spark://".length()).split(","))
        .map(each -> each.substring(0, each.indexOf(':')))
        .toList();
  }

  /**
   * @throws IOException when no master takes a connection
   */
  void check() throws IOException {
    String reason = "";
    for (String each : address.substring("spark://".length()).split(",")) {
      String[] parts = each.split(":");
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), CONNECT_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        reason = e.getMessage();
      }
    }
    throw new IOException(
        "no master answers at %s (%s). Start it, or set '%s' to one that runs."
            .formatted(address, reason, key));
  }
}
