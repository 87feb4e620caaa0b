// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.materialize;

import dev.outrider.application.store.Store;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Values with a JSON form: {@code value.json} in the output's folder. */
final class ValueFiles {

  private ValueFiles() {}

  static Object read(InputRecord input, Type type, Store store, String path) throws IOException {
    if (input.value().isPresent()) {
      return JsonForm.read(input.value().get().text(), type, path);
    }
    StoreLocation place = StoreLocation.of(Artifacts.place(input, path));
    StoreLocation file =
        place.key().endsWith(".json") ? place : place.folder().resolve(AttemptLayout.VALUE);
    return JsonForm.read(new String(store.read(file.uri()), StandardCharsets.UTF_8), type, path);
  }

  static OutputRecord write(Object value, Type type, URI folder, Store store, String path)
      throws IOException {
    String json;
    try {
      json = JsonForm.writePretty(value, type, path);
    } catch (JsonFormException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    store.write(folder.resolve(AttemptLayout.VALUE), json.getBytes(StandardCharsets.UTF_8));
    return Listing.record(store, ValueKind.VALUE, "json", folder);
  }
}
