// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some of the objects below a folder.
 *
 * @param objects in the order of their names' UTF-8 bytes
 * @param next what to give for {@code after} to go on; empty at the end
 */
public record ObjectPage(List<StoredObject> objects, Optional<String> next) {
  public ObjectPage {
    objects = List.copyOf(objects);
    Objects.requireNonNull(next, "next");
  }
}
