// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A jar made the usual way, as shading and assembling plug-ins do: every entry of every dependency
 * is inflated and deflated again. Looks at nothing and leaves nothing out.
 */
final class FatJar {

  private FatJar() {}

  /** The target, then the jars. */
  public static void main(String[] arguments) throws IOException {
    Set<String> names = new HashSet<>();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      for (int i = 1; i < arguments.length; i++) {
        try (ZipFile jar = new ZipFile(arguments[i])) {
          for (ZipEntry each : Collections.list(jar.entries())) {
            if (!each.isDirectory() && names.add(each.getName())) {
              out.putNextEntry(new ZipEntry(each.getName()));
              try (InputStream in = jar.getInputStream(each)) {
                in.transferTo(out);
              }
              out.closeEntry();
            }
          }
        }
      }
    }
  }
}
