// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.io.IOException;
import java.io.InputStream;

/** An object of a plugin's store as it is read, by the plugin's code. Not thread-safe. */
final class PluginStream extends InputStream {
  private final InputStream in;
  private final PluginCode code;

  PluginStream(InputStream in, PluginCode code) {
    this.in = in;
    this.code = code;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return in.read(bytes, from, length);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    try (PluginCode.Call call = code.call()) {
      in.close();
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }
}
