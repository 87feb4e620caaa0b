// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.net.URI;

/** Where the parts of a run lie in an artifact store. */
record AttemptFolders(URI store, String run) {
  URI bundle(String fileName) {
    return store.resolve("bundles/sha256/" + fileName);
  }

  URI runFolder() {
    return store.resolve("runs/" + run + "/");
  }

  URI marks() {
    return runFolder().resolve("marks/");
  }

  URI attempt(String step, int attempt) {
    return runFolder().resolve(step + "/" + attempt + "/");
  }
}
