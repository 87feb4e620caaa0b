// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;

/** A process that has a draft folder, until its input ends or it is killed. */
final class DraftHolder {
  private DraftHolder() {}

  public static void main(String[] args) throws IOException {
    try (DraftFolder folder = DraftFolder.in(Paths.get(args[0]))) {
      Files.write(folder.path().resolve("half"), new byte[1000]);
      System.out.println(folder.path());
      System.out.flush();
      System.in.read();
    }
  }
}
