// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The address of a standalone cluster: one master, or several of which one leads. */
final class StandaloneMaster {
  private static final String ONE = "[A-Za-z0-9._-]+:[0-9]{1,5}";
  private static final int CONNECT_MILLIS = 5_000;

  private StandaloneMaster() {}

  static boolean isOne(String master) {
    return master.matches("spark://" + ONE + "(," + ONE + ")*");
  }

  /**
   * @throws IOException when no master takes a connection
   */
  static void check(String master) throws IOException {
    String reason = "";
    for (String each : master.substring("spark://".length()).split(",")) {
      String[] parts = each.split(":");
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), CONNECT_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        reason = e.getMessage();
      }
    }
    throw new IOException(
        "no master answers at " + master + " (" + reason + "). Start it, or set 'master'.");
  }
}
