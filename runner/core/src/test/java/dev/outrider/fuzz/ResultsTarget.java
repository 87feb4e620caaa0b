// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonFormException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code result.json} as jobs, disks and people leave it: read or refused in words, and what was
 * read is written and read as the same.
 */
public final class ResultsTarget implements FuzzTarget {
  private static final String RESULT =
      """
      {"format": 1, "status": "failed", "run": "r0k3v9m2x4q7t", "pipeline": "flights",
       "step": "train", "attempt": 2, "key": "r0k3v9m2x4q7t-train-2-0123456789", "launch": "ab12",
       "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:01:00.5Z",
       "outputs": {"model": {"kind": "dataset", "uri": "s3://b/k%20v/", "format": "parquet",
         "schema": {"type": "struct", "fields": []}, "rows": 3, "bytes": 10, "files": 1,
         "checksum": "sha256:00"}},
       "metrics": {"rmse": 0.5, "loss": -1e-3},
       "environment": {"outrider": "1", "java": "17.0.1", "spark": "3.5.5", "scala": "2.12",
         "timeZone": "UTC", "charset": "UTF-8", "locale": "en"},
       "error": {"kind": "USER", "message": "no \\ud83d\\ude00", "type": "java.io.IOException",
         "stackTrace": "a\\n\\tb"}}
      """;

  private static final List<String> ESCAPES =
      List.of("\\ud800", "\\udc00", "\\u0000", "\\u001b", "\\n", "\\\"", "\\u202e", "a");

  @Override
  public String name() {
    return "results";
  }

  @Override
  public void check(Hostile input, Path scratch) {
    StringBuilder escapes = new StringBuilder();
    for (int left = input.below(4); left > 0; left--) {
      escapes.append(input.oneOf(ESCAPES));
    }
    String result = RESULT.replace("no ", "no " + escapes);
    String json = stored(input.oneIn(3) ? result : input.changed(result));
    if (input.oneIn(50)) {
      json = input.oneOf(List.of("[", "{\"a\":", "[{\"b\":")).repeat(input.below(20_000)) + json;
    }
    Result read;
    try {
      read = Formats.read(json, Result.class, "result.json");
    } catch (JsonFormException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("A refusal without a word", e);
      }
      return;
    }
    String written = Formats.write(read);
    Result again = Formats.read(stored(written), Result.class, "result.json");
    if (!Formats.write(again).equals(written)) {
      throw new AssertionError(written + " is read as another result.");
    }
  }

  /** As it lies in a store. */
  private static String stored(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
