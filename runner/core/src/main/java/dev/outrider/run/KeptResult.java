// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * What a plain step has given, as it is kept with the state of its run: one transaction says that
 * the step has succeeded, and what it gave. Immutable.
 *
 * @param record the result record
 * @param values the outputs that are small values, by name; every other output lies in the artifact
 *     store, where the record says
 */
public record KeptResult(Result record, Map<String, JsonText> values) {
  public KeptResult {
    Objects.requireNonNull(record, "record");
    values = Map.copyOf(values);
  }

  /** Whether all outputs are kept here, and none lies in the artifact store alone. */
  boolean isWhole() {
    return values.keySet().equals(record.outputs().keySet());
  }

  /**
   * Writes the values and then the record where the record says that they lie, as every other
   * launch has them there. What is there already is written anew.
   */
  void lay(ArtifactStore store, URI launch) throws IOException {
    ArtifactStore quick = store.withoutSync();
    for (Map.Entry<String, JsonText> each : values.entrySet()) {
      String text = JsonForm.writePretty(each.getValue(), JsonText.class, each.getKey());
      URI folder = record.outputs().get(each.getKey()).uri();
      quick.put(folder.resolve(AttemptLayout.VALUE), text.getBytes(StandardCharsets.UTF_8));
    }
    quick.put(
        launch.resolve(AttemptLayout.RESULT),
        Formats.write(record).getBytes(StandardCharsets.UTF_8));
  }
}
