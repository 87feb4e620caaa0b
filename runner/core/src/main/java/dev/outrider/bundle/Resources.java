// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The resources that this package carries: class lists, API differences, the step application, the
 * list of libraries.
 */
final class Resources {

  /** The step application, a layer of every bundle. */
  static final String APPLICATION = "application.jar";

  /** What outrider-core runs on, one library a line. */
  static final String LIBRARIES = "libraries.txt";

  private Resources() {}

  /** Opens a resource beside this class; the caller closes it. */
  static InputStream open(String name) throws IOException {
    InputStream in = Resources.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException(name);
    }
    return name.endsWith(".gz") ? in : new BufferedInputStream(in);
  }

  /** For a resource that cannot be read: this is a fault of the installation. */
  static UncheckedIOException broken(String name, IOException cause) {
    return new UncheckedIOException(
        "dev/outrider/bundle/"
            + name
            + " is missing from or damaged in outrider-core's jar ("
            + cause.getMessage()
            + "). Install Outrider again.",
        cause);
  }

  /** Compresses as small as it gets. */
  static OutputStream compressing(OutputStream to) throws IOException {
    return new BufferedOutputStream(
        new GZIPOutputStream(to) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        },
        1 << 16);
  }
}
